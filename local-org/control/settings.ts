/** What an administrator would switch in Setup, and tests switch through the control API. */
import { SOQL_RULES } from '../local-org.ts';
import type { SoqlRules } from '../local-org.ts';

export interface OrgSettings {
  /** Each refresh answers with a new refresh token and spends the old one; a spent one revokes its family. */
  readonly refreshTokenRotation: boolean;
  /** OAuth username-password flow; new orgs have it off. */
  readonly usernamePasswordFlow: boolean;
  /** SOAP partner login(), for API versions up to 64.0. */
  readonly soapLogin: boolean;
  readonly clientCredentialsFlow: boolean;
  /** Refuse an authorization request without a code challenge. */
  readonly requirePkce: boolean;
  /** A session ends after this long without a call. */
  readonly sessionTimeoutMinutes: number;
  /** Calls in a rolling 24 hours. */
  readonly dailyApiRequests: number;
  /** How statements outside the documented SOQL rules are answered. */
  readonly rules: SoqlRules;
  /** In a rolling hour, as the next two. */
  readonly hourlySyncReportRuns: number;
  readonly hourlyAsyncReportRuns: number;
  readonly hourlyDashboardRefreshes: number;
}

export const DEFAULT_SETTINGS: OrgSettings = {
  refreshTokenRotation: false,
  usernamePasswordFlow: true,
  soapLogin: true,
  clientCredentialsFlow: true,
  requirePkce: false,
  sessionTimeoutMinutes: 120,
  dailyApiRequests: 15_000,
  rules: 'lenient',
  hourlySyncReportRuns: 500,
  hourlyAsyncReportRuns: 1_200,
  hourlyDashboardRefreshes: 200,
};

/** The settings with some changed; throws on a key that is not a setting or a value of another type. */
export function changeSettings(
  settings: OrgSettings,
  changes: Readonly<Record<string, unknown>>,
): OrgSettings {
  for (const [key, value] of Object.entries(changes)) {
    const current = (settings as unknown as Readonly<Record<string, unknown>>)[key];
    if (current === undefined) throw new RangeError(`unknown setting '${key}'`);
    if (typeof value !== typeof current) {
      throw new RangeError(`setting '${key}' must be a ${typeof current}`);
    }
  }
  const changed = { ...settings, ...changes };
  if (!SOQL_RULES.includes(changed.rules)) {
    throw new RangeError(`setting 'rules' must be one of ${SOQL_RULES.join(', ')}`);
  }
  return changed;
}
