/** Types of Apex → types of SDL, with a definition for every class and sObject that is used. */

import type { FieldModel, ObjectModel, OrgModel } from '../model/org-model.ts';
import { findByName } from '../model/resolve-path.ts';
import { fieldName, typeName } from '../model/naming.ts';
import type { ImportedClass, SymbolTable } from './apex-class.ts';
import { SdlDefinitions, type Direction } from './sdl-text.ts';

const SCALARS: Readonly<Record<string, string>> = {
  id: 'ID',
  string: 'String',
  blob: 'String',
  integer: 'Int',
  long: 'Long',
  decimal: 'Float',
  double: 'Float',
  boolean: 'Boolean',
  date: 'Date',
  datetime: 'DateTime',
  time: 'Time',
};

export class SdlTypes {
  readonly #source: ImportedClass;
  readonly #model: OrgModel;
  readonly #definitions: SdlDefinitions;

  constructor(source: ImportedClass, model: OrgModel) {
    this.#source = source;
    this.#model = model;
    this.#definitions = new SdlDefinitions(source.name);
  }

  output(apex: string): string {
    return this.#type(apex.trim(), 'output');
  }

  input(apex: string): string {
    return this.#type(apex.trim(), 'input');
  }

  /** Of everything that was asked for so far. */
  definitions(): readonly string[] {
    return this.#definitions.all();
  }

  #type(apex: string, direction: Direction): string {
    const list =
      /^(?:System\.)?(?:List|Set)\s*<(.+)>$/i.exec(apex)?.[1] ?? /^(.+)\[\]$/.exec(apex)?.[1];
    if (list !== undefined) return `[${this.#type(list.trim(), direction)}]`;
    const bare = apex.replace(/^(?:System|Schema)\./i, '');
    const scalar = SCALARS[bare.toLowerCase()];
    if (scalar !== undefined) return scalar;
    const inner = this.#innerClass(bare);
    if (inner !== undefined) return this.#classType(inner, direction);
    const object = findByName(this.#model.objects, bare);
    // A map has keys of the data's, and void nothing at all.
    return object === undefined ? 'JSON' : this.#objectType(object, direction);
  }

  #innerClass(name: string): SymbolTable | undefined {
    const { symbols } = this.#source;
    const bare = name.toLowerCase().replace(`${symbols.name.toLowerCase()}.`, '');
    if (bare === symbols.name.toLowerCase()) return symbols;
    return symbols.innerClasses.find((one) => one.name.toLowerCase() === bare);
  }

  #classType(table: SymbolTable, direction: Direction): string {
    const own = table === this.#source.symbols ? 'Value' : table.name;
    const members = [...table.properties, ...(table.variables ?? [])].filter(isSent);
    return this.#definitions.define(own, direction, () =>
      members.map((member) => ({
        name: fieldName(member.name),
        json: member.name,
        type: this.#type(member.type, direction),
      })),
    );
  }

  #objectType(object: ObjectModel, direction: Direction): string {
    return this.#definitions.define(typeName(object.name), direction, () =>
      [...object.fields.values()]
        .filter((field) => isPlain(field) && (direction === 'output' || isWritable(field)))
        .map((field) => ({
          name: field.graphqlName,
          json: field.name,
          type: this.#fieldType(field),
        })),
    );
  }

  #fieldType({ type }: FieldModel): string {
    switch (type) {
      case 'id':
      case 'reference':
        return 'ID';
      case 'datetime':
        return 'DateTime';
      case 'currency':
      case 'percent':
        return 'Float';
      case 'int':
        return 'Int';
      default:
        return SCALARS[type] ?? 'String';
    }
  }
}

// Private:

/** REST sends what is public or global, SOAP what is webservice; what is static or transient neither. */
function isSent({ modifiers }: { readonly modifiers: readonly string[] }): boolean {
  const words = modifiers.map((one) => one.toLowerCase());
  return !words.some((word) => ['static', 'transient', 'private', 'protected'].includes(word));
}

const COMPOUND: ReadonlySet<string> = new Set(['address', 'location', 'multipicklist']);

function isPlain({ type }: FieldModel): boolean {
  return !COMPOUND.has(type) || type === 'multipicklist';
}

function isWritable({ type, createable, updateable }: FieldModel): boolean {
  return type === 'id' || createable || updateable;
}
