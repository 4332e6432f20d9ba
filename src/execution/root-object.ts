/** Finds the object that a SOQL statement of ours reads: the FROM outside every parenthesis and string. */

/** @returns the API name, or the empty string for a text that is no SELECT. */
export function rootObjectOf(soql: string): string {
  let depth = 0;
  for (let index = 0; index < soql.length; index += 1) {
    const character = soql[index];
    if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (character === "'") index = endOfString(soql, index);
    else if (depth === 0 && character === ' ' && soql.startsWith(' FROM ', index)) {
      return /^\w+/.exec(soql.slice(index + ' FROM '.length))?.[0] ?? '';
    }
  }
  return '';
}

function endOfString(soql: string, start: number): number {
  let index = start + 1;
  while (index < soql.length && soql[index] !== "'") index += soql[index] === '\\' ? 2 : 1;
  return index;
}
