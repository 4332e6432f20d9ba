/** A local org in a process of its own, for tests that watch its memory. */
import { startLocalOrg } from '../../../local-org/server.ts';

/** What a request body or a blob in memory adds to: buffers, and texts on the heap. */
function used(): number {
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  return arrayBuffers + heapUsed;
}

const running = await startLocalOrg();
let base = 0;
let peak = 0;

// Garbage is no memory that is needed.
function look(): number {
  globalThis.gc?.();
  return used();
}

setInterval(() => {
  peak = Math.max(peak, look());
}, 400).unref();

process.on('message', (action) => {
  if (action === 'watch') {
    base = look();
    peak = base;
  }
  process.send?.({ base, peak });
});
process.on('disconnect', () => process.exit());
process.send?.({ url: running.url });
