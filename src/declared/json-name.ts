/** What a field or input of hand-written SDL is called in the JSON or XML of Apex, where that is not its own name. */

interface Extensible {
  readonly name: string;
  readonly extensions: Readonly<Record<string | symbol, unknown>>;
}

/** Key under which GraphQL elements carry the name. */
const JSON_NAME = 'skybridgeJsonName';

export function jsonName(name: string): Record<string, unknown> {
  return { [JSON_NAME]: name };
}

export function jsonNameOf(field: Extensible): string {
  const name = field.extensions[JSON_NAME];
  return typeof name === 'string' ? name : field.name;
}
