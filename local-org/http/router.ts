/** A table of path patterns to methods, shared by the HTTP listener and by composite subrequests. */
import type { HttpMethod } from './message.ts';

export type MethodTable<Handler> = Readonly<Partial<Record<HttpMethod, Handler>>>;

/** Pattern segments: literal, `:name` for one segment, `*name` for one or more trailing segments. */
export type RouteTable<Handler> = Readonly<Record<string, MethodTable<Handler>>>;

export interface RouteMatch<Handler> {
  readonly methods: MethodTable<Handler>;
  readonly params: Readonly<Record<string, string>>;
  /** What a `*name` segment swallowed. */
  readonly rest: readonly string[];
}

export interface Router<Handler> {
  match(segments: readonly string[]): RouteMatch<Handler> | null;
}

/** Routes are tried in the order written, so a literal stands before the parameter that would shadow it. */
export function createRouter<Handler>(table: RouteTable<Handler>): Router<Handler> {
  const routes = Object.entries(table).map(([pattern, methods]) => ({
    parts: pattern.split('/').filter((part) => part !== ''),
    methods,
  }));
  return {
    match(segments) {
      for (const { parts, methods } of routes) {
        const found = matchParts(parts, segments);
        if (found !== null) return { methods, ...found };
      }
      return null;
    },
  };
}

/** The handler for a method; HEAD is answered by GET, and the listener drops its body. */
export function handlerFor<Handler>(
  methods: MethodTable<Handler>,
  method: HttpMethod,
): Handler | undefined {
  return methods[method] ?? (method === 'HEAD' ? methods.GET : undefined);
}

/** Method names in the order Salesforce lists them in METHOD_NOT_ALLOWED. */
export function allowedMethods<Handler>(methods: MethodTable<Handler>): readonly string[] {
  const head = methods.GET !== undefined ? ['HEAD'] : [];
  return [...head, ...Object.keys(methods)];
}

function matchParts(
  parts: readonly string[],
  segments: readonly string[],
): { params: Record<string, string>; rest: readonly string[] } | null {
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const segment = segments[index];
    if (segment === undefined) return null;
    if (part.startsWith('*')) return { params, rest: segments.slice(index) };
    if (part.startsWith(':')) params[part.slice(1)] = segment;
    else if (part !== segment) return null;
  }
  return parts.length === segments.length ? { params, rest: [] } : null;
}
