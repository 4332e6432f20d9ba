/** Whether a statement's rows can change when a record of an object is written: judged by its text, on the safe side. */

import type { OrgModel } from '../model/org-model.ts';

/**
 * @param objects API names of what was written.
 * @returns a test of SOQL text: it reads one of the objects as its root, as children, by a sub-select or as a parent.
 */
export function touches(model: OrgModel, objects: readonly string[]): (soql: string) => boolean {
  const written = new Set(objects);
  const asRows = new Set(objects);
  const asParent = new Set<string>();
  for (const object of model.objects.values()) {
    if (!written.has(object.name)) continue;
    // A relationship is named on the object at its other end, which is found without reading every object's fields.
    for (const parent of object.parents.values()) {
      for (const target of parent.targets) {
        for (const child of model.objects.get(target)?.children.values() ?? []) {
          if (child.object === object.name) asRows.add(child.name);
        }
      }
    }
    for (const child of object.children.values()) {
      for (const parent of model.objects.get(child.object)?.parents.values() ?? []) {
        if (parent.targets.includes(object.name)) asParent.add(parent.name);
      }
    }
  }
  // References without a named child relationship (Owner, CreatedBy) keep the relationship's usual name.
  for (const name of objects) asParent.add(name.replace(/__c$/, '__r'));
  const rows = new RegExp(`\\bFROM (?:${alternatives(asRows)})\\b`);
  const parent = new RegExp(`\\b(?:${alternatives(asParent)})(?:\\.| WHEN )|\\bTYPEOF\\b`);
  return (soql) => rows.test(soql) || parent.test(soql);
}

// Private:

/** API names hold letters, digits and underscores only. */
function alternatives(names: ReadonlySet<string>): string {
  return [...names].filter((name) => /^\w+$/.test(name)).join('|');
}
