/** What a PHP that can run WordPress offers: commands to start, whichever PHP it is. */

/** A program to start: what `child_process.spawn` needs. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

export interface PhpRuntime {
  readonly kind: 'native' | 'wasm';
  /** For messages: "PHP 8.2.36 (native)". */
  readonly title: string;
  /** Runs one PHP file to its end with the given environment added. */
  runCommand(scriptFile: string, env: Readonly<Record<string, string>>): Command;
  /** Serves a WordPress folder on 127.0.0.1; every path that is no file goes to index.php. */
  serveCommand(documentRoot: string, port: number): Command;
}
