/** Writes metadata the way `GET /sobjects` and `GET /sobjects/{T}/describe` give it (v59 keys). */
import type { CatalogObject, CatalogReader, ChildRelationship } from './catalog-object.ts';
import type { CatalogField, DescribedField } from './definition-types.ts';
import { basePath, describeUrls, globalUrls } from './describe-urls.ts';
import type { Access, Session } from './session.ts';

export type DescribeGlobalEntry = Readonly<Record<string, unknown>> & { readonly name: string };

export interface DescribeGlobalResult {
  readonly encoding: 'UTF-8';
  readonly maxBatchSize: 200;
  readonly sobjects: readonly DescribeGlobalEntry[];
}

export interface DescribeResult extends DescribeGlobalEntry {
  readonly fields: readonly DescribedField[];
  readonly childRelationships: readonly Readonly<Record<string, unknown>>[];
}

/** Record type that every object has, whether or not it has others. */
const MASTER_RECORD_TYPE = '012000000000000AAA';

export function describeGlobal(catalog: CatalogReader, session: Session): DescribeGlobalResult {
  const sobjects = catalog
    .objects()
    .filter((object) => session.access.readsObject(object))
    .map((object) => ({
      ...globalFacts(object, session),
      urls: globalUrls(object, session),
    }));
  return { encoding: 'UTF-8', maxBatchSize: 200, sobjects };
}

/** The full describe of one object as this session sees it: hidden fields are absent. */
export function describeObject(
  catalog: CatalogReader,
  session: Session,
  object: CatalogObject,
): DescribeResult {
  const { access } = session;
  return {
    actionOverrides: [],
    ...globalFacts(object, session),
    childRelationships: catalog
      .childRelationships(object.name)
      .filter((child) => seesChild(catalog, access, child))
      .map(describeChild),
    compactLayoutable: flagOf(object, 'compactLayoutable', true),
    defaultImplementation: null,
    extendedBy: null,
    extendsInterfaces: null,
    fields: object.fields
      .filter((field) => access.readsField(object, field))
      .map((field) => describeField(object, field, session)),
    implementedBy: null,
    implementsInterfaces: null,
    listviewable: null,
    lookupLayoutable: null,
    namedLayoutInfos: [],
    networkScopeFieldName: null,
    recordTypeInfos: recordTypeInfos(object, session),
    searchLayoutable: flagOf(object, 'searchLayoutable', true),
    ...(isSince50(session) ? { sobjectDescribeOption: 'FULL' } : {}),
    supportedScopes: (object.definition.scopes ?? []).map(({ label, name }) => ({ label, name })),
    urls: describeUrls(object, session),
  };
}

function globalFacts(object: CatalogObject, session: Session): DescribeGlobalEntry {
  const { access } = session;
  const { definition } = object;
  const since50 = isSince50(session);
  const on = (name: string, otherwise = true): boolean => flagOf(object, name, otherwise);
  return {
    activateable: false,
    ...(since50 ? { associateEntityType: null, associateParentEntity: null } : {}),
    createable: access.createsObject(object),
    custom: definition.custom ?? false,
    customSetting: false,
    deepCloneable: on('deepCloneable', false),
    deletable: access.deletesObject(object),
    deprecatedAndHidden: false,
    feedEnabled: on('feedEnabled', false),
    hasSubtypes: false,
    isInterface: false,
    isSubtype: false,
    keyPrefix: definition.keyPrefix,
    label: definition.label,
    labelPlural: definition.labelPlural,
    layoutable: on('layoutable'),
    mergeable: on('mergeable', false),
    mruEnabled: on('mruEnabled'),
    name: definition.name,
    queryable: on('queryable'),
    replicateable: on('replicateable'),
    retrieveable: on('retrieveable'),
    searchable: on('searchable'),
    triggerable: on('triggerable'),
    undeletable: on('undeletable'),
    updateable: access.updatesObject(object),
  };
}

/** Recorded: v48 lacks the keys that v52 has. */
const isSince50 = (session: Session): boolean => Number(session.apiVersion) >= 50;

const flagOf = (object: CatalogObject, name: string, otherwise: boolean): boolean =>
  (object.definition.flags?.[name] as boolean | undefined) ?? otherwise;

function describeField(
  object: CatalogObject,
  field: CatalogField,
  session: Session,
): DescribedField {
  const {
    childRelationshipName: _child,
    onParentDelete: _onDelete,
    sqlFormula: _formula,
    toolingOnly: _tooling,
    ...described
  } = field;
  return {
    ...described,
    createable: session.access.createsField(object, field),
    updateable: session.access.updatesField(object, field),
  };
}

function seesChild(catalog: CatalogReader, access: Access, child: ChildRelationship): boolean {
  const object = catalog.object(child.childObject);
  return (
    object !== undefined && access.readsObject(object) && access.readsField(object, child.field)
  );
}

function describeChild(child: ChildRelationship): Readonly<Record<string, unknown>> {
  return {
    cascadeDelete: child.field.onParentDelete === 'cascade',
    childSObject: child.childObject,
    deprecatedAndHidden: false,
    field: child.field.name,
    junctionIdListNames: [],
    junctionReferenceTo: [],
    relationshipName: child.relationshipName,
    restrictedDelete: child.field.onParentDelete === 'restrict',
  };
}

function recordTypeInfos(object: CatalogObject, session: Session): readonly unknown[] {
  const typed = flagOf(object, 'layoutable', true) && flagOf(object, 'recordTyped', true);
  if (!typed) return [];
  const layout = `${basePath(object, session)}/describe/layouts/${MASTER_RECORD_TYPE}`;
  return [
    {
      active: true,
      available: true,
      defaultRecordTypeMapping: true,
      developerName: 'Master',
      master: true,
      name: 'Master',
      recordTypeId: MASTER_RECORD_TYPE,
      urls: { layout },
    },
  ];
}
