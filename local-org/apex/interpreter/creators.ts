/** `new` of interpreted Apex: records with their fields, lists, sets, maps, exceptions. */
import type {
  CreatorContext,
  ExpressionContext,
  ExpressionListContext,
} from '@apexdevtools/apex-parser';
import { apexGrammar } from '../source/apex-grammar.ts';
import { itemsOf } from './instance-methods.ts';
import { notRun } from './run.ts';
import type { Frame, Run } from './run.ts';
import { baseType } from './types.ts';
import { ApexExceptionValue, ApexList, ApexMap, ApexSet, ApexSObject, textOf } from './values.ts';
import type { Value } from './values.ts';

/** The parts of `new` that the grammar answers null for where they are absent. */
interface CreatorParts {
  classCreatorRest(): { arguments(): { expressionList(): ExpressionListContext | null } } | null;
  arrayCreatorRest(): {
    arrayInitializer(): { expression_list(): ExpressionContext[] } | null;
  } | null;
  mapCreatorRest(): {
    mapCreatorRestPair_list(): { expression(index: number): ExpressionContext }[];
  } | null;
  setCreatorRest(): { expression_list(): ExpressionContext[] } | null;
}

export function create(run: Run, frame: Frame, tree: CreatorContext): Value {
  const type = tree.createdName().getText();
  const parts: CreatorParts = tree;
  const elements =
    parts.arrayCreatorRest()?.arrayInitializer()?.expression_list() ??
    parts.setCreatorRest()?.expression_list();
  const pairs = parts.mapCreatorRest()?.mapCreatorRestPair_list();
  const list = parts.classCreatorRest()?.arguments().expressionList() ?? null;
  const object = run.org.catalog.object(type);
  if (object !== undefined && elements === undefined) {
    return newRecord(run, frame, object.name, list);
  }
  if (pairs !== undefined && pairs.length > 0) {
    const map = new ApexMap();
    for (const pair of pairs) {
      map.put(run.evaluate(frame, pair.expression(0)), run.evaluate(frame, pair.expression(1)));
    }
    return map;
  }
  const given = elements?.map((one) => run.evaluate(frame, one));
  return collection(parts.arrayCreatorRest() === null ? type : 'List', given, () =>
    (list?.expression_list() ?? []).map((one) => run.evaluate(frame, one)),
  );
}

/** `Name = value` for each field. */
function newRecord(
  run: Run,
  frame: Frame,
  type: string,
  list: ExpressionListContext | null,
): ApexSObject {
  const { AssignExpressionContext } = apexGrammar();
  const object = run.org.catalog.object(type);
  const fields = new Map<string, Value>();
  for (const one of list?.expression_list() ?? []) {
    if (!(one instanceof AssignExpressionContext)) throw notRun(`new ${type}(${one.getText()})`);
    const name = one.expression(0).getText();
    fields.set(object?.field(name)?.name ?? name, run.evaluate(frame, one.expression(1)));
  }
  return new ApexSObject(type, fields);
}

function collection(
  type: string,
  given: readonly Value[] | undefined,
  args: () => readonly Value[],
): Value {
  const base = baseType(type);
  const [first] = given === undefined ? args() : [];
  const items = given ?? (first === undefined || typeof first === 'number' ? [] : undefined);
  switch (base) {
    case 'list':
      return new ApexList([...(items ?? itemsOf(first ?? null))]);
    case 'set':
      return new ApexSet(items ?? itemsOf(first ?? null));
    case 'map':
      return mapOf(first);
    default:
      if (base.endsWith('exception')) return exception(type, first);
      throw notRun(`new ${type}`);
  }
}

/** Empty, a copy of another map, or the records of a list by their id. */
function mapOf(from: Value | undefined): ApexMap {
  const map = new ApexMap();
  if (from instanceof ApexMap) {
    for (const [key, value] of from.entries.values()) map.put(key, value);
  } else if (from !== undefined) {
    for (const record of itemsOf(from)) {
      if (record instanceof ApexSObject) map.put(record.fields.get('Id') ?? null, record);
    }
  }
  return map;
}

function exception(type: string, message: Value | undefined): ApexExceptionValue {
  const named = PLATFORM_EXCEPTIONS.has(type) ? `System.${type}` : type;
  return new ApexExceptionValue(
    named,
    message === undefined ? 'Script-thrown exception' : textOf(message),
  );
}

const PLATFORM_EXCEPTIONS: ReadonlySet<string> = new Set([
  'AuraHandledException',
  'CalloutException',
  'DmlException',
  'IllegalArgumentException',
  'ListException',
  'MathException',
  'NullPointerException',
  'QueryException',
  'StringException',
  'TypeException',
]);
