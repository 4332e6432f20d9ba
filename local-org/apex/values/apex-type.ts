/** What a type name in Apex source means in this org. */
import type { Catalog, CatalogObject } from '../../data/catalog.ts';
import { sameApexName } from '../source/declarations.ts';
import type { ApexTypeDeclaration, ApexTypeRef } from '../source/declarations.ts';

export const PRIMITIVES = [
  'String',
  'Id',
  'Integer',
  'Long',
  'Double',
  'Decimal',
  'Boolean',
  'Date',
  'Datetime',
  'Time',
  'Blob',
] as const;

export type PrimitiveName = (typeof PRIMITIVES)[number];

export interface ApexTypeMember {
  readonly name: string;
  readonly type: ApexType;
  /** Declared `webservice`: part of the class's WSDL. */
  readonly isWebservice: boolean;
}

export type ApexType =
  | { readonly kind: 'primitive'; readonly name: PrimitiveName }
  /** Lists, sets and arrays. */
  | { readonly kind: 'list'; readonly element: ApexType }
  /** Keys are strings. */
  | { readonly kind: 'map'; readonly value: ApexType }
  /** null: sObject, of whatever type. */
  | { readonly kind: 'sobject'; readonly object: CatalogObject | null }
  | { readonly kind: 'enum'; readonly name: string; readonly values: readonly string[] }
  | {
      readonly kind: 'class';
      readonly name: string;
      /** Read on demand: a class may hold its own type. */
      readonly members: () => readonly ApexTypeMember[];
    }
  /** Object, and what the local org does not know. */
  | { readonly kind: 'any' };

/** Resolves the types that a class names: its own inner types, the org's objects, other classes. */
export interface TypeScope {
  readonly catalog: Catalog;
  /** The class whose source is read. */
  readonly home: ApexTypeDeclaration;
  readonly classNamed: (name: string) => ApexTypeDeclaration | undefined;
}

export function resolveType(scope: TypeScope, type: ApexTypeRef): ApexType {
  const name = type.name.replace(/^System\./i, '');
  const [first, second] = type.args;
  if (/^(List|Set|Iterable)$/i.test(name)) {
    return { kind: 'list', element: first === undefined ? ANY : resolveType(scope, first) };
  }
  if (/^Map$/i.test(name)) {
    return { kind: 'map', value: second === undefined ? ANY : resolveType(scope, second) };
  }
  const primitive = PRIMITIVES.find((known) => sameApexName(known, name));
  if (primitive !== undefined) return { kind: 'primitive', name: primitive };
  if (/^(Object)$/i.test(name)) return ANY;
  if (/^sObject$/i.test(name)) return { kind: 'sobject', object: null };
  return declaredType(scope, name) ?? objectType(scope, name) ?? ANY;
}

const ANY: ApexType = { kind: 'any' };

/** An inner type hides an object of the same name. */
function declaredType(scope: TypeScope, name: string): ApexType | undefined {
  const [outer = '', inner] = name.split('.');
  const own = scope.home.innerTypes.find((one) => sameApexName(one.name, name));
  if (own !== undefined) return typeOfDeclaration(scope, own);
  const other = sameApexName(outer, scope.home.name) ? scope.home : scope.classNamed(outer);
  if (other === undefined) return undefined;
  const found =
    inner === undefined ? other : other.innerTypes.find((one) => sameApexName(one.name, inner));
  return found === undefined ? undefined : typeOfDeclaration({ ...scope, home: other }, found);
}

function typeOfDeclaration(scope: TypeScope, declaration: ApexTypeDeclaration): ApexType {
  if (declaration.kind === 'enum') {
    return { kind: 'enum', name: declaration.name, values: declaration.enumValues };
  }
  return {
    kind: 'class',
    name: declaration.name,
    members: () =>
      declaration.properties
        .filter(
          ({ modifiers }) => !modifiers.includes('static') && !modifiers.includes('transient'),
        )
        .map(({ name, type, modifiers }) => ({
          name,
          type: resolveType(scope, type),
          isWebservice: modifiers.includes('webservice'),
        })),
  };
}

function objectType(scope: TypeScope, name: string): ApexType | undefined {
  const object = scope.catalog.object(name.replace(/^Schema\./i, ''));
  return object === undefined ? undefined : { kind: 'sobject', object };
}

/** XML carries no maps and no collections of collections. */
export function fitsXml(type: ApexType): boolean {
  if (type.kind === 'map' || type.kind === 'any') return false;
  if (type.kind === 'list') return type.element.kind !== 'list' && fitsXml(type.element);
  return true;
}
