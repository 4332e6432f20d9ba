/** Describe results key by key against recorded ones: documented(recorded v59 describes). */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { openOrg, openSession } from '../../local-org/org.ts';

const FOLDER = resolve(import.meta.dirname, '../../../shared/fixtures/recorded/describe_body');
const present = existsSync(FOLDER);
if (!present) console.warn('skipped: the recorded describes (../shared/fixtures) are not here');

interface Describe {
  readonly fields: readonly Readonly<Record<string, unknown>>[];
  readonly childRelationships: readonly Readonly<Record<string, unknown>>[];
}

const RECORDED = [
  'Account.PersonAccount',
  'Contact.CumulusCI',
  'Event.CumulusCI',
  'Lead.CumulusCI',
  'Opportunity.CumulusCI',
];
/** Facts of a field that depend on the org rather than on the field. */
const OF_THE_ORG = new Set(['picklistValues', 'referenceTo', 'relationshipName', 'inlineHelpText']);

(present ? describe : describe.skip)('describe', () => {
  const org = openOrg();
  const session = openSession(org, '005LO0000000001YAA', '59.0');
  afterAll(() => org.close());

  function pair(file: string): { real: Describe; ours: Describe } {
    const real = JSON.parse(readFileSync(resolve(FOLDER, `${file}.json`), 'utf8')) as Describe;
    const ours = session && org.catalog.describe(file.split('.')[0] ?? '', session);
    if (!ours) throw new Error(`no describe of ${file}`);
    return { real, ours: ours as unknown as Describe };
  }

  it.each(RECORDED)('has the keys of a real describe: %s', (file) => {
    const { real, ours } = pair(file);
    expect(Object.keys(ours).sort()).toEqual(Object.keys(real).sort());
    expect(Object.keys(ours.fields[0] ?? {}).sort()).toEqual(
      Object.keys(real.fields[0] ?? {}).sort(),
    );
    expect(Object.keys(ours.childRelationships[0] ?? {}).sort()).toEqual(
      Object.keys(real.childRelationships[0] ?? {}).sort(),
    );
  });

  it.each(['Contact.CumulusCI', 'Event.CumulusCI', 'Opportunity.CumulusCI'])(
    'has the flags of every standard field: %s',
    (file) => {
      const { real, ours } = pair(file);
      for (const field of real.fields) {
        const own = ours.fields.find((candidate) => candidate.name === field.name);
        for (const [key, value] of Object.entries(field)) {
          if (OF_THE_ORG.has(key)) continue;
          expect({ field: field.name, key, value: own?.[key] }).toEqual({
            field: field.name,
            key,
            value,
          });
        }
      }
    },
  );

  it('describes an object as the org has it now', () => {
    const before = org.catalog.object('Project__c')?.modified.getTime() ?? 0;
    org.clock.set(new Date(before + 60_000));
    org.catalog.alter({
      kind: 'add-field',
      object: 'Project__c',
      field: { name: 'Later__c', type: 'string', label: 'Later' },
    });
    const later = session && org.catalog.describe('project__C', session);
    expect(later?.fields.map((field) => field.name)).toContain('Later__c');
    expect(org.catalog.object('Project__c')?.modified.getTime()).toBe(before + 60_000);
    org.reset();
    const reset = session && org.catalog.describe('Project__c', session);
    expect(reset?.fields.map((field) => field.name)).not.toContain('Later__c');
  });
});
