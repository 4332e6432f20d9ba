/** The little of SQL that the store needs, the same for SQLite and Postgres. */

export type SqlValue = string | number | null;

export type SqlRow = Readonly<Record<string, SqlValue>>;

/** A statement with `?` for each parameter. Statements are constants: a value goes into `parameters`, never into the text. */
export interface SqlStep {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

/** Words in which the two databases differ. */
export interface SqlDialect {
  /** Column type that holds milliseconds since the epoch. */
  readonly integer: string;
  /** Follows a table definition. */
  readonly tableOptions: string;
  /** The database's own clock in milliseconds since the epoch, so that hosts need not agree on the time. */
  readonly now: string;
}

export interface SqlDatabase {
  readonly dialect: SqlDialect;
  rows(sql: string, parameters: readonly SqlValue[]): Promise<readonly SqlRow[]>;
  /** @returns how many rows changed. */
  run(sql: string, parameters: readonly SqlValue[]): Promise<number>;
  /** All steps or none. */
  batch(steps: readonly SqlStep[]): Promise<void>;
  close(): Promise<void>;
}
