/** What every step of planning one operation shares: who asks, by which policy, of which schema. */

import { AppError } from '../common/errors.ts';
import type { FieldModel, ObjectModel, OrgModel } from '../model/org-model.ts';
import { accessTo } from '../policy/object-access.ts';
import { viewerScope, type ObjectAccess, type Policy } from '../policy/policy.ts';
import { showsNoCredential, type Viewer } from '../policy/viewer.ts';
import type { SelectionScope } from './collect-fields.ts';
import type { CursorOpener } from './cursor.ts';
import type { PlanError } from './plan.ts';

export interface PlanInputs extends SelectionScope {
  readonly model: OrgModel;
  readonly policy: Policy;
  readonly viewer: Viewer;
  readonly cursors: CursorOpener;
  /** Told of every decision of the policy, so that it can be explained. */
  readonly onDecision?: (decision: AccessDecision) => void;
}

/** What the policy said of one object, or of one field of it. */
export interface AccessDecision {
  /** API names; `field` is null where it is about the object as a whole. */
  readonly object: string;
  readonly field: string | null;
  readonly use: AccessUse;
  readonly isAllowed: boolean;
}

export type AccessUse = 'read' | 'filter by' | 'sort by' | 'group by' | 'aggregate';

export class PlanContext {
  readonly inputs: PlanInputs;
  /** Part of every cursor: two viewers with different rules never share one. */
  readonly viewerScope: string;
  readonly errors: PlanError[] = [];
  readonly #access = new Map<string, ObjectAccess | null>();

  constructor(inputs: PlanInputs) {
    this.inputs = inputs;
    this.viewerScope = viewerScope(inputs.viewer, inputs.policy);
  }

  object(name: string): ObjectModel {
    const object = this.inputs.model.objects.get(name);
    if (object === undefined) throw new Error(`The model has no object ${name}.`);
    return object;
  }

  /** Null when the viewer may read nothing of the object. */
  access(object: ObjectModel): ObjectAccess | null {
    const known = this.#access.get(object.name);
    if (known !== undefined) return known;
    const access = accessTo(this.inputs.policy, this.inputs.viewer, object.name);
    this.#access.set(object.name, access);
    this.#decide(object, null, 'read', access !== null);
    return access;
  }

  /** @throws AppError FORBIDDEN: rows of the object are asked for, and the viewer may read none. */
  requireAccess(object: ObjectModel): ObjectAccess {
    const access = this.access(object);
    if (access !== null) return access;
    throw new AppError('FORBIDDEN', `You may not read ${object.name}.`, {
      hint: this.#hintForObject(object),
    });
  }

  canReadField(object: ObjectModel, field: string): boolean {
    return this.#mayUse(object, field, 'read');
  }

  /** @throws AppError FORBIDDEN: filtering or sorting by a hidden field would tell its values. */
  requireReadable(object: ObjectModel, field: Pick<FieldModel, 'name'>, use: AccessUse): void {
    if (this.#mayUse(object, field.name, use)) return;
    throw new AppError(
      'FORBIDDEN',
      `You may not ${use} ${object.name}.${field.name}, which you may not read.`,
      { hint: this.#hintForField(object, field.name) },
    );
  }

  reportHiddenField(path: readonly string[], object: ObjectModel, field: string): void {
    this.errors.push({
      path,
      code: 'FORBIDDEN',
      message: `You may not read ${object.name}.${field}.`,
      hint: this.#hintForField(object, field),
    });
  }

  reportHiddenObject(path: readonly string[], object: ObjectModel): void {
    this.errors.push({
      path,
      code: 'FORBIDDEN',
      message: `You may not read ${object.name}.`,
      hint: this.#hintForObject(object),
    });
  }

  hintForWrite(object: ObjectModel, verb: string): string {
    if (showsNoCredential(this.inputs.viewer)) return SEND_A_CREDENTIAL;
    return `The gateway's policy must give your role ${verb} for ${object.name}.`;
  }

  #mayUse(object: ObjectModel, field: string, use: AccessUse): boolean {
    const isAllowed = this.access(object)?.canReadField(field) === true;
    this.#decide(object, field, use, isAllowed);
    return isAllowed;
  }

  #decide({ name }: ObjectModel, field: string | null, use: AccessUse, isAllowed: boolean): void {
    this.inputs.onDecision?.({ object: name, field, use, isAllowed });
  }

  #hintForObject(object: ObjectModel): string {
    if (showsNoCredential(this.inputs.viewer)) return SEND_A_CREDENTIAL;
    return `The gateway's policy must give your role a rule for ${object.name}.`;
  }

  #hintForField(object: ObjectModel, field: string): string {
    if (showsNoCredential(this.inputs.viewer))
      return `Leave the field out. Or: ${SEND_A_CREDENTIAL}`;
    return `Leave the field out, or add ${field} to the fields of ${object.name} in the gateway's policy.`;
  }
}

// Private:

const SEND_A_CREDENTIAL =
  'Send a credential, "Authorization: Bearer <token>": a developer token or a site’s signature.';
