/** The Apex text of a shipped class: of the package that an administrator deploys, or of the local org alone. */
import { existsSync, readFileSync } from 'node:fs';

const PACKAGED = new URL(
  '../../../salesforce-package/force-app/main/default/classes/',
  import.meta.url,
);

export function apexSource(name: string): string {
  const packaged = new URL(`${name}.cls`, PACKAGED);
  const own = new URL(`./${name}.cls`, import.meta.url);
  return readFileSync(existsSync(packaged) ? packaged : own, 'utf8');
}
