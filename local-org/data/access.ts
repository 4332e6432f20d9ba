/** Who may see what: object and field permissions and row sharing of a user's profile. */
import type { CatalogObject, CatalogReader } from './catalog-object.ts';
import type { CatalogField } from './definition-types.ts';
import { PORTAL_RULES } from './portal-access.ts';
import type { Access, AccessSubject, RowFilter, Session } from './session.ts';

export type { Access, AccessSubject, RowFilter, Session };

export const PROFILES = {
  administrator: 'System Administrator',
  integration: 'Minimum Access - API Only Integrations',
  portal: 'Customer Community User',
} as const;

/** An unknown profile gets a portal user's access: the least there is. */
export function accessOf(subject: AccessSubject): Access {
  switch (subject.profileName) {
    case PROFILES.administrator:
      return fullAccess(subject.profileName, true);
    case PROFILES.integration:
      return fullAccess(subject.profileName, false);
    default:
      return portalAccess(subject);
  }
}

/** A field that this session can use, else undefined: hidden and missing look alike. */
export function visibleField(
  session: Session,
  object: CatalogObject,
  name: string,
): CatalogField | undefined {
  const field = object.field(name);
  return field && session.access.readsField(object, field) ? field : undefined;
}

/** An object that this session can use, else undefined. */
export function visibleObject(
  session: Session,
  catalog: CatalogReader,
  name: string,
): CatalogObject | undefined {
  const object = catalog.object(name);
  return object && session.access.readsObject(object) ? object : undefined;
}

const ADMINISTRATOR_ONLY: ReadonlySet<string> = new Set(['SetupAuditTrail', 'ApexLog']);

function fullAccess(profileName: string, administers: boolean): Access {
  const reads = (object: CatalogObject): boolean =>
    (administers || !ADMINISTRATOR_ONLY.has(object.name)) && object.definition.toolingOnly !== true;
  return {
    profileName,
    writesAllData: true,
    administers,
    readsObject: reads,
    readsField: (_object, field) => !field.toolingOnly,
    createsField: (_object, field) => field.createable,
    updatesField: (_object, field) => field.updateable,
    createsObject: (object) => reads(object) && flag(object, 'createable'),
    updatesObject: (object) => reads(object) && flag(object, 'updateable'),
    deletesObject: (object) => reads(object) && flag(object, 'deletable'),
    rowFilter: () => undefined,
  };
}

function portalAccess(subject: AccessSubject): Access {
  const ruleOf = (object: CatalogObject) => PORTAL_RULES[object.name];
  const names = (list: readonly string[] | undefined, field: CatalogField): boolean =>
    list?.includes(field.name) ?? false;
  return {
    profileName: subject.profileName,
    writesAllData: false,
    administers: false,
    readsObject: (object) => ruleOf(object) !== undefined,
    readsField: (object, field) => field.name === 'Id' || names(ruleOf(object)?.fields, field),
    createsField: (object, field) => field.createable && names(ruleOf(object)?.creates, field),
    updatesField: (object, field) => field.updateable && names(ruleOf(object)?.updates, field),
    createsObject: (object) => ruleOf(object)?.creates !== undefined,
    updatesObject: (object) => ruleOf(object)?.updates !== undefined,
    deletesObject: () => false,
    rowFilter: (object, alias) => ruleOf(object)?.rows(alias, subject) ?? NO_ROWS,
  };
}

const NO_ROWS: RowFilter = { sql: '0', values: [] };

/** Object flags default to those of an ordinary object: all true. */
export const flag = (object: CatalogObject, name: string): boolean =>
  object.definition.flags?.[name] !== false;
