/** Files stay at one job and functions short: the limits that the house rules name. */
import { existsSync } from 'node:fs';
import { functionLengths, readSources } from './source-tree.ts';

const MAX_FILE_LINES = 400;
const MAX_FUNCTION_LINES = 80;
const MAX_P90_FUNCTION_LINES = 25;

const programs = ['src', 'local-org', 'scripts', 'bench']
  .filter((folder) => existsSync(folder))
  .map((folder) => [folder, readSources(folder)] as const);

describe.each(programs)('%s', (_folder, files) => {
  it(`has no file over ${MAX_FILE_LINES} lines`, () => {
    const long = files.filter((file) => file.text.split('\n').length - 1 > MAX_FILE_LINES);
    expect(long.map((file) => file.path)).toEqual([]);
  });

  it(`has no function over ${MAX_FUNCTION_LINES} lines, and 90 % within ${MAX_P90_FUNCTION_LINES}`, () => {
    const lengths = files.flatMap(functionLengths);
    const long = lengths.filter((length) => length.lines > MAX_FUNCTION_LINES);
    expect(long.map(({ path, line, name, lines }) => `${path}:${line} ${name}: ${lines}`)).toEqual(
      [],
    );
    const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b);
    const p90 = sorted[Math.floor(sorted.length * 0.9)] ?? 0;
    expect(p90).toBeLessThanOrEqual(MAX_P90_FUNCTION_LINES);
  });
});
