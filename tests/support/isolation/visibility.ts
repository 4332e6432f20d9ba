/** What a policy lets a viewer see, worked out from its text and the rows alone: the gateway's own policy code has no part in it. */

import type { Viewer } from '../../../src/policy/viewer.ts';
import { SoqlEvaluator, type Tables } from '../soql-evaluator.ts';
import { TEST_DESCRIBES } from '../test-org.ts';
import type { PolicySource, RuleSource } from './random-policy.ts';

export class Visibility {
  readonly #source: PolicySource;
  readonly #viewer: Viewer;

  constructor(source: PolicySource, viewer: Viewer) {
    this.#source = source;
    this.#viewer = viewer;
  }

  /** Ids of the rows that the viewer may see. */
  rows(tables: Tables, object: string): ReadonlySet<unknown> {
    const rule = this.#rule(object);
    if (rule === undefined) return new Set();
    const where = rule.rows === 'ALL' ? '' : ` WHERE ${this.#bound(rule.rows)}`;
    const evaluator = new SoqlEvaluator(TEST_DESCRIBES, tables);
    const { records } = evaluator.run(`SELECT Id FROM ${object}${where}`);
    return new Set(records.map((row) => row['Id']));
  }

  canRead(object: string, field: string): boolean {
    const rule = this.#rule(object);
    if (rule === undefined) return false;
    return field === 'Id' || rule.fields === 'ALL' || rule.fields.includes(field);
  }

  /** The condition of the object's rows as it is written; null where there is none. */
  condition(object: string): string | null {
    const rows = this.#rule(object)?.rows ?? 'ALL';
    return rows === 'ALL' ? null : rows;
  }

  #rule(object: string): RuleSource | undefined {
    return this.#source[object]?.[this.#viewer.role];
  }

  /** A comparison with a value that the viewer does not have holds for no row, whatever stands around it. */
  #bound(rows: string): string {
    return rows
      .replace(/NOT \([\w.]+ = :viewer\.(\w+)\)/g, (text, bind: string) =>
        this.#valueOf(bind) === null ? 'Id = null' : text,
      )
      .replace(/([\w.]+) = :viewer\.(\w+)/g, (_text, path: string, bind: string) => {
        const value = this.#valueOf(bind);
        return value === null ? 'Id = null' : `${path} = '${value}'`;
      });
  }

  #valueOf(bind: string): string | null {
    return this.#viewer[bind as keyof Viewer];
  }
}
