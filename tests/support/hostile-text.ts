/** Texts that some reader takes for more than text. */

import fc from 'fast-check';

/** What readers of SOQL, URLs, XML, JSON and headers take for more than text. */
const hostile = fc.string({
  unit: fc.constantFrom(
    ...["'", '\\', '"', '%', '_', ')', '(', ' OR ', ' AND Name != ', ':', '--', '/*'],
    ...['/', '..', '?', '#', '&', '=', '+', ';', '%2e', '%00', '@', '//evil.example'],
    ...['<', '>', ']]>', '<!--', '&amp;', '&#39;', '<!DOCTYPE x>', '</name>', '<?xml ?>'],
    ...['\r', '\n', '\t', '\u0000', '\u0085', '\u2028', '\u202e', '\ufeff', '\ud800'],
    ...['a', 'Z', '7', ' ', '.', 'é', '🙂', '\u0301'],
  ),
  maxLength: 40,
});
export const anyText = fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 60 }));
