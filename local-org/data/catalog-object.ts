/** What metadata offers its readers: objects, fields and relationships by name. */
import type { CatalogField, ObjectDefinition } from './definition-types.ts';

export interface CatalogObject {
  readonly name: string;
  readonly definition: ObjectDefinition;
  /** In describe order. */
  readonly fields: readonly CatalogField[];
  /** When its metadata last changed, for If-Modified-Since. */
  readonly modified: Date;
  /** Case-insensitive; undefined when the object has no such field. */
  field(name: string): CatalogField | undefined;
  /** The reference field behind a parent relationship name, case-insensitive. */
  parentField(relationshipName: string): CatalogField | undefined;
  readonly nameField: CatalogField | undefined;
}

export interface ChildRelationship {
  readonly childObject: string;
  readonly field: CatalogField;
  readonly relationshipName: string | null;
}

/** The catalog as those see it who only read it. */
export interface CatalogReader {
  /** Every object, by name. */
  objects(): readonly CatalogObject[];
  /** Case-insensitive; undefined when the org has no such object. */
  object(name: string): CatalogObject | undefined;
  /** The relationships in which this object is the parent, by child object then field. */
  childRelationships(name: string): readonly ChildRelationship[];
}
