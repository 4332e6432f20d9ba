/** SymbolTable of a class as the Tooling API gives it. Source: recorded ApexClass rows (v42, v59). */
import { typeText } from './declarations.ts';
import type { ApexMethod, ApexTypeDeclaration, ApexVariable } from './declarations.ts';

/**
 * References from other classes are not tracked: every `references` and `externalReferences` is empty.
 * @param id the class's record id; inner classes are known by their name.
 */
export function symbolTable(
  type: ApexTypeDeclaration,
  id: string,
  namespace: string | null,
): Readonly<Record<string, unknown>> {
  return {
    constructors: type.constructors.map(methodSymbol),
    externalReferences: [],
    id,
    innerClasses: type.innerTypes.map((inner) => symbolTable(inner, inner.name, namespace)),
    interfaces: type.interfaces.map(typeText),
    key: id,
    methods: type.methods.map((method) => ({
      ...methodSymbol(method),
      returnType: method.returnType === null ? 'void' : typeText(method.returnType),
    })),
    name: type.name,
    namespace,
    parentClass: type.superClass === null ? '' : typeText(type.superClass),
    properties: type.properties.map(variableSymbol),
    tableDeclaration: { ...symbol(type), type: type.name },
    variables: type.variables.map(variableSymbol),
  };
}

function symbol(member: ApexTypeDeclaration | ApexMethod | ApexVariable) {
  return {
    annotations: member.annotations.map(({ name }) => ({ name })),
    location: { column: member.location.column, line: member.location.line },
    modifiers: member.modifiers,
    name: member.name,
    references: [],
  };
}

function methodSymbol(method: ApexMethod) {
  const parameters = method.parameters.map(({ name, type }) => ({ name, type: typeText(type) }));
  return { ...symbol(method), parameters, type: null };
}

const variableSymbol = (variable: ApexVariable) => ({
  ...symbol(variable),
  type: typeText(variable.type),
});
