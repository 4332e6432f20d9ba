/** Runs a bundle with what V8 compiled of it before: to compile four megabytes anew would be a fifth of every start. */

import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';
import { Script } from 'node:vm';

/** By then it has done once what every start does; V8 drops the code of what is not called for long. */
const COMPILED_AFTER_MS = 10_000;

/** @param {string} file a bundle, whose value is a function as Node wraps around CommonJS */
export function runBundle(file) {
  const compiled = `${file}.compiled`;
  const cachedData = readIfThere(compiled);
  // Texts of one byte a character stay outside V8's heap.
  const script = new Script(readFileSync(file, 'latin1'), { filename: file, cachedData });
  const module = { exports: {} };
  const run = script.runInThisContext();
  run(module.exports, createRequire(file), module, file, path.dirname(file));
  if (cachedData === undefined || script.cachedDataRejected === true)
    keepCompiled(script, compiled);
}

/** Once, on the first start of an installation: while it serves, that takes a tenth of a second. */
function keepCompiled(script, file) {
  const write = (exitCode = 0) => {
    clearTimeout(timer);
    process.off('exit', write);
    // What could not start did not get to what a start needs.
    if (exitCode === 0) writeQuietly(file, script.createCachedData());
  };
  const timer = setTimeout(write, COMPILED_AFTER_MS).unref();
  process.on('exit', write);
}

function readIfThere(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Where nothing can be written, the next start compiles again. Another process may write the same. */
function writeQuietly(file, data) {
  try {
    const draft = `${file}-${process.pid}`;
    writeFileSync(draft, data);
    renameSync(draft, file);
  } catch {
    // As said.
  }
}
