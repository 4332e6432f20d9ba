/** All files of the folder of declarations + the model → what they declare, and what is wrong with which of them. */

import { createHash } from 'node:crypto';
import { SHARED_ROOT_FIELDS, SHARED_TYPE_NAMES } from '../model/naming.ts';
import type { OrgModel } from '../model/org-model.ts';
import { originsOf } from '../model/object-type-names.ts';
import { DeclaredError } from './declared-error.ts';
import type { DeclaredSdl } from './declared-sdl.ts';
import type { DeclaredModel } from './declared-model.ts';
import type { DeclaredQuery } from './declared-query.ts';
import { declareSdl } from './declare-sdl.ts';
import { declareQuery } from './declare-query.ts';
import { textOfFile } from './query-scope.ts';
import { capital, fieldNameOfFile, typeNamesOf } from './type-names.ts';

export interface DeclarationFile {
  /** Relative to the folder, such as `staff-directory.soql`. */
  readonly name: string;
  readonly text: string;
}

export interface Declarations {
  readonly model: DeclaredModel;
  /** One for each file that cannot be used. */
  readonly problems: readonly DeclaredError[];
  /** The files that the model was made of: those given, or for a wrong one the text that was good before. */
  readonly used: readonly DeclarationFile[];
}

/**
 * A wrong file takes nothing else with it: what it said when it was last good stays in force, if it still fits.
 * @param before the files that were used before.
 */
export function declareFiles(
  files: readonly DeclarationFile[],
  model: OrgModel,
  before: readonly DeclarationFile[] = [],
): Declarations {
  const names = new TakenNames(model);
  const problems: DeclaredError[] = [];
  const queries: DeclaredQuery[] = [];
  const sdl: DeclaredSdl[] = [];
  const used: DeclarationFile[] = [];
  const lastGood = new Map(before.map((file) => [file.name, file]));
  for (const file of [...files].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const declared = attempt(file, model, names);
    if (declared instanceof DeclaredError) problems.push(declared);
    const older = declared instanceof DeclaredError ? lastGood.get(file.name) : undefined;
    const kept = older === undefined ? declared : attempt(older, model, names);
    if (kept instanceof DeclaredError) continue;
    names.take(kept);
    if ('calls' in kept) sdl.push(kept);
    else queries.push(kept);
    used.push(older ?? file);
  }
  const version = createHash('sha256').update(JSON.stringify(used)).digest('base64url');
  return { model: Object.freeze({ version: version.slice(0, 22), queries, sdl }), problems, used };
}

// Private:

type Declared = DeclaredQuery | DeclaredSdl;

function attempt(
  file: DeclarationFile,
  model: OrgModel,
  names: TakenNames,
): Declared | DeclaredError {
  try {
    const isSdl = /\.graphql$/i.test(file.name);
    const declared = isSdl ? declareSdl(file.name, file.text, model) : declareFile(file, model);
    names.check(declared);
    return declared;
  } catch (error) {
    if (error instanceof DeclaredError) return error;
    throw error;
  }
}

const START = { line: 1, column: 1 };

function declareFile({ name, text }: DeclarationFile, model: OrgModel): DeclaredQuery {
  const stem = name.replace(/^.*\//, '').replace(/\.soql$/i, '');
  const field = fieldNameOfFile(stem);
  if (field === null) {
    throw new DeclaredError(
      name,
      START,
      'The file’s name becomes the name of a field: letters and digits, with hyphens between words.',
    );
  }
  const names = { name: field, typeName: capital(field) };
  return declareQuery(textOfFile(name, text), names, model);
}

/** Names of root fields and types that are in use. */
class TakenNames {
  readonly #fields = new Map<string, string>(
    SHARED_ROOT_FIELDS.map((name) => [name, 'the gateway']),
  );
  readonly #types = new Map<string, string>(SHARED_TYPE_NAMES.map((name) => [name, 'the gateway']));
  /** API names by the names of their types. */
  readonly #objects = new Map<string, string>();

  constructor(model: OrgModel) {
    for (const object of model.objects.values()) {
      for (const field of [object.singular, object.plural]) this.#fields.set(field, object.name);
      this.#objects.set(object.typeName, object.name);
    }
  }

  /** @throws DeclaredError */
  check(declared: Declared): void {
    const own = new Set<string>();
    for (const name of fieldNamesOf(declared)) {
      const holder = this.#fields.get(name) ?? (own.has(name) ? declared.file : undefined);
      if (holder !== undefined) {
        const problem = `The field ${name} belongs to ${holder}: choose another name.`;
        throw new DeclaredError(declared.file, placeOf(declared, name), problem);
      }
      own.add(name);
    }
    const types = new Set<string>();
    for (const type of typesOf(declared)) {
      const holder = this.#holderOf(type) ?? (types.has(type) ? declared.file : undefined);
      if (holder !== undefined) {
        const problem = `Its type ${type} would be the same as one of ${holder}: choose another name.`;
        throw new DeclaredError(declared.file, placeOf(declared, type), problem);
      }
      types.add(type);
    }
  }

  #holderOf(type: string): string | undefined {
    const origin = originsOf(type).find((one) => this.#objects.has(one)) ?? '';
    return this.#types.get(type) ?? this.#objects.get(origin);
  }

  take(declared: Declared): void {
    for (const name of fieldNamesOf(declared)) this.#fields.set(name, declared.file);
    for (const type of typesOf(declared)) this.#types.set(type, declared.file);
  }
}

/** A `.soql` file is named by its own name, which has no place in it. */
function placeOf(declared: Declared, name: string) {
  return ('calls' in declared ? declared.places.get(name) : undefined) ?? START;
}

function fieldNamesOf(declared: Declared): readonly string[] {
  return 'calls' in declared
    ? [...declared.calls, ...declared.queries.map(({ query }) => query)].map(({ name }) => name)
    : [declared.name];
}

function typesOf(declared: Declared): readonly string[] {
  return 'calls' in declared ? declared.typeNames : typeNamesOf(declared);
}
