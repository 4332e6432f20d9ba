/** Reads picklist entries: repeated values once, dependent values with the controlling values they are valid for. */

import type { CatalogueField } from './catalogue.ts';
import type { PicklistEntry } from './org-model.ts';

/** @param siblings fields of the same object by API name, among which the controlling field is found. */
export function readPicklist(
  field: CatalogueField,
  siblings: ReadonlyMap<string, CatalogueField>,
): readonly PicklistEntry[] {
  const controller = controllerOf(field, siblings);
  const controllingValues = controller === undefined ? null : valuesOf(controller);
  const entries = new Map<string, PicklistEntry>();
  for (const [value, label, validFor] of field.picks ?? []) {
    if (entries.has(value)) continue;
    entries.set(
      value,
      Object.freeze({
        value,
        label,
        validFor: controllingValues === null ? null : readValidFor(validFor, controllingValues),
      }),
    );
  }
  return Object.freeze([...entries.values()]);
}

/** The field whose value decides on the options of another; undefined where none does. */
export function controllerOf(
  field: CatalogueField,
  siblings: ReadonlyMap<string, CatalogueField>,
): CatalogueField | undefined {
  return field.controller === undefined ? undefined : siblings.get(field.controller);
}

// Private:

/** A checkbox controls with bit 0 for false and bit 1 for true. */
function valuesOf(controller: CatalogueField): readonly string[] {
  if (controller.t === 'boolean') return ['false', 'true'];
  return (controller.picks ?? []).map(([value]) => value);
}

/** Salesforce cuts the bitmap after its last set byte, so a missing byte means zeros. */
function readValidFor(
  bitmap: string | undefined,
  controllingValues: readonly string[],
): readonly string[] {
  const bytes = Buffer.from(bitmap ?? '', 'base64');
  return Object.freeze(
    controllingValues.filter((_, i) => ((bytes[i >> 3] ?? 0) & (0x80 >> (i & 7))) !== 0),
  );
}
