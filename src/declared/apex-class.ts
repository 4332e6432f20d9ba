/** An Apex class as the Tooling API shows it: its source and its symbols. Source: Tooling API, SymbolTable. */

/** Of `SELECT Name, NamespacePrefix, Body, SymbolTable FROM ApexClass`; checked by the reader. */
export interface ImportedClass {
  readonly name: string;
  readonly namespace: string | null;
  readonly body: string;
  readonly symbols: SymbolTable;
}

export interface SymbolTable {
  readonly name: string;
  readonly innerClasses: readonly SymbolTable[];
  readonly methods: readonly MethodSymbol[];
  readonly properties: readonly VariableSymbol[];
  readonly variables?: readonly VariableSymbol[];
}

export interface MethodSymbol {
  readonly name: string;
  readonly annotations: readonly { readonly name: string }[];
  readonly modifiers: readonly string[];
  readonly parameters: readonly { readonly name: string; readonly type: string }[];
  readonly returnType: string;
}

export interface VariableSymbol {
  readonly name: string;
  readonly type: string;
  readonly modifiers: readonly string[];
}
