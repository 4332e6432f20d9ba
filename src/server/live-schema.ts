/** One consistent set of what a request is answered with: schema, model and policy of the same metadata. */

import type { GraphQLSchema } from 'graphql';
import { modelFromCatalogue } from '../model/from-describe.ts';
import type { OrgModel } from '../model/org-model.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import type { Policy } from '../policy/policy.ts';
import type { CatalogueSnapshot } from '../salesforce/catalogue.ts';
import { buildSchema } from '../schema/build-schema.ts';
import { RELEASE } from './release.ts';

export interface LiveSchema {
  readonly schema: GraphQLSchema;
  readonly model: OrgModel;
  readonly policy: Policy;
  /** Allow-listed objects that the org does not have. */
  readonly missing: readonly string[];
  /** Allow-listed objects not yet described. */
  readonly pending: readonly string[];
}

/** Sections of skybridge.yaml that the policy room checks against the metadata; what is absent denies everything. */
export interface RuleSources {
  readonly policy?: unknown;
  readonly operations?: unknown;
}

export function buildLiveSchema(
  orgId: string,
  snapshot: CatalogueSnapshot,
  rules: RuleSources,
): LiveSchema {
  const model = modelFromCatalogue({ orgId, catalogue: snapshot.objects });
  return Object.freeze({
    schema: buildSchema(model),
    model,
    policy: parsePolicy(rules.policy, model, snapshot, rules.operations),
    missing: snapshot.missing,
    pending: snapshot.pending,
  });
}

/** Changes with the metadata and with the release of the gateway, both of which change the schema. */
export function schemaVersionOf({ model }: Pick<LiveSchema, 'model'>): string {
  return `${RELEASE}-${model.version}`;
}

/** The objects a policy speaks about, without judging the policy. */
export function objectsOfPolicy(policySource: unknown): readonly string[] {
  return typeof policySource === 'object' && policySource !== null ? Object.keys(policySource) : [];
}
