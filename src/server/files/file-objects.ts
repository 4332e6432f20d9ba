/** The objects of Salesforce that hold files, and which of their fields say what. */

import type { WriteValues } from '../../plan/mutation-plan.ts';

export interface FileObject {
  /** API name. */
  readonly name: string;
  /** The base64 field. */
  readonly blob: string;
  /** Reference to the record that the file belongs to. */
  readonly parent: string;
  /** Fields that tell name and size of a file, in this order: name, its ending where it stands apart, size in bytes. */
  readonly nameField: string;
  readonly endingField: string | null;
  readonly sizeField: string;
  /** What a new file's fields are, besides its parent. */
  readonly describe: (fileName: string, contentType: string) => WriteValues;
}

/** @see https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_contentversion.htm */
export const FILE_OBJECTS: readonly FileObject[] = [
  {
    name: 'ContentVersion',
    blob: 'VersionData',
    parent: 'FirstPublishLocationId',
    nameField: 'Title',
    endingField: 'FileExtension',
    sizeField: 'ContentSize',
    describe: (fileName) => ({
      Title: fileName.replace(/\.[^.]*$/, ''),
      PathOnClient: fileName,
    }),
  },
  {
    name: 'Attachment',
    blob: 'Body',
    parent: 'ParentId',
    nameField: 'Name',
    endingField: null,
    sizeField: 'BodyLength',
    describe: (fileName, contentType) => ({ Name: fileName, ContentType: contentType }),
  },
];

export function fileObject(name: string): FileObject | undefined {
  return FILE_OBJECTS.find((object) => object.name === name);
}
