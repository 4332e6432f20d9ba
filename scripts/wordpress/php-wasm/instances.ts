/** Makes PHP instances that see the given folders of this machine, at their own paths, and nothing else of it. */

import type { Php, PhpWasmPackages } from './packages.ts';

/** Returns a factory; its instances share file locks, which SQLite relies on. */
export function phpInstances(
  packages: PhpWasmPackages,
  phpVersion: string,
  mounts: readonly string[],
): () => Promise<Php> {
  const fileLockManager = new packages.FileLockManagerInMemory();
  let lastProcessId = 0;
  return async () => {
    lastProcessId += 1;
    const processId = lastProcessId;
    const loadRuntime = (): Promise<number> =>
      packages.loadNodeRuntime(phpVersion, { fileLockManager, emscriptenOptions: { processId } });
    const php = new packages.PHP(await loadRuntime());
    for (const folder of mounts) {
      php.mkdirTree(folder);
      await php.mount(folder, packages.createNodeFsMountHandler(folder));
    }
    // PHP in WebAssembly leaks a little with each request; php-wasm swaps the runtime before that matters.
    php.enableRuntimeRotation({ recreateRuntime: loadRuntime });
    return php;
  };
}
