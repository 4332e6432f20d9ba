/** How an answer names the content of a file: by an address that is good for its viewer, for a while. */

export interface FileUrls {
  urlOf(file: FileRef): string;
}

/** Content of one record. */
export interface FileRef {
  /** API name. */
  readonly object: string;
  /** API name of the base64 field. */
  readonly field: string;
  readonly id: string;
}
