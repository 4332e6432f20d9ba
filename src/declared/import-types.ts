/** Types of Apex → types of SDL, with a definition for every class and sObject that is used. */

import type { FieldModel, ObjectModel, OrgModel } from '../model/org-model.ts';
import { findByName } from '../model/resolve-path.ts';
import { fieldName, typeName } from '../model/naming.ts';
import type { ImportedClass, SymbolTable } from './apex-class.ts';
import { capital } from './type-names.ts';

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

type Direction = 'output' | 'input';

export class SdlTypes {
  readonly #source: ImportedClass;
  readonly #model: OrgModel;
  readonly #definitions = new Map<string, string>();

  constructor(source: ImportedClass, model: OrgModel) {
    this.#source = source;
    this.#model = model;
  }

  output(apex: string): string {
    return this.#type(apex.trim(), 'output');
  }

  input(apex: string): string {
    return this.#type(apex.trim(), 'input');
  }

  /** Of everything that was asked for so far. */
  definitions(): readonly string[] {
    return [...this.#definitions.values()];
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
    return this.#define(own, direction, () =>
      members.map((member) => ({
        name: fieldName(member.name),
        json: member.name,
        type: this.#type(member.type, direction),
      })),
    );
  }

  #objectType(object: ObjectModel, direction: Direction): string {
    return this.#define(typeName(object.name), direction, () =>
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

  #define(
    own: string,
    direction: Direction,
    members: () => readonly {
      readonly name: string;
      readonly json: string;
      readonly type: string;
    }[],
  ): string {
    const name = `${typeName(this.#source.name)}${capital(own)}${direction === 'input' ? 'Input' : ''}`;
    if (this.#definitions.has(name)) return name;
    // Before its members, so that a class may hold itself.
    this.#definitions.set(name, '');
    const lines = members().map(({ name: member, json, type }) => {
      const mapping = member === json ? '' : ` @field(name: "${json}")`;
      return `  ${member}: ${type}${mapping}`;
    });
    const keyword = direction === 'input' ? 'input' : 'type';
    const body = lines.length === 0 ? '  _: JSON' : lines.join('\n');
    this.#definitions.set(name, `${keyword} ${name} {\n${body}\n}`);
    return name;
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
