/** Scalars beyond GraphQL's own; values come from Salesforce already in these forms. */

import {
  GraphQLError,
  GraphQLScalarType,
  Kind,
  print,
  valueFromASTUntyped,
  type ValueNode,
} from 'graphql';
import { isDateLiteral } from '../soql/date-literals.ts';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:?\d{2})$/;
const TIME = /^\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z?$/;

export const GraphQLDate = textScalar('Date', 'A day, `2026-01-31`.', (text) => DATE.test(text));

export const GraphQLDateTime = textScalar(
  'DateTime',
  'A moment, `2026-01-31T12:00:00.000Z` (input takes any offset).',
  (text) => DATE_TIME.test(text),
);

export const GraphQLTime = textScalar('Time', 'A time of day, `09:30:00.000Z`.', (text) =>
  TIME.test(text),
);

export const GraphQLDateOrLiteral = textScalar(
  'DateOrLiteral',
  "A day, `2026-01-31`, or one of SOQL's date literals: `TODAY`, `THIS_MONTH`, `LAST_N_DAYS:30`.",
  (text) => DATE.test(text) || isDateLiteral(text),
);

export const GraphQLDateTimeOrLiteral = textScalar(
  'DateTimeOrLiteral',
  "A moment, `2026-01-31T12:00:00Z`, or one of SOQL's date literals: `TODAY`, `THIS_MONTH`, `LAST_N_DAYS:30`.",
  (text) => DATE_TIME.test(text) || isDateLiteral(text),
);

/** Salesforce's `long` is 64 bits; JSON numbers are exact up to 2^53. */
export const GraphQLLong = new GraphQLScalarType<number, number>({
  name: 'Long',
  description: 'A whole number, exact up to 2^53.',
  serialize: (value) => Number(value),
  parseValue: (value) => readLong(value),
  parseLiteral: (node) => readLong(node.kind === Kind.INT ? Number(node.value) : undefined, node),
});

export const GraphQLJSON = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  description: 'A value whose type Salesforce does not fix.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});

// Private:

function textScalar(
  name: string,
  description: string,
  isValid: (text: string) => boolean,
): GraphQLScalarType<string, string> {
  const refuse = (written: string, node?: ValueNode): never => {
    throw new GraphQLError(
      `${name} cannot represent ${written}. It takes ${inSentence(description)}`,
      node === undefined ? {} : { nodes: node },
    );
  };
  return new GraphQLScalarType<string, string>({
    name,
    description,
    serialize: String,
    parseValue: (value) =>
      typeof value === 'string' && isValid(value) ? value : refuse(JSON.stringify(value)),
    parseLiteral: (node) =>
      node.kind === Kind.STRING && isValid(node.value) ? node.value : refuse(print(node), node),
  });
}

/** 'A day, `2026-01-31`.' as the rest of a sentence, with what can be written as a string in quotes. */
function inSentence(description: string): string {
  return `${description.charAt(0).toLowerCase()}${description.slice(1).replaceAll('`', '"')}`;
}

function readLong(value: unknown, node?: ValueNode): number {
  if (Number.isSafeInteger(value)) return value as number;
  throw new GraphQLError(
    'Long must be a whole number below 2^53.',
    node === undefined ? {} : { nodes: node },
  );
}
