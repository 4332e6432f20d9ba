/** Who may call a class: administrators, the API user, and the profiles that the class is opened to. */
import { PROFILES } from '../data/access.ts';
import type { Session } from '../data/access.ts';
import type { ApexImplementations } from './apex-classes.ts';

interface Caller {
  readonly session: Session;
  readonly platform: { readonly apexImplementations: ApexImplementations };
}

/** @param key the class as `codeKey` names it. */
export function mayCallApex({ session, platform }: Caller, key: string): boolean {
  const { profileName } = session.access;
  if (profileName === PROFILES.administrator || profileName === PROFILES.integration) return true;
  return platform.apexImplementations.get(key)?.profiles.includes(profileName) ?? false;
}
