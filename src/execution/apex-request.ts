/** Arguments of a declared call → path, query and body of Apex REST: the one place where they are encoded. */

import { AppError } from '../common/errors.ts';
import type { ApexRestTarget } from '../declared/declared-call.ts';
import type { RestCall } from '../salesforce/apex-caller.ts';

/** @param args by argument name, under their JSON names inside. @throws AppError BAD_USER_INPUT */
export function apexRestCall(target: ApexRestTarget, args: ReadonlyMap<string, unknown>): RestCall {
  const segments = target.path.flatMap((segment) => {
    if ('text' in segment) return [segment.text];
    const value = args.get(segment.argument);
    if (!segment.many) return [pathSegment(segment.argument, value)];
    const items: readonly unknown[] = Array.isArray(value) ? value : [];
    return items.map((item) => pathSegment(segment.argument, item));
  });
  const query = queryText(
    [...target.query].map(([parameter, argument]) => [parameter, args.get(argument)] as const),
  );
  const path = `/services/apexrest/${segments.join('/')}${query}`;
  const body = bodyOf(target, args);
  return { method: target.method, path, ...(body === undefined ? {} : { body }) };
}

/** `?a=1&b=x%20y`; parameters without a value are left out. */
export function queryText(parameters: readonly (readonly [string, unknown])[]): string {
  const pairs = parameters.flatMap(([name, value]) =>
    (Array.isArray(value) ? (value as readonly unknown[]) : [value])
      .filter((one) => one !== null && one !== undefined)
      .map((one) => `${encode(name)}=${encode(plainText(name, one))}`),
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

// Private:

/** What a server could read as more or less than one segment is refused, however it would be encoded. */
function pathSegment(name: string, value: unknown): string {
  const text = plainText(name, value);
  // eslint-disable-next-line no-control-regex
  if (text === '' || /^\.+$/.test(text) || /[/\\\u0000-\u001f\u007f]/.test(text)) {
    throw new AppError('BAD_USER_INPUT', `The argument ${name} cannot stand in a path.`, {
      hint: 'Give a text that is not empty and holds no slash, backslash or control character.',
    });
  }
  return encode(text);
}

function plainText(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new AppError('BAD_USER_INPUT', `The argument ${name} is no single value.`, {
    hint: 'Only texts, numbers and booleans stand in a path or query.',
  });
}

/** encodeURIComponent leaves `!'()*`, which some readers of URLs take for more than text. */
function encode(text: string): string {
  try {
    return encodeURIComponent(text).replace(
      /[!'()*]/g,
      (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  } catch {
    throw new AppError('BAD_USER_INPUT', 'An argument is no well-formed text.', {
      hint: 'Send well-formed Unicode.',
    });
  }
}

function bodyOf({ body }: ApexRestTarget, args: ReadonlyMap<string, unknown>): unknown {
  if (body === null) return undefined;
  if ('whole' in body) return args.get(body.whole) ?? null;
  const given = body.members.filter((name) => args.get(name) !== undefined);
  return Object.fromEntries(given.map((name) => [name, args.get(name)]));
}
