import { createChangeLog } from '../../../../src/server/changes/change-log.ts';
import { createChangeTags } from '../../../../src/server/changes/change-tags.ts';
import { changesSince } from '../../../../src/server/changes/site-changes.ts';
import type { SiteChangesOptions } from '../../../../src/server/changes/site-changes.ts';
import type { Change } from '../../../../src/salesforce/change-event.ts';
import { createEnvelope } from '../../../../src/store/envelope.ts';
import { TEST_MODEL } from '../../../support/test-org.ts';

const SECRET = Buffer.alloc(32, 1);
const TAGS = createChangeTags(SECRET);
const updated = (object: string): Change => ({
  ...{ kind: 'UPDATED', object },
  ...{ ids: ['003000000000001AAA'], fields: ['Name'] },
});

function setup(most = 100) {
  const log = createChangeLog(most);
  const options: SiteChangesOptions = {
    feed: {
      log,
      status: () => ({ state: 'listening', problem: null, since: '', lastChangeAt: null }),
    },
    ...{ tags: TAGS, envelope: createEnvelope(SECRET), org: 'main' },
  };
  let position = 10;
  log.begin(position);
  return {
    log,
    options,
    happen: (...changes: Change[]) => log.append({ changes, position: (position += 1) }),
    since: (after: string | null, more: Partial<SiteChangesOptions> = {}) =>
      changesSince(after, { ...options, ...more }),
  };
}

describe('what a site is told of changes', () => {
  it('begins with everything, and goes on with what changed since', () => {
    const { since, happen } = setup();
    const first = since(null);
    expect(first).toMatchObject({ state: 'listening', reset: true, tags: [] });
    expect(since(first.position)).toMatchObject({ reset: false, tags: [] });
    happen(updated('Contact'), updated('Account'));
    happen(updated('Contact'));
    const next = since(first.position);
    const expected = [TAGS.of('Contact'), TAGS.of('Account'), TAGS.any].sort();
    expect(next).toMatchObject({ reset: false, tags: expected });
    expect(since(next.position)).toMatchObject({ reset: false, tags: [] });
    // Asked again, it is told again: an answer may have been lost on the way.
    expect(since(first.position)).toMatchObject({ tags: expected });
  });

  it('says neither what changed nor how much', () => {
    const { since, happen } = setup();
    const first = since(null);
    happen(updated('Contact'));
    const told = since(first.position);
    expect(JSON.stringify(told)).not.toMatch(/Contact|003000/);
    expect(told.position).toHaveLength(first.position?.length ?? 0);
  });

  it.each<[string, (log: ReturnType<typeof setup>) => void]>([
    ['too much happened', ({ happen }) => ['A', 'B', 'C'].forEach((each) => happen(updated(each)))],
    ['events of anything were lost', ({ happen }) => happen({ kind: 'GAP', object: null })],
    ['the stream began anew', ({ log }) => log.begin(99)],
  ])('is everything where %s', (_what, happening) => {
    const world = setup(2);
    const { position } = world.since(null);
    happening(world);
    expect(world.since(position)).toMatchObject({ reset: true, tags: [] });
  });

  it('names an object whose events were lost', () => {
    const { since, happen } = setup();
    const { position } = since(null);
    happen({ kind: 'GAP', object: 'Case' });
    expect(since(position).tags).toContain(TAGS.of('Case'));
  });

  it('goes on from where listening began, before the org told of its first change', () => {
    const { log, since, happen } = setup();
    log.begin(null);
    const started = since(null);
    // Where events may be lost a stream says so first.
    log.append({ changes: [{ kind: 'GAP', object: null }], position: null });
    expect(since(started.position)).toMatchObject({ reset: true });
    const { position } = since(null);
    expect(position).toHaveLength(started.position?.length ?? 0);
    expect(since(position)).toMatchObject({ reset: false, tags: [] });
    happen(updated('Contact'));
    expect(since(position)).toMatchObject({ reset: false });
    expect(since(position).tags).toContain(TAGS.of('Contact'));
    log.begin(null);
    expect(since(position)).toMatchObject({ reset: true });
  });

  it('is nothing where no changes are followed', () => {
    const { since } = setup();
    const off = { state: 'off', reset: false, tags: [], position: null };
    expect(since('whatever', { feed: null, tags: null })).toEqual(off);
  });

  it('refuses a position of another org, another gateway, another key, or none', () => {
    const { since } = setup();
    const { position } = since(null);
    const other = Buffer.alloc(32, 2);
    const refused = expect.objectContaining({ code: 'BAD_USER_INPUT' }) as unknown;
    const cases: [string | null, Partial<SiteChangesOptions>][] = [
      [position, { org: 'other' }],
      [position, { envelope: createEnvelope(other) }],
      // After a rotation the old key still opens, but the tags are new.
      [position, { envelope: createEnvelope(other, [SECRET]), tags: createChangeTags(other) }],
      ['nonsense', {}],
      ['', {}],
    ];
    for (const [after, more] of cases) {
      expect(() => since(after, more)).toThrow(refused as Error);
    }
  });
});

describe('the tags of an answer', () => {
  it('are those of the objects that its statements read', () => {
    const statements = ['SELECT Account.Name FROM Contact', 'SELECT Id FROM Contact'];
    expect(TAGS.ofStatements(TEST_MODEL, statements)).toEqual(
      [TAGS.of('Account'), TAGS.of('Contact')].sort(),
    );
  });

  it('are that of anything where one cannot be told', () => {
    const statements = ['SELECT Id FROM Contact', 'FIND {x} RETURNING Contact'];
    expect(TAGS.ofStatements(TEST_MODEL, statements)).toEqual([TAGS.any]);
  });

  it('are of one gateway and org', () => {
    const other = createChangeTags(Buffer.alloc(32, 2));
    expect(other.of('Contact')).not.toBe(TAGS.of('Contact'));
    expect(TAGS.of('Contact')).toMatch(/^[\w-]{16}$/);
  });
});
