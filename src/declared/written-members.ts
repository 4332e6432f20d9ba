/** Which selected value a field of a hand-written type is: by its name, by the words of a path, or by `@field(name:)`. */

import type { GroupItem, RowItem } from './declared-query.ts';
import { capital } from './type-names.ts';

type ParentItem = Extract<RowItem, { readonly kind: 'parent' }>;
export type ValueItem = Extract<GroupItem, { readonly kind: 'value' }>;

/** A member of the row itself, or of its parent, for each object that this can be of. */
export type FoundMember =
  | { readonly kind: 'own'; readonly item: RowItem }
  | {
      readonly kind: 'ofParent';
      readonly parent: ParentItem['parent'];
      /** By API name of the object. */
      readonly targets: ReadonlyMap<string, FoundMember>;
    };

/** `accountName` is `Account.Name`. @returns null where nothing of that name is selected. */
export function memberNamed(items: readonly RowItem[], name: string): FoundMember | null {
  const own = items.find((item) => item.name === name);
  if (own !== undefined) return { kind: 'own', item: own };
  for (const item of items) {
    const rest = restOfName(name, item.name);
    const found =
      item.kind === 'parent' && rest !== null
        ? ofParent(item, (inner) => memberNamed(inner, rest))
        : null;
    if (found !== null) return found;
  }
  return null;
}

/** @param path `Account.Name`, in API names or in those of the graph. */
export function memberAt(items: readonly RowItem[], path: readonly string[]): FoundMember | null {
  const [name = '', ...rest] = path;
  const item = items.find((one) => isCalled(one, name));
  if (item === undefined) return null;
  if (rest.length === 0) return { kind: 'own', item };
  return item.kind === 'parent' ? ofParent(item, (inner) => memberAt(inner, rest)) : null;
}

/** The same of a group, whose values stand in one row however they are nested. */
export function groupMemberNamed(items: readonly GroupItem[], name: string): GroupItem | null {
  const own = items.find((item) => item.name === name);
  if (own !== undefined) return own;
  for (const item of items) {
    const rest = restOfName(name, item.name);
    const found =
      item.kind === 'object' && rest !== null ? groupMemberNamed(item.items, rest) : null;
    if (found !== null) return found;
  }
  return null;
}

export function groupMemberAt(
  items: readonly GroupItem[],
  path: readonly string[],
): GroupItem | null {
  const [name = '', ...rest] = path;
  const item = items.find((one) => isGroupCalled(one, name));
  if (item === undefined || rest.length === 0) return item ?? null;
  return item.kind === 'object' ? groupMemberAt(item.items, rest) : null;
}

/** Names that fields may have, for suggestions. */
export function namesOfMembers(items: readonly (RowItem | GroupItem)[]): readonly string[] {
  return items.flatMap((item): readonly string[] => {
    const inner =
      item.kind === 'parent'
        ? item.targets.flatMap((target) => namesOfMembers(target.items))
        : item.kind === 'object'
          ? namesOfMembers(item.items)
          : [];
    return [item.name, ...inner.map((name) => item.name + capital(name))];
  });
}

// Private:

function ofParent(
  { parent, targets }: ParentItem,
  find: (items: readonly RowItem[]) => FoundMember | null,
): FoundMember | null {
  const found = new Map<string, FoundMember>();
  for (const { object, items } of targets) {
    const member = find(items);
    if (member !== null) found.set(object, member);
  }
  return found.size === 0 ? null : { kind: 'ofParent', parent, targets: found };
}

/** `name` of `accountName` behind `account`; null where the word does not begin it. */
function restOfName(name: string, first: string): string | null {
  const rest = name.slice(first.length);
  if (!name.startsWith(first) || !/^[A-Z]/.test(rest)) return null;
  return rest.charAt(0).toLowerCase() + rest.slice(1);
}

function isCalled(item: RowItem, name: string): boolean {
  return [item.name, apiNameOf(item)].some((one) => one.toLowerCase() === name.toLowerCase());
}

function apiNameOf(item: RowItem): string {
  switch (item.kind) {
    case 'column':
    case 'label':
    case 'formatted':
      return item.field.name;
    case 'parent':
      return item.parent.name;
    case 'children':
      return item.child.name;
    case 'type':
      return 'Type';
  }
}

function isGroupCalled(item: GroupItem, name: string): boolean {
  const own = item.kind === 'value' && item.fn === null ? item.subject.field.name : item.name;
  return [item.name, own].some((one) => one.toLowerCase() === name.toLowerCase());
}
