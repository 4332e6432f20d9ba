/** What a scalar refuses, it refuses with what it takes instead. */

import { parseValue } from 'graphql';
import {
  GraphQLDate,
  GraphQLDateTime,
  GraphQLDateTimeOrLiteral,
  GraphQLTime,
} from '../../../src/schema/scalars.ts';

describe('scalars of dates and times', () => {
  it.each([
    [GraphQLDate, '2026-01-31'],
    [GraphQLDateTime, '2026-01-31T12:00:00+01:00'],
    [GraphQLDateTimeOrLiteral, '2026-01-31T12:00:00Z'],
    [GraphQLDateTimeOrLiteral, 'LAST_N_DAYS:30'],
    [GraphQLTime, '09:30:00.000Z'],
  ])('%s takes %s, written or as a variable', (scalar, text) => {
    expect(scalar.parseValue(text)).toBe(text);
    expect(scalar.parseLiteral(parseValue(`"${text}"`))).toBe(text);
  });

  it.each(['YESTERDAY', '"yesterday"', '{ literal: TODAY }', '3', '""', '"2026-01-31"'])(
    'refuses %s, which is no moment and no date literal in quotes',
    (written) => {
      expect(() => GraphQLDateTimeOrLiteral.parseLiteral(parseValue(written))).toThrow(
        'It takes a moment, "2026-01-31T12:00:00Z", or one of SOQL\'s date literals',
      );
    },
  );

  it.each([null, 3, {}, [], '2026-01-31T12:00:00Z', '2026-1-1'])('Date refuses %j', (value) => {
    expect(() => GraphQLDate.parseValue(value)).toThrow(
      `Date cannot represent ${JSON.stringify(value)}. It takes a day, "2026-01-31".`,
    );
  });
});
