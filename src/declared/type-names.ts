/** The names that a declared query takes in the schema: its root field and the types of its answer. */

import type { DeclaredQuery, GroupItem, RowItem } from './declared-query.ts';

/** Every GraphQL type that only this query leads to. */
export function typeNamesOf({ typeName, result }: DeclaredQuery): readonly string[] {
  switch (result.kind) {
    case 'count':
      return [`${typeName}Count`];
    case 'groups':
      return [`${typeName}Connection`, `${typeName}Row`, ...result.items.flatMap(namesInGroup)];
    case 'rows':
      return [
        ...[`${typeName}Connection`, `${typeName}Edge`, `${typeName}Row`],
        ...result.items.flatMap(namesInRow),
      ];
  }
}

/** `staff-directory` → `staffDirectory`; null for what cannot be a name. */
export function fieldNameOfFile(stem: string): string | null {
  if (!/^[A-Za-z][A-Za-z0-9]*(?:[-_ ][A-Za-z0-9]+)*$/.test(stem)) return null;
  const [first = '', ...rest] = stem.split(/[-_ ]/);
  return first.charAt(0).toLowerCase() + first.slice(1) + rest.map(capital).join('');
}

export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

// Private:

function namesInRow(item: RowItem): readonly string[] {
  switch (item.kind) {
    case 'column':
    case 'label':
    case 'formatted':
    case 'type':
      return [];
    case 'children':
      return [item.typeName, `${item.typeName}Connection`, ...item.items.flatMap(namesInRow)];
    case 'parent': {
      const union = item.targets.length > 1 ? [item.typeName] : [];
      const inner = item.targets.flatMap((one) => [one.typeName, ...one.items.flatMap(namesInRow)]);
      return [...union, ...inner];
    }
  }
}

function namesInGroup(item: GroupItem): readonly string[] {
  return item.kind === 'object' ? [item.typeName, ...item.items.flatMap(namesInGroup)] : [];
}
