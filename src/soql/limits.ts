/** Salesforce's documented limits of one SOQL statement. @see https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_soslsoql.htm */

/** Characters of a statement. */
export const MAX_STATEMENT_LENGTH = 100_000;
/** Characters of one string in WHERE. */
export const MAX_STRING_LENGTH = 4_000;
/** Relationships a field path may cross towards parents. */
export const MAX_PARENT_DEPTH = 5;
/** Different parent relationships in one statement. */
export const MAX_PARENT_RELATIONSHIPS = 55;
/** Subqueries in one statement. */
export const MAX_SUBQUERIES = 20;
/** Levels of subqueries below the root (API 58.0 and later). */
export const MAX_SUBQUERY_DEPTH = 4;
/** Rows that OFFSET can leave out. */
export const MAX_OFFSET = 2_000;
/** IN (SELECT ...) in one WHERE. */
export const MAX_SEMI_JOINS = 2;
/** Rows an aggregate statement may answer: it cannot be paged. */
export const MAX_AGGREGATE_ROWS = 2_000;
/** Rows one search may answer, over all its objects. */
export const MAX_SEARCH_ROWS = 2_000;
/** Rows of a statement with FIELDS(ALL) or FIELDS(CUSTOM). */
export const MAX_FIELDS_ROWS = 200;
/** Fields of a ROLLUP or CUBE. */
export const MAX_ROLLUP_FIELDS = 3;
