/** The little XML that the SOAP and Bulk APIs need: reading leaf elements, writing escaped ones. */

/** Text of the first leaf element with this local name, whatever its prefix; undefined where there is none. */
export function leafText(xml: string, name: string): string | undefined {
  const pattern = new RegExp(
    `<(?:[\\w.-]+:)?${name}(?:\\s[^>]*)?>([^<]*)</(?:[\\w.-]+:)?${name}\\s*>`,
  );
  const text = pattern.exec(xml)?.[1];
  return text === undefined ? undefined : unescapeXml(text);
}

export function hasElement(xml: string, name: string): boolean {
  return new RegExp(`<(?:[\\w.-]+:)?${name}[\\s/>]`).test(xml);
}

/** Elements in order; null is written as nil, undefined is left out. */
export function elements(
  values: Readonly<Record<string, string | number | boolean | null | undefined>>,
): string {
  return Object.entries(values)
    .flatMap(([name, value]) => {
      if (value === undefined) return [];
      if (value === null) return [`<${name} xsi:nil="true"/>`];
      return [`<${name}>${escapeXml(String(value))}</${name}>`];
    })
    .join('');
}

export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function unescapeXml(text: string): string {
  return text.replace(/&(#x?[0-9a-f]+|\w+);/gi, (whole, entity: string) => {
    const code = /^#x/i.test(entity) ? parseInt(entity.slice(2), 16) : Number(entity.slice(1));
    if (entity.startsWith('#')) return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    return XML_ENTITIES[entity] ?? whole;
  });
}

const XML_ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  gt: '>',
  lt: '<',
  quot: '"',
};
