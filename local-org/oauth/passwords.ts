/** The passwords of the local org's users, and the security token that SOAP and the username-password flow append to them. */
import { createHash, randomInt, timingSafeEqual } from 'node:crypto';

/** Of everybody whose password nobody changed. */
const PASSWORD = 'localorg1';
const SECURITY_TOKEN = 'TOKEN';

export class Passwords {
  /** By user id. */
  readonly #changed = new Map<string, string>();

  /** Login pages take the password alone; API logins take it with or without the security token, as from a trusted IP range. */
  matches(userId: string, given: string): boolean {
    const own = this.#changed.get(userId) ?? PASSWORD;
    return equal(given, own) || equal(given, `${own}${SECURITY_TOKEN}`);
  }

  set(userId: string, password: string): void {
    this.#changed.set(userId, password);
  }

  /** @returns the new password, made up. */
  renew(userId: string): string {
    const password = `Local${randomInt(1e9).toString().padStart(9, '0')}`;
    this.set(userId, password);
    return password;
  }

  clear(): void {
    this.#changed.clear();
  }
}

function equal(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
