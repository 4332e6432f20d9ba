/** How SOQL reads and compares values, for the in-memory evaluator; written apart from the gateway's own code. */

export function literal(text: string, type: string | undefined): unknown {
  if (type === 'LIKE') return text;
  if (text.startsWith("'")) return unquote(text);
  if (/^null$/i.test(text)) return null;
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  return text;
}

/** Written apart from the gateway's own reader of escapes. */
function unquote(text: string): string {
  let result = '';
  for (let i = 1; i < text.length - 1; i += 1) {
    const char = text.charAt(i);
    if (char !== '\\') {
      result += char;
      continue;
    }
    i += 1;
    const escaped = text.charAt(i);
    if (escaped === 'u') {
      result += String.fromCharCode(Number.parseInt(text.slice(i + 1, i + 5), 16));
      i += 4;
    } else {
      result += { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }[escaped] ?? escaped;
    }
  }
  return result;
}

function likeMatches(quoted: string, value: string): boolean {
  let pattern = '';
  const body = quoted.slice(1, -1);
  for (let i = 0; i < body.length; i += 1) {
    const char = body.charAt(i);
    if (char === '%') pattern += '[\\s\\S]*';
    else if (char === '_') pattern += '[\\s\\S]';
    else if (char === '\\') {
      const length = body.charAt(i + 1) === 'u' ? 6 : 2;
      const escape = body.slice(i, i + length);
      const plain = /^\\[%_]$/.test(escape) ? escape.slice(1) : unquote(`'${escape}'`);
      pattern += plain.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      i += length - 1;
    } else pattern += char.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  }
  return new RegExp(`^${pattern}$`, 'i').test(value);
}

export function sortable(value: unknown, type: string): string | number | boolean | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') {
    if (type === 'datetime') return Date.parse(value);
    return type === 'id' || type === 'reference' ? value.slice(0, 15) : value.toLowerCase();
  }
  return value as number | boolean;
}

/** As ORDER BY places text: letters beside their base letter, marks tell apart what is else the same. */
export function collated(value: unknown, type: string): string | number | boolean | null {
  const plain = sortable(value, type);
  if (typeof plain !== 'string' || type === 'id' || type === 'reference') return plain;
  return `${plain.normalize('NFD').replace(/\p{Mn}/gu, '')}\u0000${plain}`;
}

export function compare(
  operator: string,
  actual: unknown,
  expected: readonly unknown[],
  type: string,
): boolean {
  const left = sortable(actual === '' ? null : actual, type);
  const same = (one: unknown) => {
    if (one === null) return left === null || left === false;
    if (one === '') return left === null;
    if (typeof one === 'boolean') return (left ?? false) === one;
    return left !== null && left === sortable(one, type);
  };
  const [first] = expected;
  // What comes before what is decided as ORDER BY does, or pages would miss rows.
  const [place, bound] = [collated(actual === '' ? null : actual, type), collated(first, type)];
  switch (operator) {
    case '=':
      return same(first);
    case '!=':
      return !same(first);
    case 'IN':
      return expected.some(same);
    case 'NOT IN':
      return !expected.some(same);
    case '<':
      return place !== null && bound !== null && place < bound;
    case '<=':
      return place !== null && bound !== null && place <= bound;
    case '>':
      return place !== null && bound !== null && place > bound;
    case '>=':
      return place !== null && bound !== null && place >= bound;
    case 'LIKE':
      return typeof actual === 'string' && likeMatches(String(first), actual);
    case 'INCLUDES':
    case 'EXCLUDES': {
      const held = typeof actual === 'string' ? actual.split(';') : [];
      const isHeld = expected.some((one) =>
        String(one)
          .split(';')
          .every((part) => held.includes(part)),
      );
      return operator === 'INCLUDES' ? isHeld : !isHeld;
    }
    default:
      throw new Error(`MALFORMED_QUERY: ${operator}`);
  }
}

/** What FORMAT() shows to a user of the en_US locale. */
export function formatted(value: unknown, type: string): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return `${value} (${type})`;
  if (typeof value !== 'number') throw new Error(`MALFORMED_QUERY: FORMAT of ${type}`);
  const digits = value.toLocaleString('en-US');
  if (type === 'currency') return `$${digits}`;
  return type === 'percent' ? `${digits}%` : digits;
}

interface Point {
  readonly latitude: number;
  readonly longitude: number;
}

/** By the law of cosines (the local org goes by haversine); infinite where there is no place. */
export function distance(place: unknown, from: Point, unit: string | undefined): number {
  if (typeof place !== 'object' || place === null) return Infinity;
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const to = place as Point;
  const [a, b] = [radians(from.latitude), radians(to.latitude)];
  const turn = radians(to.longitude - from.longitude);
  const angle = Math.acos(Math.sin(a) * Math.sin(b) + Math.cos(a) * Math.cos(b) * Math.cos(turn));
  return angle * (unit === 'mi' ? 3958.76 : 6371);
}
