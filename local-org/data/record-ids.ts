/** Salesforce record ids: 15 case-sensitive characters plus a 3-character case checksum. */

const CHECKSUM_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
/** In code-point order, so that later records sort after earlier ones. */
const SERIAL_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SERIAL_LENGTH = 9;
/** Characters 4 to 6 of every id name the org's instance. */
const INSTANCE = 'LO0';
const CHUNK = 5;

/** The 18-character form of a 15-character id: one checksum character per 5 characters. */
export function withChecksum(id15: string): string {
  let suffix = '';
  for (let chunk = 0; chunk < 3; chunk++) {
    let bits = 0;
    for (let i = 0; i < CHUNK; i++) {
      const char = id15.charCodeAt(chunk * CHUNK + i);
      if (char >= 65 && char <= 90) bits |= 1 << i;
    }
    suffix += CHECKSUM_ALPHABET.charAt(bits);
  }
  return id15 + suffix;
}

/** The id of the n-th record of an object, e.g. `('003', 1)` → `003LO0000000001AAA`. */
export function recordId(keyPrefix: string, serial: number): string {
  let digits = '';
  for (
    let rest = serial;
    digits.length < SERIAL_LENGTH;
    rest = Math.floor(rest / SERIAL_ALPHABET.length)
  ) {
    digits = SERIAL_ALPHABET.charAt(rest % SERIAL_ALPHABET.length) + digits;
  }
  return withChecksum(keyPrefix + INSTANCE + digits);
}

/** The 18-character form of a well-formed id in either form, else undefined. */
export function normalizeId(value: string): string | undefined {
  if (/^[a-zA-Z0-9]{15}$/.test(value)) return withChecksum(value);
  if (!/^[a-zA-Z0-9]{18}$/.test(value)) return undefined;
  const restored = restoreCase(value);
  return restored === undefined ? undefined : withChecksum(restored);
}

/** An 18-character id survives case folding: the suffix says which letters were capitals. */
function restoreCase(id18: string): string | undefined {
  let id15 = '';
  for (let chunk = 0; chunk < 3; chunk++) {
    const bits = CHECKSUM_ALPHABET.indexOf(id18.charAt(15 + chunk).toUpperCase());
    if (bits < 0) return undefined;
    for (let i = 0; i < CHUNK; i++) {
      const char = id18.charAt(chunk * CHUNK + i);
      id15 += (bits >> i) & 1 ? char.toUpperCase() : char.toLowerCase();
    }
  }
  return id15;
}
