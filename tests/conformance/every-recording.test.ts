import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { documented, recordingNames } from './recorded.ts';

/** Lines of recordings.txt: the beginning of a name, then the test that compares it or `not` and why. */
interface Claim {
  readonly start: string;
  readonly by: string;
  readonly reason: string;
}

const FOLDER = join(process.cwd(), 'tests', 'conformance');

const claims: readonly Claim[] = readFileSync(join(FOLDER, 'recordings.txt'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const [start = '', by = '', reason = ''] = line.split('\t');
    return { start, by, reason };
  });

describe('recordings.txt', () => {
  documented('../shared/fixtures/recorded, every file', async () => {
    await Promise.resolve();
    const unclaimed = recordingNames().filter(
      (name) => !claims.some(({ start }) => name.startsWith(start)),
    );
    expect(unclaimed).toEqual([]);
    const stale = claims.filter(({ start }) => !recordingNames().some((n) => n.startsWith(start)));
    expect(stale).toEqual([]);
  });

  it('names tests that exist, and a reason where there is none', () => {
    const broken = claims.filter(({ by, reason }) =>
      by === 'not' ? reason === '' : !existsSync(join(FOLDER, `${by}.test.ts`)),
    );
    expect(broken).toEqual([]);
  });
});
