/** The text of a search → the words to look for. */

import { AppError } from '../common/errors.ts';

/** Longer texts are no searches; each word becomes a condition on each field where LIKE is used. */
const MAX_SEARCH_LENGTH = 200;
const MAX_SEARCH_WORDS = 10;
/** Letters and digits that Salesforce's search wants at least. */
const MIN_SEARCH_LETTERS = 2;

/**
 * Words between blanks, as they are; what has neither letter nor digit is not indexed and falls out.
 * @throws AppError BAD_USER_INPUT when there is too little to look for, or too much.
 */
export function searchWords(text: string): readonly string[] {
  if (text.length > MAX_SEARCH_LENGTH) {
    throw badSearch(
      `text is ${text.length} characters long`,
      `Look for at most ${MAX_SEARCH_LENGTH} characters.`,
    );
  }
  const words = text.split(/[\s\p{Cc}\p{Surrogate}]+/u).filter((word) => lettersOf(word) > 0);
  if (words.reduce((sum, word) => sum + lettersOf(word), 0) < MIN_SEARCH_LETTERS) {
    throw badSearch(
      'text holds too little to look for',
      `Give at least ${MIN_SEARCH_LETTERS} letters or digits.`,
    );
  }
  if (words.length > MAX_SEARCH_WORDS) {
    throw badSearch(
      `text holds ${words.length} words`,
      `Look for at most ${MAX_SEARCH_WORDS} words.`,
    );
  }
  return [...new Set(words)];
}

export function badSearch(problem: string, hint: string): AppError {
  return new AppError('BAD_USER_INPUT', `The search cannot be run: ${problem}.`, { hint });
}

// Private:

function lettersOf(word: string): number {
  return word.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
}
