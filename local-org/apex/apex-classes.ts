/** The org's Apex classes: rows of ApexClass, in the order they were saved. */
import { crc32 } from 'node:zlib';
import { recordId } from '../data/record-ids.ts';
import { insertRows } from '../data/row-store.ts';
import { reserve } from '../data/sequences.ts';
import type { LocalOrg } from '../local-org.ts';
import type { ApexClass, ApexClassSource, ApexMethodBody } from './apex-class.ts';
import { sameApexName } from './source/declarations.ts';
import { ApexCompileError, parseApexClass } from './source/parse-apex.ts';
import type { TypeScope } from './values/apex-type.ts';

const DEFAULT_VERSION = '62.0';
const KEY_PREFIX = '01p';

/** The bodies of the methods, by class. */
export interface ApexCode {
  readonly methods: Readonly<Record<string, ApexMethodBody>>;
  readonly profiles: readonly string[];
}

/** By lower-case class name, `namespace.name` where it has one. */
export type ApexImplementations = ReadonlyMap<string, ApexCode>;

export function implementationsOf(sources: readonly ApexClassSource[]): ApexImplementations {
  return new Map(
    sources.map(({ body, namespace = null, methods, profiles = [] }) => [
      codeKey(nameInSource(body), namespace),
      { methods, profiles },
    ]),
  );
}

export const codeKey = (name: string, namespace: string | null): string =>
  (namespace === null ? name : `${namespace}.${name}`).toLowerCase();

/** Adds the rows of classes to an org that is being filled. */
export function seedApexClasses(org: LocalOrg, sources: readonly ApexClassSource[]): void {
  const object = org.catalog.object('ApexClass');
  const [administrator] = org.db
    .prepare(`SELECT "Id" AS id FROM "User" ORDER BY "Id" LIMIT 1`)
    .all() as { id: string }[];
  if (object === undefined || sources.length === 0) return;
  const saved = Date.UTC(2026, 0, 5, 9, 0, 0);
  const rows = sources.map(({ body, namespace = null, apiVersion = DEFAULT_VERSION }, index) => ({
    Id: recordId(KEY_PREFIX, index + 1),
    Name: nameInSource(body),
    NamespacePrefix: namespace,
    ApiVersion: Number(apiVersion),
    Status: 'Active',
    IsValid: 1,
    Body: body,
    BodyCrc: checksum(body),
    LengthWithoutComments: lengthWithoutComments(body),
    CreatedDate: saved,
    LastModifiedDate: saved,
    SystemModstamp: saved,
    CreatedById: administrator?.id ?? null,
    LastModifiedById: administrator?.id ?? null,
  }));
  insertRows(org.db, object, Object.keys(rows[0] ?? {}), rows);
  reserve(org.db, `id:${KEY_PREFIX}`, rows.length);
}

interface ClassRow {
  readonly id: string;
  readonly name: string;
  readonly namespace: string | null;
  readonly apiVersion: number;
  readonly body: string | null;
}

/** Every active class that compiles; the first saved comes first. */
export function apexClasses(org: LocalOrg): readonly ApexClass[] {
  const rows = org.db
    .prepare(
      `SELECT "Id" AS id, "Name" AS name, "NamespacePrefix" AS namespace,
              "ApiVersion" AS apiVersion, "Body" AS body
         FROM "ApexClass" WHERE "Status" = 'Active' ORDER BY "Id"`,
    )
    .all() as ClassRow[];
  return rows.flatMap((row) => {
    const apexClass = compiled(row);
    return apexClass === null ? [] : [apexClass];
  });
}

/** By name, `namespace` included where the class has one; undefined where the org has no such class. */
export function findApexClass(
  org: LocalOrg,
  name: string,
  namespace: string | null = null,
): ApexClass | undefined {
  return apexClasses(org).find(
    (one) => sameApexName(one.name, name) && sameApexName(one.namespace ?? '', namespace ?? ''),
  );
}

/** What the types named in a class mean. */
export const typeScopeOf = (org: LocalOrg, { declaration }: ApexClass): TypeScope => ({
  catalog: org.catalog,
  home: declaration,
  classNamed: (name) => findApexClass(org, name)?.declaration,
});

function compiled({ body, apiVersion, ...row }: ClassRow): ApexClass | null {
  try {
    const declaration = parseApexClass(body ?? '');
    return { ...row, body: body ?? '', apiVersion: apiVersion.toFixed(1), declaration };
  } catch (error) {
    // A class that was saved without compiling answers nothing, as an invalid class does.
    if (error instanceof ApexCompileError) return null;
    throw error;
  }
}

/** The declared name without parsing: an org that is only being filled must not load the grammar. */
function nameInSource(body: string): string {
  const name = /\b(?:class|interface|enum)\s+(\w+)/i.exec(withoutComments(body))?.[1];
  if (name === undefined) throw new Error('An Apex source must declare a class');
  return name;
}

const withoutComments = (body: string): string =>
  body.replace(/'(?:[^'\\]|\\.)*'|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (part) =>
    part.startsWith("'") ? part : '',
  );

export const lengthWithoutComments = (body: string): number => withoutComments(body).length;

/** What `BodyCrc` holds. */
export const checksum = (body: string): number => crc32(body);
