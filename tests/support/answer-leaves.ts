/** The values of an answer without its structure, so that a GraphQL answer can be held against Salesforce's own. */

/** Sorted texts of all that is not null. */
export function leavesOf(answer: unknown): readonly string[] {
  return leaves(answer).sort();
}

/** The same of a page of the query resource, which says more than values. @see resources_query.htm */
export function recordLeaves(page: {
  readonly records: readonly unknown[];
  readonly totalSize: number;
}): readonly string[] {
  const isCount = page.records.length === 0 && page.totalSize > 0;
  return isCount ? [String(page.totalSize)] : leavesOf(page.records);
}

// Private:

const NOT_VALUES: ReadonlySet<string> = new Set([
  ...['attributes', 'totalSize', 'done', 'nextRecordsUrl'],
]);

function leaves(value: unknown): string[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap(leaves);
  if (typeof value === 'object') {
    return Object.entries(value).flatMap(([name, one]) =>
      NOT_VALUES.has(name) ? [] : leaves(one),
    );
  }
  return textsOf(typeof value === 'string' ? value : JSON.stringify(value));
}

function textsOf(text: string): string[] {
  // A file's bytes: Salesforce says where they are, the gateway where it hands them out.
  if (/^\/(?:services|files)\//.test(text)) return ['(file)'];
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return [text.replace('+0000', 'Z')];
  // The values of a multi-select field.
  return text.split(';');
}
