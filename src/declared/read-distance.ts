/** `DISTANCE(field, GEOLOCATION(lat, lon), 'km') < number` → its template. */

import type {
  CallSyntax,
  ConditionSyntax,
  OperandSyntax,
  ValueSyntax,
} from '../soql/statement-syntax.ts';
import type { BindUse, ConditionTemplate, NumberTemplate } from './condition-template.ts';
import { readPath } from './read-operand.ts';
import { errorAt, type QueryScope } from './query-scope.ts';

export function isDistance(operand: OperandSyntax): operand is CallSyntax {
  return operand.kind === 'call' && operand.fn.text.toUpperCase() === 'DISTANCE';
}

export function readDistance(
  scope: QueryScope,
  comparison: Extract<ConditionSyntax, { kind: 'comparison' }>,
  call: CallSyntax,
): ConditionTemplate {
  const distance = readDistanceCall(scope, call);
  const [within] = comparison.values;
  if (comparison.operator !== '<' || within === undefined) {
    throw errorAt(scope.source, comparison.operatorAt, 'A distance can be compared with < only.');
  }
  return {
    kind: 'distance',
    ...distance,
    within: readNumber(scope, within, 'Greatest distance.'),
  };
}

/** The function alone, as ORDER BY takes it too. */
export function readDistanceCall(
  scope: QueryScope,
  call: CallSyntax,
): Omit<Extract<ConditionTemplate, { kind: 'distance' }>, 'kind' | 'within'> {
  const [place, point, unit] = call.args;
  const [latitude, longitude] = point?.kind === 'call' ? point.args : [];
  const unitText = unit?.kind === 'literal' ? /^'(km|mi)'$/i.exec(unit.text)?.[1] : undefined;
  if (place?.kind !== 'path' || !isValue(latitude) || !isValue(longitude) || !unitText) {
    const problem = "It must be DISTANCE(field, GEOLOCATION(latitude, longitude), 'km' or 'mi').";
    throw errorAt(scope.source, call.fn.at, problem);
  }
  const subject = readPath(scope, place.path);
  if (!['address', 'location'].includes(subject.type)) {
    const problem = `DISTANCE() takes an address or a geolocation, not ${subject.field.name}.`;
    throw errorAt(scope.source, call.fn.at, problem);
  }
  return {
    subject,
    latitude: readNumber(scope, latitude, 'Degrees north.'),
    longitude: readNumber(scope, longitude, 'Degrees east.'),
    unit: unitText.toLowerCase() === 'mi' ? 'mi' : 'km',
  };
}

// Private:

function isValue(argument: CallSyntax['args'][number] | undefined): argument is ValueSyntax {
  return argument?.kind === 'bind' || argument?.kind === 'literal';
}

function readNumber(
  scope: QueryScope,
  value: ValueSyntax,
  about: string,
): NumberTemplate | BindUse {
  if (value.kind === 'bind') return scope.args.add(value, 'Float', false, about);
  if (value.type === 'number') return { kind: 'number', value: Number(value.text) };
  throw errorAt(scope.source, value.at, `${value.text} is not a number.`);
}
