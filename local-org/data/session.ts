/** Who a call runs as, and what that user may see and change. */
import type { CatalogObject } from './catalog-object.ts';
import type { CatalogField } from './definition-types.ts';

/** The signed-in user on whose behalf a call runs. */
export interface Session {
  /** 18-character User id. */
  readonly userId: string;
  /** Version of the REST path, e.g. `62.0`; it shows in record URLs and gates features. */
  readonly apiVersion: string;
  /** The API that the session came by; REST where it is not said. */
  readonly api?: 'rest' | 'soap' | 'bulk';
  /** IANA zone of the user, in which date literals are reckoned. */
  readonly timeZone: string;
  readonly access: Access;
}

/** A row predicate over one table alias, with its bound values in order. */
export interface RowFilter {
  readonly sql: string;
  readonly values: readonly string[];
}

export interface Access {
  readonly profileName: string;
  /** May create, change and delete whatever is createable, updateable, deletable. */
  readonly writesAllData: boolean;
  /** Holds Customize Application and Modify All Data. */
  readonly administers: boolean;
  readsObject(object: CatalogObject): boolean;
  readsField(object: CatalogObject, field: CatalogField): boolean;
  createsField(object: CatalogObject, field: CatalogField): boolean;
  updatesField(object: CatalogObject, field: CatalogField): boolean;
  createsObject(object: CatalogObject): boolean;
  updatesObject(object: CatalogObject): boolean;
  deletesObject(object: CatalogObject): boolean;
  /** The rows of the object that sharing opens; undefined: all of them. */
  rowFilter(object: CatalogObject, alias: string): RowFilter | undefined;
}

/** The user facts that decide access. */
export interface AccessSubject {
  readonly userId: string;
  readonly profileName: string;
  readonly contactId: string | null;
  readonly accountId: string | null;
}
