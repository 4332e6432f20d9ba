/** What we use of js-yaml 4, which ships no types. */
declare module 'js-yaml' {
  export interface Type {
    readonly tag: string;
  }

  export const Type: new (
    tag: string,
    options: {
      readonly kind: 'scalar';
      readonly resolve: (text: unknown) => boolean;
      readonly construct: (text: string) => unknown;
    },
  ) => Type;

  export interface Schema {
    extend(types: { readonly implicit: readonly Type[] }): Schema;
  }

  /** Strings, lists and maps only. */
  export const FAILSAFE_SCHEMA: Schema;
  export const types: { readonly null: Type; readonly bool: Type; readonly merge: Type };

  /** Undefined for an empty text. @throws YAMLException */
  export function load(text: string, options: { readonly schema: Schema }): unknown;
}
