/** What a search looks for: words with letters, neither too few nor too many. */

import { searchWords } from '../../../src/plan/search-words.ts';

function refusalOf(text: string): unknown {
  try {
    return searchWords(text);
  } catch (error) {
    return error;
  }
}

describe('searchWords', () => {
  it('cuts at blanks and control characters, and drops what is not indexed', () => {
    expect(searchWords("  Jane\tO'Hara\n--\u0000* x 日本 Jane ")).toEqual([
      'Jane',
      "O'Hara",
      'x',
      '日本',
    ]);
  });

  it.each(['', '  ', '*', 'a', '? b !', '\ud800'])('refuses %j as too little', (text) => {
    expect(refusalOf(text)).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it.each(['ab '.repeat(70), 'a b c d e f g h i j k l'])('refuses %j as too much', (text) => {
    expect(refusalOf(text)).toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});
