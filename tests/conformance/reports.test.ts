import { openLocalOrg } from '../unit/local-org/local-org-client.ts';
import type { LocalOrgClient } from '../unit/local-org/local-org-client.ts';
import { documented, readRecording, shapeDifferences } from './recorded.ts';

let local: LocalOrgClient;
let ids: ReadonlyMap<string, string>;

beforeAll(async () => {
  local = await openLocalOrg();
  const soql = encodeURIComponent('SELECT Id, DeveloperName FROM Report');
  const { records } = (await local.api('GET', `/query?q=${soql}`)).json as {
    records: readonly { Id: string; DeveloperName: string }[];
  };
  ids = new Map(records.map(({ Id, DeveloperName }) => [DeveloperName, Id]));
});

afterAll(async () => {
  await local.running.close();
});

type Json = Readonly<Record<string, unknown>>;

async function ask(report: string, rest: string): Promise<Json> {
  return (await local.api('GET', `/analytics/reports/${ids.get(report) ?? ''}${rest}`)).json;
}

/**
 * Columns and fact map keys are named after the report at hand, so every entry of such a map is
 * compared with every recorded one put together.
 */
function alike(ours: Json, recorded: Json): readonly [Json, Json] {
  return [withLists(ours), withLists(recorded)];
}

const MAPS = new Set([
  'factMap',
  'aggregateColumnInfo',
  'detailColumnInfo',
  'groupingColumnInfo',
  'columns',
  'dataTypeFilterOperatorMap',
  'standardFilterInfos',
]);

function withLists(json: Json): Json {
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => {
      if (Array.isArray(value))
        return [key, value.map((one: unknown) => (isJson(one) ? withLists(one) : one))];
      if (!isJson(value)) return [key, value];
      if (!MAPS.has(key)) return [key, withLists(value)];
      return [key, Object.values(value).map((one) => (isJson(one) ? withLists(one) : one))];
    }),
  );
}

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Versions before 47 knew fewer properties, and named the place of a summary. */
const LATER = {
  v35: {
    later: [
      'picklistColors',
      'availableDashboardSettings',
      'crossFilters',
      'dashboardSetting',
      'presentationOptions',
      'saveRoleHierarchy',
      'supportsRoleHierarchy',
      'userOrHierarchyFilterId',
      'filterType',
      'filterValues',
      'filterable',
      'inactiveFilterValues',
      'isLookup',
      'uniqueCountable',
      'escapedLabel',
    ],
    absent: ['acrossGroupingContext', 'downGroupingContext'],
  },
} as const;

/** Only cells of free text carry it, in the recording too. */
const SOME_CELLS = { absent: ['escapedLabel'] } as const;
/** The recorded report type has no role hierarchy, ours has. */
const WITH_ROLES = { ...SOME_CELLS, later: ['saveRoleHierarchy'] } as const;

describe('runs of reports', () => {
  const runs = [
    ['reportforce__matrix.json', 'Pipeline_by_Stage_Type_and_Quarter', {}],
    ['reportforce__matrix.json', 'Cases_by_Status_and_Priority', {}],
    ['reportforce__matrix.json', 'Cases_by_Owner_Reason_Origin_and_Quarter', {}],
    ['reportforce__summary.json', 'Staff_by_Department', SOME_CELLS],
    ['reportforce__summary.json', 'Revenue_by_Year_Type_and_Stage', WITH_ROLES],
    ['reportforce__summary.json', 'Opportunities_by_Stage', WITH_ROLES],
    ['reportforce__tabular.json', 'Closed_Won_This_Year', LATER.v35],
  ] as const;

  for (const [file, report, options] of runs) {
    documented(`report/${file}, as ${report}`, async () => {
      const ours = await ask(report, '?includeDetails=true');
      const [actual, recorded] = alike(ours, readRecording(`report/${file}`).body as Json);
      // Values of cells are of the column's kind.
      const differences = shapeDifferences(actual, recorded, { ...options, anyKind: ['value'] });
      expect(differences).toEqual([]);
    });
  }

  documented('report/reportforce__matrix.json: every crossing has a fact', async () => {
    for (const json of [
      readRecording('report/reportforce__matrix.json').body as Json,
      await ask('Cases_by_Owner_Reason_Origin_and_Quarter', '?includeDetails=true'),
    ]) {
      const down = keysOf(json['groupingsDown']);
      const across = keysOf(json['groupingsAcross']);
      const wanted = down.flatMap((d) => across.map((a) => `${d}!${a}`));
      expect(Object.keys(json['factMap'] as Json).sort()).toEqual(wanted.sort());
    }
  });
});

function keysOf(value: unknown): readonly string[] {
  const walk = (groups: unknown): readonly string[] =>
    (groups as readonly { key: string; groupings: unknown }[]).flatMap(({ key, groupings }) => [
      key,
      ...walk(groupings),
    ]);
  return ['T', ...walk((value as Json)['groupings'])];
}

describe('describes of reports', () => {
  const describes = [
    ['reportforce__summary_metadata.json', 'Projects_by_Status', {}],
    // Hand-shortened by its authors: columns without most of their properties, and standard
    // filters with those of field filters.
    ['reportforce__matrix_metadata.json', 'Cases_by_Status_and_Priority', { later: shortened() }],
    [
      'reportforce__tabular_metadata.json',
      'Closed_Won_This_Year',
      { later: [...shortened(), 'filterValues'] },
    ],
    [
      'reportforce__sample_metadata.json',
      'Closed_Won_This_Year',
      {
        later: [
          ...LATER.v35.later,
          'attributes',
          'apiName',
          'dateGranularityInfos',
          'hasOuterJoin',
          'isExternalObjectReport',
          'isHistorical',
          'objectRelationships',
          'supportsJoinedFormat',
          'allowedInCustomDetailFormula',
          'bucketable',
          'isCustom',
          'maxLength',
          'labelSuffix',
        ],
      },
    ],
  ] as const;

  for (const [file, report, options] of describes) {
    documented(`report/${file}, as ${report}`, async () => {
      const ours = await ask(report, '/describe');
      const [actual, recorded] = alike(ours, readRecording(`report/${file}`).body as Json);
      const anyKind = ['value', 'standardFilters'];
      expect(shapeDifferences(actual, recorded, { ...options, anyKind })).toEqual([]);
    });
  }
});

function shortened(): readonly string[] {
  return [
    ...LATER.v35.later,
    'allowedInCustomDetailFormula',
    'bucketable',
    'isCustom',
    'maxLength',
  ];
}
