/** Comma-separated values (RFC 4180), as the Bulk APIs take and give them. */
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';

export interface CsvFormat {
  readonly delimiter: string;
  readonly lineEnding: string;
}

export const COMMA_CSV: CsvFormat = { delimiter: ',', lineEnding: '\n' };

/** Rows of cells; a quoted cell may hold delimiters, quotes and line breaks. Throws csv-parse's CsvError. */
export function parseCsv(
  text: string,
  { delimiter }: CsvFormat = COMMA_CSV,
): readonly (readonly string[])[] {
  const rows: unknown = parse(text, {
    bom: true,
    delimiter,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  // Without the option columns, csv-parse answers rows of texts.
  return rows as readonly (readonly string[])[];
}

export function writeCsv(
  rows: readonly (readonly string[])[],
  { delimiter, lineEnding }: CsvFormat = COMMA_CSV,
): string {
  const mutable = rows.map((row) => [...row]);
  // Recorded: empty cells are quoted too.
  const everyCell = { quoted: true, quoted_empty: true };
  return stringify(mutable, { delimiter, ...everyCell, record_delimiter: lineEnding });
}
