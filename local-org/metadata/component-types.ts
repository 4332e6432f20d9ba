/** The kinds of metadata that the org has, and the components of each. Source: Metadata API guide, "Metadata Types". */
import type { CatalogObject } from '../data/catalog.ts';
import type { LocalOrg } from '../local-org.ts';
import { customFieldId, customObjectId } from './durable-ids.ts';
import { isCustomField } from './metadata-rows.ts';

export interface ComponentType {
  readonly name: string;
  /** Where its files stand in a package, and how their names end. */
  readonly directory: string;
  readonly suffix: string;
  /** Source with its facts in a file of its own beside it. */
  readonly hasMetaFile: boolean;
  /** Kinds that stand in its files. */
  readonly children: readonly string[];
  readonly components: (org: LocalOrg) => readonly Component[];
}

export interface Component {
  /** Empty for what has no id of its own, such as a standard object. */
  readonly id: string;
  readonly fullName: string;
  /** Path in a package, below the folder of its type. */
  readonly file: string;
  /** Milliseconds since the epoch. */
  readonly modified: number;
}

export const COMPONENT_TYPES: readonly ComponentType[] = [
  {
    name: 'ApexClass',
    directory: 'classes',
    suffix: 'cls',
    hasMetaFile: true,
    children: [],
    components: (org) => rowsOf(org, 'ApexClass', 'Name', 'cls'),
  },
  {
    name: 'CustomObject',
    directory: 'objects',
    suffix: 'object',
    hasMetaFile: false,
    children: ['CustomField'],
    components: (org) => org.catalog.objects().filter(isInSetup).map(objectComponent),
  },
  {
    name: 'PermissionSet',
    directory: 'permissionsets',
    suffix: 'permissionset',
    hasMetaFile: false,
    children: [],
    components: (org) => rowsOf(org, 'PermissionSet', 'Name', 'permissionset'),
  },
  {
    name: 'Profile',
    directory: 'profiles',
    suffix: 'profile',
    hasMetaFile: false,
    children: [],
    components: (org) => rowsOf(org, 'Profile', 'Name', 'profile'),
  },
  {
    name: 'StaticResource',
    directory: 'staticresources',
    suffix: 'resource',
    hasMetaFile: true,
    children: [],
    components: (org) => rowsOf(org, 'StaticResource', 'Name', 'resource'),
  },
];

/** Told of by `listMetadata` as components of their own, though they stand in files of their parents. */
export const CHILD_TYPES: readonly ComponentType[] = [
  {
    name: 'CustomField',
    directory: 'objects',
    suffix: 'object',
    hasMetaFile: false,
    children: [],
    components: (org) => org.catalog.objects().flatMap(fieldComponents),
  },
];

const isInSetup = ({ definition }: CatalogObject): boolean =>
  definition.toolingOnly !== true && definition.flags?.['layoutable'] !== false;

const objectComponent = (object: CatalogObject): Component => ({
  id: object.definition.custom === true ? customObjectId(object) : '',
  fullName: object.name,
  file: `${object.name}.object`,
  modified: object.modified.getTime(),
});

function fieldComponents(object: CatalogObject): readonly Component[] {
  return object.fields.filter(isCustomField).map((field) => ({
    id: customFieldId(object, field),
    fullName: `${object.name}.${field.name}`,
    file: `${object.name}.object`,
    modified: object.modified.getTime(),
  }));
}

/** @param objectName of this file's own, as is the column. */
function rowsOf(
  org: LocalOrg,
  objectName: string,
  nameColumn: string,
  suffix: string,
): readonly Component[] {
  const rows = org.db
    .prepare(
      `SELECT "Id" AS id, "${nameColumn}" AS name, "LastModifiedDate" AS modified FROM "${objectName}" ORDER BY "Id"`,
    )
    .all() as { id: string; name: string; modified: number | null }[];
  return rows.map(({ id, name, modified }) => ({
    id,
    // Names with blanks and signs are percent-encoded in packages.
    fullName: encodeURIComponent(name).replaceAll('%20', ' '),
    file: `${name}.${suffix}`,
    modified: modified ?? 0,
  }));
}
