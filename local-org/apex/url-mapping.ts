/**
 * Which class answers a URL below `/services/apexrest`. Source: Apex Developer Guide v65, "RestResource
 * Annotation" and "Request and Response Data Considerations".
 */

export interface MappedUrl {
  /** `/Account/*` as the class wrote it, without its namespace. */
  readonly urlMapping: string;
  readonly namespace: string | null;
}

/**
 * The class for a path such as `/Account/001…`; undefined where none is mapped to it. An exact match wins,
 * else the longest wildcard pattern; of two equal ones the class saved first. Case counts. A class of a
 * namespace is found below `/<namespace>/`, ahead of one without.
 * @param classes in the order they were saved.
 */
export function resolveUrl<Class extends MappedUrl>(
  classes: readonly Class[],
  path: string,
): Class | undefined {
  const [, first = ''] = path.split('/');
  const namespaced = classes.filter(
    ({ namespace }) => namespace !== null && namespace.toLowerCase() === first.toLowerCase(),
  );
  const own = classes.filter(({ namespace }) => namespace === null);
  return best(namespaced, path.slice(first.length + 1)) ?? best(own, path);
}

function best<Class extends MappedUrl>(classes: readonly Class[], path: string): Class | undefined {
  const url = withoutSlash(path);
  // `/p` and `/p/*` are the same URL to Salesforce, so both are exact for it.
  const exact = classes.find(
    ({ urlMapping }) => withoutSlash(urlMapping.replace(/\/\*$/, '')) === url,
  );
  if (exact !== undefined) return exact;
  return classes
    .filter(({ urlMapping }) => matchesWildcard(urlMapping, url))
    .reduce<Class | undefined>(
      (longest, one) =>
        longest !== undefined && longest.urlMapping.length >= one.urlMapping.length ? longest : one,
      undefined,
    );
}

/** `*` stands for one segment within the pattern, and for any number of them at its end. */
function matchesWildcard(urlMapping: string, url: string): boolean {
  const pattern = segmentsOf(urlMapping);
  const segments = segmentsOf(url);
  const open = pattern.at(-1) === '*';
  const fixed = open ? pattern.slice(0, -1) : pattern;
  if (open ? segments.length < fixed.length : segments.length !== fixed.length) return false;
  return fixed.every((part, index) => part === '*' || part === segments[index]);
}

/** Why a `urlMapping` does not compile, or null. */
export function urlMappingProblem(urlMapping: string): string | null {
  if (!urlMapping.startsWith('/')) return `URL mapping must begin with '/'`;
  if (urlMapping.length > 255) return 'URL mapping may be up to 255 characters long';
  if (/[^/]\*|\*[^/]/.test(urlMapping)) {
    return `A wildcard in a URL mapping must be preceded by '/' and, unless it is last, followed by '/'`;
  }
  return null;
}

const segmentsOf = (path: string): readonly string[] =>
  path.split('/').filter((segment) => segment !== '');

const withoutSlash = (path: string): string => path.replace(/\/+$/, '');
