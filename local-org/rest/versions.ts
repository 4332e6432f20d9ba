/** `GET /services/data`: which API versions the org speaks; and the check of a version in a path. */
import { notFound } from '../errors.ts';
import { goneVersion } from '../http/api-errors.ts';
import { ok } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import type { DataCall } from '../platform.ts';

const OLDEST = 31;
const LATEST = 67;

/** Spring '11 was 21.0; three releases a year since: spring, summer, then winter of the year to come. */
export const LATEST_VERSION = `${LATEST}.0`;

export function versions(): ApiResponse {
  return ok(
    Array.from({ length: LATEST - OLDEST + 1 }, (_, index) => {
      const version = `${OLDEST + index}.0`;
      return { label: releaseLabel(OLDEST + index), url: `/services/data/v${version}`, version };
    }),
  );
}

/** The version of a `v62.0` path segment; throws GONE for retired ones, NOT_FOUND for what never was. */
export function checkVersion(segment: string): string {
  const version = /^v(\d{1,3}\.0)$/.exec(segment)?.[1];
  if (version === undefined) throw notFound();
  const number = Number(version);
  if (number < OLDEST) throw goneVersion(version);
  if (number > LATEST) throw notFound();
  return version;
}

/** `GET /services/data/vXX.X`: the resources there, and some that every org names but this one does not have. */
export function resources(call: DataCall): ApiResponse {
  const entries = RESOURCES.map((name) => [name, `${call.basePath}/${name}`]);
  return ok({ ...Object.fromEntries(entries), identity: identityUrl(call) });
}

const RESOURCES = [
  'tooling',
  'query',
  'search',
  'queryAll',
  'limits',
  'sobjects',
  'recent',
  'parameterizedSearch',
  'composite',
  'analytics',
  'jobs',
  'tabs',
  'theme',
  // Recorded in every list; of these only `/connect/communities` answers here.
  'chatter',
  'connect',
  'licensing',
];

/** `/connect/communities`: the org has no sites. Recorded: CumulusCI asks it of every org. */
export const communities = (): ApiResponse => ok({ communities: [], total: 0 });

const identityUrl = (call: DataCall): string =>
  `${call.request.origin}/id/${call.platform.org.id}/${call.session.userId}`;

function releaseLabel(version: number): string {
  const season = (version - 21) % 3;
  const year = 11 + Math.floor((version - 21) / 3);
  // Recorded: the one label with a typographic apostrophe.
  if (version === 42) return 'Spring ’18';
  if (season === 0) return `Spring '${year}`;
  return season === 1 ? `Summer '${year}` : `Winter '${year + 1}`;
}
