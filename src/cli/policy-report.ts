/** What the policy lets a viewer have of an operation, and by which line of skybridge.yaml: as text for a terminal. */

import path from 'node:path';
import type { LineOf } from '../common/config/yaml-lines.ts';
import type { MutationStep } from '../plan/mutation-plan.ts';
import type { AccessDecision } from '../plan/plan-context.ts';
import type { RootPlan } from '../plan/plan.ts';
import { accessTo } from '../policy/object-access.ts';
import type { Policy, RowAccess } from '../policy/policy.ts';
import type { Viewer } from '../policy/viewer.ts';
import type { Explanation } from '../resolvers/explain-operation.ts';
import { conditionText } from '../soql/compile.ts';

export interface PolicyReportRequest {
  readonly viewer: Viewer;
  readonly policy: Policy;
  /** The `policy:` section as it is written. */
  readonly source: unknown;
  readonly file: string;
  readonly lineOf: LineOf;
  readonly explanation: Explanation;
}

export function policyReport(request: PolicyReportRequest): string {
  const { viewer, explanation } = request;
  const objects = [...new Set(explanation.decisions.map((decision) => decision.object))];
  return [
    `Viewer: ${describeViewer(viewer)}`,
    '',
    ...objects.flatMap((object) => [...objectLines(request, object), '']),
    ...section('Statements', explanation.soql),
    ...section('Errors in the answer', errorLines(explanation)),
  ].join('\n');
}

// Private:

function describeViewer({ role, site, subject, contactId }: Viewer): string {
  return [
    role,
    site === null ? null : `of the site ${site}`,
    subject === null ? null : `person ${subject}`,
    contactId === null ? 'not bound to a Contact' : `Contact ${contactId}`,
  ]
    .filter((part) => part !== null)
    .join(', ');
}

function objectLines(request: PolicyReportRequest, object: string): readonly string[] {
  const { viewer, policy, explanation } = request;
  const access = accessTo(policy, viewer, object);
  const rule = ruleOf(request, object);
  if (access === null || rule === null) {
    return [`${object}: denied. ${whyNoRule(request, object)}`];
  }
  const decisions = explanation.decisions.filter(
    (decision) => decision.object === object && decision.field !== null,
  );
  return [
    `${object}: allowed by ${rule.place}${at(request, rule.place)}`,
    `  rows: ${String(rule.rows)}${at(request, `${rule.place}.rows`)} ${boundRows(access.rows, rule.rows)}`,
    ...distinct(decisions).map((decision) => fieldLine(request, rule, decision)),
  ];
}

function boundRows(rows: RowAccess, written: unknown): string {
  switch (rows.kind) {
    case 'all':
      return '-> every row';
    case 'none':
      return '-> no row: the viewer lacks a value that the condition names';
    case 'where': {
      const text = conditionText(rows.condition);
      return text === written ? '' : `-> ${text}`;
    }
  }
}

function fieldLine(
  request: PolicyReportRequest,
  rule: WrittenRule,
  { field, use, isAllowed }: AccessDecision,
): string {
  const why = at(request, `${rule.place}.fields`);
  const list = rule.fields === 'ALL' ? 'fields: ALL' : isAllowed ? 'in fields' : 'not in fields';
  const reason = field === 'Id' ? 'always readable' : `${list}${why}`;
  return `  ${isAllowed ? 'allowed' : 'DENIED '} ${use} ${field ?? ''}: ${reason}`;
}

interface WrittenRule {
  /** Such as `policy.Contact.user`. */
  readonly place: string;
  readonly rows: unknown;
  readonly fields: unknown;
}

/** The rule as it is written; object names there may differ in case from the org's. */
function ruleOf({ source, viewer }: PolicyReportRequest, object: string): WrittenRule | null {
  const [name, roles] = entryOf(source, object) ?? [];
  const rule = roles === undefined ? null : membersOf(roles).get(viewer.role);
  if (name === undefined || rule === undefined || rule === null) return null;
  const parts = membersOf(rule);
  return {
    place: `policy.${name}.${viewer.role}`,
    rows: parts.get('rows'),
    fields: parts.get('fields'),
  };
}

function whyNoRule(request: PolicyReportRequest, object: string): string {
  const [name] = entryOf(request.source, object) ?? [];
  if (name === undefined) return `The policy does not name ${object}${at(request, 'policy')}.`;
  return `policy.${name} has no rule for ${request.viewer.role}${at(request, `policy.${name}`)}.`;
}

function entryOf(source: unknown, object: string): readonly [string, unknown] | undefined {
  const lower = object.toLowerCase();
  return [...membersOf(source)].find(([name]) => name.toLowerCase() === lower);
}

function membersOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
}

function at({ file, lineOf }: PolicyReportRequest, place: string): string {
  const line = lineOf(place);
  return line === null ? '' : ` (${path.basename(file)}:${line})`;
}

function distinct(decisions: readonly AccessDecision[]): readonly AccessDecision[] {
  return [...new Map(decisions.map((one) => [`${one.use} ${one.field ?? ''}`, one])).values()];
}

function errorLines({ plan }: Explanation): readonly string[] {
  return [
    ...('steps' in plan ? plan.steps.flatMap(stepRefusal) : plan.roots.flatMap(refusalLine)),
    ...plan.errors.map(({ path: at, code, message }) => `${at.join('.')}: ${code}: ${message}`),
  ];
}

function stepRefusal(step: MutationStep): readonly string[] {
  if (step.kind !== 'refused') return [];
  const { code, message, hint } = step.error;
  return [`${step.roots[step.at]?.key ?? ''}: ${code}: ${message} ${hint}`];
}

function refusalLine(root: RootPlan): readonly string[] {
  if (root.kind !== 'refused') return [];
  const { code, message, hint } = root.error;
  return [`${root.key}: ${code}: ${message} ${hint}`];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return [`${title}:`, ...(lines.length === 0 ? ['none'] : lines).map((line) => `  ${line}`), ''];
}
