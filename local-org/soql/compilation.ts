/** What compiling one statement shares between its levels: org, session, names handed out. */
import { visibleField, visibleObject, type Session } from '../data/access.ts';
import type { CatalogObject } from '../data/catalog.ts';
import type { CatalogField } from '../data/definition-types.ts';
import type { LocalOrg } from '../local-org.ts';
import { SalesforceError } from '../errors.ts';
import { StatementErrors } from './soql-errors.ts';
import { NOTHING, sql, type Sql } from './sql.ts';

/** Different child-to-parent relationships of one statement. Source: rel-query limits. */
const MOST_PARENT_RELATIONSHIPS = 55;

/** A documented rule that the lenient mode does without, and what it then means. */
export type StatementRule =
  /** `Id = 'x'`: compared as text, so it finds nothing. */
  | 'well-formed-id'
  /** `Name = 15`: compared with the literal's text; a date with a datetime: its UTC midnight. */
  | 'literal-type'
  /** `Description LIKE '%x%'` on long text: searched without an index. */
  | 'filterable-text'
  /** The Id or, without GROUP BY or in HAVING, any field that is not grouped: one of the group's values. */
  | 'grouped-or-aggregated'
  /** `CALENDAR_YEAR(CreatedDate)` without GROUP BY: each row's value. */
  | 'grouped-date-function'
  /** `FIELDS(ALL)` without LIMIT 200. */
  | 'bounded-fields'
  /** `SELECT Id key FROM ...` without GROUP BY: the alias is the key. */
  | 'alias-of-aggregate'
  /** `SELECT MAX(Amount) FROM ... LIMIT 1`: there is one row anyway. */
  | 'no-limit-on-total'
  /** Semi-joins under a nested OR, within each other, on the object queried or on ids of another. */
  | 'simple-semi-join';

export class Compilation {
  readonly org: LocalOrg;
  readonly session: Session;
  readonly statement: string;
  readonly errors: StatementErrors;
  /** True for queryAll, which also returns rows of the recycle bin. */
  readonly includesDeleted: boolean;
  #aliases = 0;
  readonly #parentRelationships = new Set<string>();

  constructor(org: LocalOrg, session: Session, statement: string, includesDeleted: boolean) {
    this.org = org;
    this.session = session;
    this.statement = statement;
    this.errors = new StatementErrors(statement);
    this.includesDeleted = includesDeleted;
  }

  /** The major API version, which gates some of the language. */
  get apiVersion(): number {
    return Number.parseFloat(this.session.apiVersion);
  }

  /** Throws where the org keeps to this rule; returns where it makes do without. */
  breaks(_rule: StatementRule, error: () => SalesforceError): void {
    if (this.org.rules === 'strict') throw error();
  }

  nextAlias(): string {
    this.#aliases += 1;
    return `t${this.#aliases}`;
  }

  countParentRelationship(path: string): void {
    this.#parentRelationships.add(path);
    if (this.#parentRelationships.size > MOST_PARENT_RELATIONSHIPS) {
      throw new SalesforceError(
        400,
        'MALFORMED_QUERY',
        `The number of relationships (${this.#parentRelationships.size}) exceeds the maximum allowed (${MOST_PARENT_RELATIONSHIPS})`,
      );
    }
  }

  object(name: string): CatalogObject | undefined {
    return visibleObject(this.session, this.org.catalog, name);
  }

  field(object: CatalogObject, name: string): CatalogField | undefined {
    return visibleField(this.session, object, name);
  }

  /** Sharing: the rows of an object that the session may see, over a table alias. */
  rowFilter(object: CatalogObject, alias: string): Sql | undefined {
    const filter = this.session.access.rowFilter(object, alias);
    return filter && sql(filter.sql, ...filter.values);
  }

  /** Leaves out the recycle bin, unless the call asked for it. */
  liveFilter(object: CatalogObject, alias: string): Sql {
    return this.includesDeleted || !object.field('IsDeleted')
      ? NOTHING
      : sql(`${alias}."IsDeleted" = 0`);
  }
}
