/** `/tooling/runTestsSynchronous` and `/runTestsAsynchronous`: runs Apex tests and keeps what came of them. Source: Tooling API guide. */
import { apexClasses } from '../apex/apex-classes.ts';
import type { ApexClass } from '../apex/apex-class.ts';
import { annotationOf, sameApexName } from '../apex/source/declarations.ts';
import { runTests, testMethodsOf } from '../apex/test-methods.ts';
import type { TestOutcome } from '../apex/test-methods.ts';
import { TEST_RESULT_CHANNEL } from '../events/channels.ts';
import { SalesforceError } from '../errors.ts';
import { content, isObject, jsonObject, ok } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import type { DataCall } from '../platform.ts';
import type { ClassCoverage } from '../apex/code-coverage.ts';
import { coverageOfRun, recordCoverage } from './coverage-rows.ts';
import { tellOnSystemTopic } from './system-topics.ts';
import { recordTestRun } from './test-run-rows.ts';

/** Source: Tooling API guide; recorded shape: the Salesforce CLI's test fixtures. */
export function runTestsSynchronous(call: DataCall): ApiResponse {
  const wanted = readWanted(call);
  if (new Set(wanted.map(({ apexClass }) => apexClass.id)).size > 1) {
    throw badRequest('INVALID_INPUT', 'Can only run tests from one class at a time synchronously');
  }
  const outcomes = wanted.flatMap((one) => runWanted(call, one));
  const { org } = call.platform;
  const isCovering = wantsCoverage(call);
  if (isCovering) recordCoverage(org, outcomes);
  const failed = outcomes.filter(({ failure }) => failure !== null);
  return ok({
    apexLogId: null,
    codeCoverage: isCovering ? coverageOfRun(org, outcomes).map(coverageResult) : [],
    codeCoverageWarnings: [],
    failures: failed.map((outcome) => ({ ...resultOf(outcome), ...outcome.failure })),
    flowCoverage: [],
    flowCoverageWarnings: [],
    numFailures: failed.length,
    numTestsRun: outcomes.length,
    successes: outcomes.filter(({ failure }) => failure === null).map(resultOf),
    totalTime: outcomes.reduce((sum, { time }) => sum + time, 0),
  });
}

/**
 * The run is over when its id is answered: the org has no queue that others could fill.
 * Recorded: the id is the whole body, a JSON string of 15 characters.
 */
export function runTestsAsynchronous(call: DataCall): ApiResponse {
  const wanted = readWanted(call);
  const results = wanted.map((one) => ({
    apexClass: one.apexClass,
    outcomes: runWanted(call, one),
  }));
  const job = recordTestRun(call, results);
  if (wantsCoverage(call)) {
    recordCoverage(
      call.platform.org,
      results.flatMap(({ outcomes }) => outcomes),
    );
  }
  tellOnSystemTopic(call.platform, TEST_RESULT_CHANNEL, job);
  return content(200, 'application/json;charset=UTF-8', JSON.stringify(job.slice(0, 15)));
}

const wantsCoverage = ({ request }: DataCall): boolean =>
  jsonObject(request.body)['skipCodeCoverage'] !== true;

/** Source: Tooling API guide, "CodeCoverageResult". */
const coverageResult = ({ apexClass, coveredLines, uncoveredLines }: ClassCoverage) => ({
  dmlInfo: [],
  id: apexClass.id,
  locationsNotCovered: uncoveredLines.map((line) => ({
    column: 0,
    line,
    numExecutions: 0,
    time: -1,
  })),
  methodInfo: [],
  name: apexClass.name,
  namespace: apexClass.namespace,
  numLocations: coveredLines.length + uncoveredLines.length,
  numLocationsNotCovered: uncoveredLines.length,
  soqlInfo: [],
  soslInfo: [],
  type: 'Class',
});

