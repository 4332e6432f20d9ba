/** The `urls` of a describe: which resources an object has. Source: recorded describes, v37 to v59. */
import type { CatalogObject } from './catalog-object.ts';
import type { Session } from './session.ts';

export type DescribeUrls = Readonly<Record<string, string>>;

const UI_HOST = 'https://local.my.salesforce.example';
/** Recorded up to v48, no longer at v52. */
const LAST_WITH_DEFAULT_VALUES = 49;

interface UrlDifferences {
  /** URLs of objects with a page layout that this one does not have. */
  readonly without?: readonly string[];
  /** Paths below the object's own, by URL name. */
  readonly also?: Readonly<Record<string, string>>;
}

const DIFFERENCES: Readonly<Record<string, UrlDifferences>> = {
  CampaignMember: { without: ['approvalLayouts', 'listviews', 'quickActions'] },
  Case: {
    also: {
      caseArticleSuggestions: '/suggestedArticles',
      caseRowArticleSuggestions: '/{ID}/suggestedArticles',
    },
  },
  Event: {
    without: ['approvalLayouts', 'listviews'],
    also: { eventSeriesUpdates: '/{ID}/fromThisEventOnwards' },
  },
  OpportunityContactRole: { without: ['approvalLayouts', 'listviews'] },
  User: {
    without: ['approvalLayouts', 'listviews'],
    also: {
      namedLayouts: '/describe/namedLayouts/{LayoutName}',
      passwordUtilities: '/{ID}/password',
    },
  },
  UserRole: { also: { compactLayouts: '/describe/compactLayouts' } },
};

const OF_EVERY_OBJECT = { rowTemplate: '/{ID}', describe: '/describe', sobject: '' };
const WITH_LAYOUT = {
  compactLayouts: '/describe/compactLayouts',
  approvalLayouts: '/describe/approvalLayouts',
  listviews: '/listviews',
  quickActions: '/quickActions',
  layouts: '/describe/layouts',
};

export const basePath = (object: CatalogObject, session: Session): string =>
  `/services/data/v${session.apiVersion}/sobjects/${object.name}`;

/** The URLs of one entry of `GET /sobjects`. */
export function globalUrls(object: CatalogObject, session: Session): DescribeUrls {
  const base = basePath(object, session);
  const { without = [], also = {} } = DIFFERENCES[object.name] ?? {};
  const paths: Readonly<Record<string, string>> = {
    ...(object.definition.flags?.['layoutable'] === false ? {} : WITH_LAYOUT),
    ...OF_EVERY_OBJECT,
    ...(Number(session.apiVersion) <= LAST_WITH_DEFAULT_VALUES
      ? { defaultValues: '/defaultValues?recordTypeId&fields' }
      : {}),
    ...also,
  };
  return Object.fromEntries(
    Object.entries(paths)
      .filter(([name]) => !without.includes(name))
      .map(([name, path]) => [name, base + path]),
  );
}

/** The URLs of the full describe: the pages of the user interface too. */
export function describeUrls(object: CatalogObject, session: Session): DescribeUrls {
  return {
    ...globalUrls(object, session),
    uiDetailTemplate: `${UI_HOST}/{ID}`,
    uiEditTemplate: `${UI_HOST}/{ID}/e`,
    uiNewRecord: `${UI_HOST}/${object.definition.keyPrefix ?? ''}/e`,
  };
}
