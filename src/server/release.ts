/** The version of this gateway; a test compares it with package.json. */

export const RELEASE = '0.1.0';
