#!/usr/bin/env node
/** `npm start`: runs the gateway from its bundle, or straight from the sources where no bundle can be written. */

import { bundleOf } from './bundle.js';
import { runBundle } from './run-bundle.js';

const bundle = await bundleOf('src/main.ts').catch(() => null);
if (bundle === null) {
  const { register } = await import('tsx/esm/api');
  register();
  await import('../src/main.ts');
} else {
  runBundle(bundle);
}
