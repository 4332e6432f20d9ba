/** Loads the Apex grammar on first use: it takes longer to load than the rest of the org, and most runs never need it. */
import { createRequire } from 'node:module';
import type * as ApexGrammar from '@apexdevtools/apex-parser';

let grammar: typeof ApexGrammar | undefined;

/** Synchronous, because a statement of the Tooling API that needs it is answered within one turn. */
export function apexGrammar(): typeof ApexGrammar {
  grammar ??= createRequire(import.meta.url)('@apexdevtools/apex-parser') as typeof ApexGrammar;
  return grammar;
}
