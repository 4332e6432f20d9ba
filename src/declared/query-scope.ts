/** Where a part of a declared query stands: the model, the object whose names it uses, and the file that errors point into. */

import { didYouMean } from 'graphql/jsutils/didYouMean.js';
import { suggestionList } from 'graphql/jsutils/suggestionList.js';
import type { ObjectModel, OrgModel } from '../model/org-model.ts';
import { findByName } from '../model/resolve-path.ts';
import type { NameSyntax } from '../soql/statement-syntax.ts';
import { placeOf } from '../soql/statement-tokens.ts';
import type { QueryArguments } from './argument-collector.ts';
import { DeclaredError } from './declared-error.ts';

/** The text of one declaration, and where its characters stand in its file (those of an SDL string somewhere inside). */
export interface DeclaredText {
  readonly file: string;
  readonly text: string;
  /** @param at characters from the start of the text. */
  readonly placeAt: (at: number) => { readonly line: number; readonly column: number };
}

/** A file that is nothing but its declaration. */
export function textOfFile(file: string, text: string): DeclaredText {
  return { file, text, placeAt: (at) => placeOf(text, at) };
}

export interface QueryScope {
  readonly model: OrgModel;
  readonly source: DeclaredText;
  readonly args: QueryArguments;
  readonly object: ObjectModel;
  /** The name that the statement gives its object: `FROM Contact c`. */
  readonly alias: string | null;
}

/** @param at characters from the start of the text. */
export function errorAt(source: DeclaredText, at: number, problem: string): DeclaredError {
  return new DeclaredError(source.file, source.placeAt(at), problem);
}

/** @throws DeclaredError, with a suggestion where a name is near. */
export function findMember<Member extends { readonly name: string }>(
  scope: QueryScope,
  members: ReadonlyMap<string, Member>,
  name: NameSyntax,
  problem: string,
): Member {
  const found = findByName(members, name.text);
  if (found !== undefined) return found;
  throw unknownName(scope, name, [...members.keys()], problem);
}

export function unknownName(
  scope: QueryScope,
  name: NameSyntax,
  known: readonly string[],
  problem: string,
): DeclaredError {
  const near = suggestionList(name.text, known).slice(0, 3);
  return errorAt(scope.source, name.at, `${problem}${didYouMean(near)}`);
}
