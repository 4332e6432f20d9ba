/** One consistent set of what a request is answered with: schema, model and policy of the same metadata. */

import { createHash } from 'node:crypto';
import type { GraphQLSchema } from 'graphql';
import {
  declareFiles,
  type DeclarationFile,
  type Declarations,
} from '../declared/declare-files.ts';
import type { DeclaredCall } from '../declared/declared-call.ts';
import type { DeclaredModel } from '../declared/declared-model.ts';
import type { DeclaredQuery } from '../declared/declared-query.ts';
import type { CatalogueObject } from '../model/catalogue.ts';
import { modelFromCatalogue } from '../model/from-describe.ts';
import type { OrgModel } from '../model/org-model.ts';
import { namedReports, type ReportModel } from '../model/report-model.ts';
import { checkOperations, type OperationSignature } from '../policy/parse-operations.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import type { Policy } from '../policy/policy.ts';
import type { CatalogueSnapshot } from '../salesforce/catalogue.ts';
import { buildSchema } from '../schema/build-schema.ts';
import { RELEASE } from './release.ts';

/** The declarations as they are, and those in force, which a wrong file falls back on. */
export interface DeclaredFiles {
  readonly now: readonly DeclarationFile[];
  readonly before: readonly DeclarationFile[];
}

export interface LiveSchema {
  readonly schema: GraphQLSchema;
  readonly model: OrgModel;
  readonly policy: Policy;
  readonly declared: Declarations;
  /** Fields that `operations:` names and no file declares. */
  readonly undeclared: readonly string[];
  /** Reports with typed rows. */
  readonly reports: readonly ReportModel[];
  readonly hasSubscriptions: boolean;
  /** Allow-listed objects that the org does not have. */
  readonly missing: readonly string[];
  /** Allow-listed objects not yet described. */
  readonly pending: readonly string[];
}

/** Sections of skybridge.yaml that the policy room checks against the metadata; what is absent denies everything. */
export interface RuleSources {
  readonly policy?: unknown;
  readonly operations?: unknown;
  /** Whether changes are followed, and so can be subscribed to. */
  readonly changes?: { readonly enabled: boolean };
}

/** The look at the metadata before. */
export interface EarlierLook {
  /** What went since stays in the schema, as deprecated. */
  readonly former: readonly CatalogueObject[];
  /** What is the same as in this one is taken from it. */
  readonly model: OrgModel | null;
}

export function buildLiveSchema(
  orgId: string,
  snapshot: CatalogueSnapshot,
  rules: RuleSources,
  files: DeclaredFiles = NO_FILES,
  earlier: EarlierLook = NO_LOOK,
): LiveSchema {
  const model = modelFromCatalogue({
    orgId,
    catalogue: snapshot.objects,
    former: earlier.former,
    before: earlier.model,
  });
  const policy = parsePolicy(rules.policy, model, snapshot, rules.operations);
  const reports = namedReports(snapshot.reports?.entries ?? [], model);
  const declared = declareFiles(files.now, model, files.before);
  const undeclared = checkOperations(policy.operations, signaturesOf(declared.model));
  const hasSubscriptions = rules.changes?.enabled === true;
  return Object.freeze({
    schema: buildSchema(model, declared.model, policy.operations, reports, hasSubscriptions),
    hasSubscriptions,
    model,
    policy,
    declared,
    undeclared,
    reports,
    missing: snapshot.missing,
    pending: snapshot.pending,
  });
}

/** Changes with all that the schema is built of, the release of the gateway included. */
export function schemaVersionOf(versioned: VersionedParts): string {
  const known = versions.get(versioned);
  if (known !== undefined) return known;
  const { model, policy, declared, hasSubscriptions } = versioned;
  const parts = [RELEASE, model.version, policy.version, declared.model.version, hasSubscriptions];
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
  const version = hash.slice(0, 22);
  versions.set(versioned, version);
  return version;
}

/** Every answer names its own. */
const versions = new WeakMap<VersionedParts, string>();

interface VersionedParts {
  readonly model: Pick<OrgModel, 'version'>;
  readonly policy: Pick<Policy, 'version'>;
  readonly declared: { readonly model: { readonly version: string } };
  readonly hasSubscriptions: boolean;
}

const NO_FILES: DeclaredFiles = { now: [], before: [] };
const NO_LOOK: EarlierLook = { former: [], model: null };

function signaturesOf({ queries, sdl }: DeclaredModel): readonly OperationSignature[] {
  const written = sdl.flatMap((file) => [...file.calls, ...file.queries.map(({ query }) => query)]);
  return [...queries, ...written].map(signatureOf);
}

/** What is a single text can be pinned to a viewer's property. */
function signatureOf({ name, arguments: args }: DeclaredQuery | DeclaredCall): OperationSignature {
  const pinnable = args.filter(
    ({ type, isList }) => !isList && (type === 'ID' || type === 'String'),
  );
  return { name, pinnable: pinnable.map((argument) => argument.name) };
}

/** The objects a policy speaks about, without judging the policy. */
export function objectsOfPolicy(policySource: unknown): readonly string[] {
  return typeof policySource === 'object' && policySource !== null ? Object.keys(policySource) : [];
}
