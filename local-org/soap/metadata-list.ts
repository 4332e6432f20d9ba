/** describeMetadata and listMetadata: which kinds of metadata the org has, and which components of them. */
import { childrenOf, childText, element, elements } from '../http/xml.ts';
import type { XmlElement } from '../http/xml.ts';
import { CHILD_TYPES, COMPONENT_TYPES } from '../metadata/component-types.ts';
import type { Component, ComponentType } from '../metadata/component-types.ts';
import { findUserById } from '../oauth/users.ts';
import type { Platform } from '../platform.ts';
import { SoapFault } from './envelope.ts';

/** Source: Metadata API guide, "DescribeMetadataResult". */
export function describeMetadata(): readonly XmlElement[] {
  const objects = COMPONENT_TYPES.map((type) =>
    element('metadataObjects', [
      ...type.children.map((name) => element('childXmlNames', name)),
      ...elements({
        directoryName: type.directory,
        inFolder: false,
        metaFile: type.hasMetaFile,
        suffix: type.suffix,
        xmlName: type.name,
      }),
    ]),
  );
  const facts = elements({
    organizationNamespace: '',
    partialSaveAllowed: true,
    testRequired: false,
  });
  return [element('result', [...objects, ...facts])];
}

/** At most as many queries are taken at once. */
const MOST_QUERIES = 3;

/** Source: Metadata API guide, "listMetadata()" and "FileProperties". */
export function listMetadata(
  platform: Platform,
  userId: string,
  operation: XmlElement,
): readonly XmlElement[] {
  const queries = childrenOf(operation, 'queries');
  if (queries.length > MOST_QUERIES) {
    throw new SoapFault(
      'EXCEEDED_ID_LIMIT',
      `at most ${MOST_QUERIES} queries are allowed in one call`,
    );
  }
  return queries.flatMap((query) => {
    const name = childText(query, 'type')?.trim() ?? '';
    const type = [...COMPONENT_TYPES, ...CHILD_TYPES].find((one) => one.name === name);
    if (type === undefined && !/^[A-Z]\w+$/.test(name)) {
      throw new SoapFault('INVALID_TYPE', `Unknown type:${name}`);
    }
    // Of the many kinds that this org has none of, there is nothing to tell.
    const components = type?.components(platform.org) ?? [];
    return components.map((one) => fileProperties(platform, userId, type, one));
  });
}

function fileProperties(
  platform: Platform,
  userId: string,
  type: ComponentType | undefined,
  { id, fullName, file, modified }: Component,
): XmlElement {
  const at = new Date(modified).toISOString();
  const by = findUserById(platform.org, userId)?.name ?? '';
  return element(
    'result',
    elements({
      createdById: userId,
      createdByName: by,
      createdDate: at,
      fileName: `${type?.directory ?? ''}/${file}`,
      fullName,
      id,
      lastModifiedById: userId,
      lastModifiedByName: by,
      lastModifiedDate: at,
      manageableState: 'unmanaged',
      namespacePrefix: '',
      type: type?.name ?? '',
    }),
  );
}
