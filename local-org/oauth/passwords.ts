/** The one password of the local org's users, and the security token that SOAP and the username-password flow append to it. */
import { createHash, timingSafeEqual } from 'node:crypto';

const PASSWORD = 'localorg1';
const SECURITY_TOKEN = 'TOKEN';

/** Login pages take the password alone; API logins take it with or without the security token, as from a trusted IP range. */
export function passwordMatches(given: string): boolean {
  return equal(given, PASSWORD) || equal(given, `${PASSWORD}${SECURITY_TOKEN}`);
}

function equal(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
