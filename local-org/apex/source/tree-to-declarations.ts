/** Turns the grammar's tree of a class file into declarations. */
import type {
  AnnotationContext,
  ApexParseTree,
  ApexParserRuleContext,
  ClassBodyDeclarationContext,
  ClassDeclarationContext,
  EnumDeclarationContext,
  FormalParametersContext,
  InterfaceDeclarationContext,
  LocalVariableDeclarationContext,
  MethodDeclarationContext,
  ModifierContext,
  TypeDeclarationContext,
  TypeRefContext,
} from '@apexdevtools/apex-parser';
import { apexGrammar } from './apex-grammar.ts';
import type {
  ApexAnnotation,
  ApexMethod,
  ApexParameter,
  ApexTypeDeclaration,
  ApexTypeRef,
  ApexVariable,
  SourceLocation,
} from './declarations.ts';

type AnyTypeContext =
  ClassDeclarationContext | InterfaceDeclarationContext | EnumDeclarationContext;

interface Marks {
  readonly annotations: readonly ApexAnnotation[];
  readonly modifiers: readonly string[];
}

const NO_MARKS: Marks = { annotations: [], modifiers: [] };

export function toDeclaration(tree: TypeDeclarationContext): ApexTypeDeclaration {
  const type: AnyTypeContext =
    orNull(tree.classDeclaration()) ??
    orNull(tree.interfaceDeclaration()) ??
    tree.enumDeclaration();
  return declarationOf(type, marksOf(tree.modifier_list()));
}

function declarationOf(tree: AnyTypeContext, marks: Marks): ApexTypeDeclaration {
  const { ClassDeclarationContext, InterfaceDeclarationContext } = apexGrammar();
  const base = { ...EMPTY, ...marks, name: tree.id().getText(), location: locationOf(tree.id()) };
  if (tree instanceof ClassDeclarationContext) return classDeclaration(tree, base);
  if (tree instanceof InterfaceDeclarationContext) {
    return {
      ...base,
      kind: 'interface',
      interfaces: typeList(tree.typeList()),
      methods: tree
        .interfaceBody()
        .interfaceMethodDeclaration_list()
        .map((method) => methodOf(method, marksOf(method.modifier_list()))),
    };
  }
  const constants = orNull(tree.enumConstants());
  return {
    ...base,
    kind: 'enum',
    enumValues: constants?.id_list().map((id) => id.getText()) ?? [],
  };
}

const EMPTY = {
  superClass: null,
  interfaces: [],
  constructors: [],
  methods: [],
  properties: [],
  variables: [],
  enumValues: [],
  innerTypes: [],
} as const;

type Base = Omit<ApexTypeDeclaration, 'kind'>;

function classDeclaration(tree: ClassDeclarationContext, base: Base): ApexTypeDeclaration {
  const parent = orNull(tree.typeRef());
  const members = tree.classBody().classBodyDeclaration_list().map(membersOf);
  return {
    ...base,
    kind: 'class',
    superClass: parent === null ? null : typeOf(parent),
    interfaces: typeList(tree.typeList()),
    constructors: members.flatMap((member) => member.constructors ?? []),
    methods: members.flatMap((member) => member.methods ?? []),
    properties: members.flatMap((member) => member.properties ?? []),
    variables: members.flatMap((member) => member.variables ?? []),
    innerTypes: members.flatMap((member) => member.innerTypes ?? []),
  };
}

type Members = Partial<
  Pick<ApexTypeDeclaration, 'constructors' | 'methods' | 'properties' | 'variables' | 'innerTypes'>
>;

function membersOf(tree: ClassBodyDeclarationContext): Members {
  const grammar = apexGrammar();
  const marks = marksOf(tree.modifier_list());
  const [member] = orNull(tree.memberDeclaration())?.children ?? [];
  if (member instanceof grammar.MethodDeclarationContext) {
    return { methods: [methodOf(member, marks)], variables: localsOf(member) };
  }
  if (member instanceof grammar.ConstructorDeclarationContext) {
    const name = member.qualifiedName();
    const signature = { name: name.getText(), parameters: parametersOf(member.formalParameters()) };
    const span = { location: locationOf(name), endLine: member.stop?.line ?? 0 };
    return {
      constructors: [{ ...marks, ...signature, ...span, returnType: null }],
      variables: localsOf(member),
    };
  }
  if (member instanceof grammar.PropertyDeclarationContext) {
    const id = member.id();
    const type = typeOf(member.typeRef());
    return { properties: [{ ...marks, type, name: id.getText(), location: locationOf(id) }] };
  }
  if (member instanceof grammar.FieldDeclarationContext) {
    return { properties: variablesOf(member, marks) };
  }
  if (
    member instanceof grammar.ClassDeclarationContext ||
    member instanceof grammar.InterfaceDeclarationContext ||
    member instanceof grammar.EnumDeclarationContext
  ) {
    return { innerTypes: [declarationOf(member, marks)] };
  }
  return {};
}

