/** What an Apex class declares, as its source says it: the shapes that the runtime and SymbolTable are made from. */

/** Both count from 1, as Salesforce prints them. */
export interface SourceLocation {
  readonly line: number;
  readonly column: number;
}

/** `List<Account>` is `{name: 'List', args: [{name: 'Account', args: []}]}`; `Account[]` reads the same. */
export interface ApexTypeRef {
  /** As written, qualified where it was: `Outer.Inner`. */
  readonly name: string;
  readonly args: readonly ApexTypeRef[];
}

export interface ApexAnnotation {
  readonly name: string;
  /** Named values by lower-case name: `@RestResource(urlMapping='/x/*')` → `urlmapping`. */
  readonly values: ReadonlyMap<string, string>;
}

export interface ApexParameter {
  readonly name: string;
  readonly type: ApexTypeRef;
}

interface ApexMember {
  readonly name: string;
  readonly annotations: readonly ApexAnnotation[];
  /** Lower case, in source order; `with sharing` is one. */
  readonly modifiers: readonly string[];
  readonly location: SourceLocation;
}

export interface ApexVariable extends ApexMember {
  readonly type: ApexTypeRef;
}

export interface ApexMethod extends ApexMember {
  /** null: void, or a constructor. */
  readonly returnType: ApexTypeRef | null;
  readonly parameters: readonly ApexParameter[];
  /** The last line of its body. */
  readonly endLine: number;
}

export interface ApexTypeDeclaration extends ApexMember {
  readonly kind: 'class' | 'interface' | 'enum';
  readonly superClass: ApexTypeRef | null;
  readonly interfaces: readonly ApexTypeRef[];
  readonly constructors: readonly ApexMethod[];
  readonly methods: readonly ApexMethod[];
  /** Fields and properties. */
  readonly properties: readonly ApexVariable[];
  /** Local variables of the methods. */
  readonly variables: readonly ApexVariable[];
  readonly enumValues: readonly string[];
  readonly innerTypes: readonly ApexTypeDeclaration[];
}

/** As Apex prints it: `Map<String,Account>`. */
export function typeText(type: ApexTypeRef): string {
  return type.args.length === 0 ? type.name : `${type.name}<${type.args.map(typeText).join(',')}>`;
}

export function annotationOf(member: ApexMember, name: string): ApexAnnotation | undefined {
  return member.annotations.find((one) => sameApexName(one.name, name));
}

/** Apex names ignore case. */
export const sameApexName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
