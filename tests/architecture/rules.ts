/** The house rules as pure functions from source files to violations, so that planted ones can prove them. */
import { callsGlobalNetwork, importsOf, readsEnvironment } from './source-tree.ts';
import type { ImportEdge, SourceFile } from './source-tree.ts';

/** Rooms of src/ and their ranks. A file imports only its own room or one of a lower rank. */
export const ROOM_RANKS: Readonly<Record<string, number>> = {
  common: 0,
  model: 1,
  soql: 1,
  store: 1,
  policy: 2,
  declared: 2,
  salesforce: 3,
  auth: 4,
  plan: 5,
  execution: 6,
  schema: 7,
  resolvers: 8,
  server: 9,
  cli: 10,
  'main.ts': 10,
};

/** Rooms that may open a connection or a socket. */
const NETWORK_ROOMS = new Set(['salesforce', 'auth', 'store', 'server']);

/** Packages through which something leaves or enters the process. */
const NETWORK_PACKAGES =
  /^(node:)?(https?|http2|net|tls|dgram|dns)(\/promises)?$|^(undici|jsforce|passport(-.+)?|express|libsql|pg|redis|ioredis)(\/|$)/;

/** The room (or top-level file) that a path of src/ belongs to. */
export function roomOf(path: string): string {
  return path.split('/')[1] ?? path;
}

export function findRankViolations(files: readonly SourceFile[]): string[] {
  const violations: string[] = [];
  for (const file of files) {
    const room = roomOf(file.path);
    const rank = ROOM_RANKS[room];
    if (rank === undefined) {
      violations.push(`${file.path} is in no known room`);
      continue;
    }
    for (const edge of importsOf(file)) {
      const violation = rankViolation(edge, room, rank);
      if (violation !== null) violations.push(violation);
    }
  }
  return violations;
}

function rankViolation(edge: ImportEdge, room: string, rank: number): string | null {
  if (edge.specifier === '<computed>') return `${edge.from} makes a computed import()`;
  if (edge.to === null) return null;
  if (!edge.to.startsWith('src/')) return `${edge.from} imports ${edge.to}, outside src/`;
  const target = roomOf(edge.to);
  const targetRank = ROOM_RANKS[target];
  if (targetRank === undefined) return `${edge.from} imports ${edge.to}, in no known room`;
  if (target === room || targetRank < rank) return null;
  return `${edge.from} (${room}, rank ${rank}) imports ${edge.to} (${target}, rank ${targetRank})`;
}

/** Import cycles among the files, type imports included: each as `a -> b -> a`. */
export function findCycles(files: readonly SourceFile[]): string[] {
  const graph = new Map(
    files.map((file) => [
      file.path,
      importsOf(file).flatMap((edge) => (edge.to === null ? [] : [edge.to])),
    ]),
  );
  const done = new Set<string>();
  const cycles: string[] = [];
  const walk = (path: string, trail: readonly string[]): void => {
    const seenAt = trail.indexOf(path);
    if (seenAt !== -1) {
      cycles.push([...trail.slice(seenAt), path].join(' -> '));
      return;
    }
    if (done.has(path)) return;
    for (const next of graph.get(path) ?? []) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) walk(path, []);
  return cycles;
}

export function findEnvironmentReads(files: readonly SourceFile[]): string[] {
  return files
    .filter((file) => !/^src\/common\/config(\.ts|\/)/.test(file.path) && readsEnvironment(file))
    .map((file) => `${file.path} reads process.env`);
}

export function findNetworkUse(files: readonly SourceFile[]): string[] {
  const violations: string[] = [];
  for (const file of files) {
    if (NETWORK_ROOMS.has(roomOf(file.path))) continue;
    if (callsGlobalNetwork(file)) violations.push(`${file.path} calls a network global`);
    for (const edge of importsOf(file)) {
      if (NETWORK_PACKAGES.test(edge.specifier) && !edge.typeOnly) {
        violations.push(`${file.path} imports ${edge.specifier}`);
      }
    }
  }
  return violations;
}

/** Imports that cross from one of the three programs into another. */
export function findCrossProgramImports(
  files: readonly SourceFile[],
  own: string,
  others: readonly string[],
): string[] {
  return files.flatMap((file) =>
    importsOf(file)
      .filter((edge) => edge.to !== null && others.some((other) => edge.to?.startsWith(other)))
      .map((edge) => `${edge.from} imports ${edge.to ?? ''}, but ${own} shares no code with it`),
  );
}
