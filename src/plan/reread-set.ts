/** What is read after the writes of a transaction: one statement for each object, whatever the payloads select. */

import type { GraphQLObjectType } from 'graphql';
import { isObjectType } from 'graphql';
import type { ObjectModel } from '../model/org-model.ts';
import { selectionsOf, type CollectedField } from './collect-fields.ts';
import type { PayloadFieldShape, RereadPlan } from './mutation-plan.ts';
import { recordPlanning } from './plan-connection.ts';
import type { PlanContext } from './plan-context.ts';
import { planRecord } from './plan-record.ts';
import { rowCondition } from './plan-where.ts';
import { BARE_FRAME, SelectBuilder } from './select-builder.ts';
import { StatementSet, type RecordSite } from './statement-set.ts';

interface Reread {
  readonly site: RecordSite;
  readonly statements: StatementSet;
  readonly writes: number[];
  isSelected: boolean;
}

export class RereadSet {
  readonly #context: PlanContext;
  readonly #byObject = new Map<ObjectModel, Reread>();

  constructor(context: PlanContext) {
    this.#context = context;
  }

  /** The written record has to satisfy the viewer's predicate, selected or not. */
  expect(object: ObjectModel, write: number): void {
    const access = this.#context.access(object);
    if (access === null || access.rows.kind === 'none') return;
    let reread = this.#byObject.get(object);
    if (reread === undefined) {
      const builder = new SelectBuilder(object.name, {
        ...BARE_FRAME,
        where: rowCondition(access.rows),
      });
      const place = { source: 'rows' as const, route: [] };
      const site = { object, builder, prefix: [], typeOf: null, place };
      reread = { site, statements: new StatementSet('elsewhere'), writes: [], isSelected: false };
      this.#byObject.set(object, reread);
    }
    reread.writes.push(write);
  }

  plan(object: ObjectModel, collected: CollectedField, path: readonly string[]): PayloadFieldShape {
    const reread = this.#byObject.get(object);
    if (reread === undefined) {
      if (this.#context.access(object) === null) this.#context.reportHiddenObject(path, object);
      return { kind: 'null', key: collected.key };
    }
    reread.isSelected = true;
    const planning = recordPlanning(this.#context, reread.statements);
    const type = this.#objectType(object);
    const record = planRecord(planning, reread.site, type, selectionsOf(collected), path);
    return { kind: 'record', key: collected.key, record };
  }

  /** Nothing is read of objects that the viewer reads whole and no payload selects. */
  build(): readonly RereadPlan[] {
    return [...this.#byObject].flatMap(([object, { site, statements, writes, isSelected }]) => {
      const isGuard = site.builder.frame.where !== null;
      if (!isGuard && !isSelected) return [];
      const list = {
        object: object.name,
        rows: site.builder.build(),
        sides: statements.build(),
        shape: { page: { ...ALL_OF_THEM, size: writes.length }, fields: [] },
      };
      return [{ object: object.name, list, isGuard, writes }];
    });
  }

  #objectType(object: ObjectModel): GraphQLObjectType {
    const type = this.#context.inputs.schema.getType(object.typeName);
    if (!isObjectType(type)) throw new TypeError(`The schema has no type ${object.typeName}.`);
    return type;
  }
}

// Private:

const ALL_OF_THEM = {
  backward: false,
  hasAfter: false,
  hasBefore: false,
  position: [],
  scope: '',
} as const;