const resultOf = ({ apexClass, method, time }: TestOutcome) => ({
  id: apexClass.id,
  methodName: method.name,
  name: apexClass.name,
  namespace: apexClass.namespace,
  packageName: apexClass.name,
  seeAllData: annotationOf(method, 'IsTest')?.values.get('seealldata')?.toLowerCase() === 'true',
  time,
  type: 'Class',
});

interface WantedTests {
  readonly apexClass: ApexClass;
  /** undefined: all of the class. */
  readonly methods: readonly string[] | undefined;
}

function runWanted(
  { platform, session }: DataCall,
  { apexClass, methods }: WantedTests,
): readonly TestOutcome[] {
  return runTests({ org: platform.org, session }, platform.apexImplementations, apexClass, methods);
}

/** By `tests`, `classNames`, `classids`, `suiteids` or `suiteNames`, or by a level that means them all. */
function readWanted(call: DataCall): readonly WantedTests[] {
  const body = jsonObject(call.request.body);
  const classes = apexClasses(call.platform.org);
  const wanted = [
    ...listOf(body['tests']).map((entry) => byEntry(classes, entry)),
    ...namesOf(body['classNames']).map((name) => whole(findByName(classes, name))),
    ...namesOf(body['classids']).map((id) => whole(findById(classes, id))),
    ...classesOfSuites(call, body).map((id) => whole(findById(classes, id))),
  ];
  if (wanted.length > 0) return wanted;
  if (!/^Run(AllTestsInOrg|LocalTests)$/i.test(textOf(body['testLevel']))) {
    throw badRequest('INVALID_INPUT', 'No tests to run');
  }
  const isLocal = /^RunLocalTests$/i.test(textOf(body['testLevel']));
  return classes
    .filter((one) => testMethodsOf(one).length > 0 && !(isLocal && one.namespace !== null))
    .map(whole);
}

const whole = (apexClass: ApexClass): WantedTests => ({ apexClass, methods: undefined });

function byEntry(classes: readonly ApexClass[], entry: unknown): WantedTests {
  const test = isObject(entry) ? entry : {};
  const methods = namesOf(test['testMethods']);
  const id = textOf(test['classId']);
  const apexClass =
    id === '' ? findByName(classes, textOf(test['className'])) : findById(classes, id);
  return { apexClass, methods: methods.length === 0 ? undefined : methods };
}

function findById(classes: readonly ApexClass[], id: string): ApexClass {
  const found = classes.find((one) => one.id === id || one.id.slice(0, 15) === id);
  if (found === undefined) throw noSuchClass(id);
  return found;
}

/** @param name with its namespace before a dot, where it has one. */
function findByName(classes: readonly ApexClass[], name: string): ApexClass {
  const found = classes.find((one) =>
    sameApexName(one.namespace === null ? one.name : `${one.namespace}.${one.name}`, name),
  );
  if (found === undefined) throw noSuchClass(name);
  return found;
}

const noSuchClass = (name: string): SalesforceError =>
  badRequest(
    'INVALID_INPUT',
    `This class name's value is invalid: ${name}. Provide the name of an Apex class that has test methods.`,
  );

const badRequest = (code: string, message: string): SalesforceError =>
  new SalesforceError(400, code, message);

function classesOfSuites({ platform }: DataCall, body: Readonly<Record<string, unknown>>) {
  const ids = namesOf(body['suiteids']);
  const names = namesOf(body['suiteNames']);
  if (ids.length + names.length === 0) return [];
  const rows = platform.org.db
    .prepare(
      `SELECT s."Id" AS suite, s."TestSuiteName" AS name, m."ApexClassId" AS classId
         FROM "ApexTestSuite" s JOIN "TestSuiteMembership" m ON m."ApexTestSuiteId" = s."Id"`,
    )
    .all() as { suite: string; name: string; classId: string }[];
  return rows
    .filter(({ suite, name }) => ids.includes(suite) || names.includes(name))
    .map(({ classId }) => classId);
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A list, or names with commas between them. */
const namesOf = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value.map(String) : textOf(value).split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '');