function methodOf(
  tree: Pick<MethodDeclarationContext, 'id' | 'typeRef' | 'formalParameters' | 'stop'>,
  marks: Marks,
): ApexMethod {
  const type = orNull(tree.typeRef());
  return {
    ...marks,
    name: tree.id().getText(),
    location: locationOf(tree.id()),
    endLine: tree.stop?.line ?? 0,
    returnType: type === null ? null : typeOf(type),
    parameters: parametersOf(tree.formalParameters()),
  };
}

function parametersOf(tree: FormalParametersContext): readonly ApexParameter[] {
  const list = orNull(tree.formalParameterList())?.formalParameter_list() ?? [];
  return list.map((one) => ({ name: one.id().getText(), type: typeOf(one.typeRef()) }));
}

function variablesOf(
  tree: Pick<LocalVariableDeclarationContext, 'typeRef' | 'variableDeclarators'>,
  marks: Marks,
): readonly ApexVariable[] {
  const type = typeOf(tree.typeRef());
  return tree
    .variableDeclarators()
    .variableDeclarator_list()
    .map((one) => ({
      ...marks,
      type,
      name: one.id().getText(),
      location: locationOf(one.id()),
    }));
}

function localsOf(tree: ApexParseTree): readonly ApexVariable[] {
  const { LocalVariableDeclarationContext } = apexGrammar();
  if (tree instanceof LocalVariableDeclarationContext) return variablesOf(tree, NO_MARKS);
  const children = (tree as Partial<ApexParserRuleContext>).children ?? [];
  return children.flatMap((child) => localsOf(child));
}

function marksOf(trees: readonly ModifierContext[]): Marks {
  const annotations = trees.flatMap((tree) => {
    const annotation = orNull(tree.annotation());
    return annotation === null ? [] : [annotationOf(annotation)];
  });
  const modifiers = trees
    .filter((tree) => orNull(tree.annotation()) === null)
    .map((tree) => (tree.children ?? []).map((word) => word.getText().toLowerCase()).join(' '));
  return { annotations, modifiers };
}

function annotationOf(tree: AnnotationContext): ApexAnnotation {
  const pairs = orNull(tree.elementValuePairs())?.elementValuePair_list() ?? [];
  const values = pairs.map(
    (pair) =>
      [pair.id().getText().toLowerCase(), literalText(pair.elementValue().getText())] as const,
  );
  return { name: tree.id().getText(), values: new Map(values) };
}

/** The value of a string literal; other literals are their own text. */
const literalText = (source: string): string =>
  source.startsWith("'") ? source.slice(1, -1).replace(/\\(.)/g, '$1') : source;

function typeOf(tree: TypeRefContext): ApexTypeRef {
  const parts = tree.typeName_list();
  const names = parts.map((part) => (part.children?.[0]?.getText() ?? '').trim());
  const args = typeList(orNull(parts.at(-1)?.typeArguments() ?? null)?.typeList() ?? null);
  const type = { name: names.join('.'), args };
  const subscripts = (tree.arraySubscripts().getText().match(/\[/g) ?? []).length;
  return Array.from({ length: subscripts }).reduce<ApexTypeRef>(
    (element) => ({ name: 'List', args: [element] }),
    type,
  );
}

function typeList(
  tree: { readonly typeRef_list: () => TypeRefContext[] } | null,
): readonly ApexTypeRef[] {
  return tree?.typeRef_list().map(typeOf) ?? [];
}

function locationOf(tree: ApexParserRuleContext): SourceLocation {
  return { line: tree.start.line, column: tree.start.column + 1 };
}

/** The grammar answers null for an absent part, which its types leave out. */
const orNull = <Tree>(tree: Tree): Tree | null => tree;
