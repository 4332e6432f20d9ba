#!/usr/bin/env node
/** Runs the TypeScript command through tsx, so that `npx skybridge` needs no build. */

import { register } from 'tsx/esm/api';

register();
await import('../src/cli/skybridge.ts');
