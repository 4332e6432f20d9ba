/** The session of a user in the Tooling API, which has objects and fields that the data API lacks. */
import { flag } from '../data/access.ts';
import type { CatalogObject } from '../data/catalog.ts';
import type { Access, Session } from '../data/session.ts';

export function toolingSession(session: Session): Session {
  const { access } = session;
  const opened = (object: CatalogObject, kind?: string): boolean =>
    object.definition.toolingOnly === true &&
    access.writesAllData &&
    (kind === undefined || flag(object, kind));
  const tooling: Access = {
    ...access,
    readsObject: (object) => opened(object) || access.readsObject(object),
    createsObject: (object) => opened(object, 'createable') || access.createsObject(object),
    updatesObject: (object) => opened(object, 'updateable') || access.updatesObject(object),
    deletesObject: (object) => opened(object, 'deletable') || access.deletesObject(object),
    readsField: (object, field) =>
      (field.toolingOnly && access.readsObject(object)) || access.readsField(object, field),
  };
  return { ...session, access: tooling };
}
