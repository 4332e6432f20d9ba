import jsforce from 'jsforce';
import { openLocalOrg } from './local-org-client.ts';
import type { LocalOrgClient } from './local-org-client.ts';

/** documented(Tooling API guide: executeAnonymous, runTestsSynchronous, runTestsAsynchronous, ApexLog). */
let local: LocalOrgClient;
let tooling: jsforce.Connection['tooling'];

const TESTS = `@IsTest
private class OwnTest {
  @TestSetup
  static void fill() {
    insert new Account(Name = 'Of the setup');
  }
  @IsTest
  static void seesTheSetup() {
    Assert.areEqual(1, [SELECT COUNT() FROM Account WHERE Name = 'Of the setup']);
    delete [SELECT Id FROM Account WHERE Name = 'Of the setup'];
  }
  static testMethod void isAlone() {
    System.assertEquals(1, [SELECT COUNT() FROM Account WHERE Name = 'Of the setup']);
    System.assertEquals('a', 'b', 'letters');
  }
}`;

const BRANCHES = `public class Branches {
  public static String sizeOf(Integer count) {
    if (count > 10) {
      return name('large');
    }
    return name('small');
  }
  static String name(String size) {
    return size;
  }
}`;

const BRANCHES_TEST = `@IsTest
private class BranchesTest {
  @IsTest static void large() { System.assertEquals('large', Branches.sizeOf(11)); }
  @IsTest static void small() { System.assertEquals('small', Branches.sizeOf(1)); }
  @IsTest static void skipped() { Branches.sizeOf(1); }
}`;

beforeAll(async () => {
  local = await openLocalOrg({
    apexClasses: [TESTS, BRANCHES, BRANCHES_TEST].map((body) => ({ body, methods: {} })),
  });
  const accessToken = await local.signIn('admin@local.example');
  const options = { instanceUrl: local.url, accessToken, version: '62.0', logLevel: 'NONE' };
  tooling = new jsforce.Connection(options).tooling;
});

afterAll(async () => {
  await local.running.close();
});

const rowsOf = async (soql: string) => (await tooling.query(soql)).records;

describe('anonymous Apex', () => {
  it.each([
    ['arithmetic', 'System.assertEquals(3, 7 / 2); System.assertEquals(3.5, 7.0 / 2);'],
    ['text', "String s = 'a' + 1 + null; System.assertEquals('A1NULL', s.toUpperCase());"],
    [
      'loops',
      'Integer n = 0; for (Integer i = 0; i < 5; i++) { if (i == 2) continue; n += i; } System.assertEquals(8, n);',
    ],
    [
      'lists',
      "List<String> xs = new List<String>{'b', 'a'}; xs.sort(); System.assertEquals('a', xs[0]);",
    ],
    [
      'maps',
      "Map<String, Integer> m = new Map<String, Integer>{'a' => 1}; m.put('b', 2); System.assertEquals(2, m.size()); System.assertEquals(null, m.get('c'));",
    ],
    [
      'catch and finally',
      "String s = ''; try { Integer i = 1 / 0; } catch (MathException e) { s += e.getMessage(); } finally { s += '!'; } System.assertEquals('Divide by 0!', s);",
    ],
    [
      'methods of its own',
      'Integer twice(Integer n) { return n * 2; } System.assertEquals(8, twice(4));',
    ],
    [
      'rows',
      "Account a = new Account(Name = 'Anon'); insert a; a.Phone = '1'; update a; System.assertEquals('1', [SELECT Phone FROM Account WHERE Id = :a.Id].Phone); delete a;",
    ],
    [
      'rows of a list',
      'for (Account a : [SELECT Name FROM Account WHERE Name != null LIMIT 3]) System.debug(a.Name);',
    ],
    ['classes of the org', "JSforceTestLogic.makeAccount('By a class');"],
  ])('runs %s', async (_name, source) => {
    expect(await tooling.executeAnonymous(source)).toMatchObject({
      compiled: true,
      success: true,
      line: -1,
      exceptionMessage: null,
    });
  });

  it.each([
    ['System.debug(missing);', 1, 14, 'Variable does not exist: missing'],
    ['Integer i = 1;\nNoType t = null;', 2, 1, 'Invalid type: NoType'],
    [
      'nothing();',
      1,
      1,
      'Method does not exist or incorrect signature: void nothing() from the type anon',
    ],
    ['System.debug(1)', 1, 16, "Missing ';' at '<EOF>'"],
  ])('does not compile %j', async (source, line, column, compileProblem) => {
    expect(await tooling.executeAnonymous(source)).toMatchObject({
      compiled: false,
      success: false,
      line,
      column,
      compileProblem,
    });
  });

  it.each([
    ['Integer i;\ni++;', 2, 'System.NullPointerException: Attempt to de-reference a null object'],
    ['Integer i = 1 / 0;', 1, 'System.MathException: Divide by 0'],
    [
      'List<Integer> xs = new List<Integer>();\n\nxs.get(3);',
      3,
      'System.ListException: List index out of bounds: 3',
    ],
    ["throw new IllegalArgumentException('bad');", 1, 'System.IllegalArgumentException: bad'],
    ['while (true) { }', 1, 'System.LimitException: Apex CPU time limit exceeded'],
    [
      'switch on 1 { when 1 { } }',
      1,
      'System.UnexpectedException: the local org does not run the statement switch',
    ],
    [
      "JSforceTestLogic.removeByName('none');",
      16,
      'System.QueryException: List has no rows for assignment to SObject',
    ],
  ])('ends %j in an exception', async (source, line, exceptionMessage) => {
    expect(await tooling.executeAnonymous(source)).toMatchObject({
      compiled: true,
      success: false,
      line,
      exceptionMessage,
      exceptionStackTrace: expect.stringContaining('AnonymousBlock: line') as string,
    });
  });

  it('undoes everything where it fails', async () => {
    await tooling.executeAnonymous("insert new Account(Name = 'Undone'); Integer i = 1 / 0;");
    const found = await local.api('GET', "/query?q=SELECT+Id+FROM+Account+WHERE+Name='Undone'");
    expect(found.json).toMatchObject({ totalSize: 0 });
  });

  it('leaves a log whose text the Tooling API hands out', async () => {
    await tooling.executeAnonymous("System.debug(LoggingLevel.WARN, 'Heard ' + 1);");
    const [log] = await rowsOf(
      'SELECT Id, Status, LogLength, LogUser.Name FROM ApexLog ORDER BY Id DESC LIMIT 1',
    );
    expect(log).toMatchObject({ Status: 'Success', LogUser: { Name: 'Ada Admin' } });
    const text = await tooling.request<string>(
      `${tooling._baseUrl()}/sobjects/ApexLog/${log?.Id ?? ''}/Body`,
    );
    expect(text).toContain('USER_DEBUG|[1]|WARN|Heard 1');
    expect(text).toHaveLength(log?.['LogLength'] as number);
  });
});

it('takes a trace flag as the Salesforce CLI writes it', async () => {
  const level = await tooling.create('DebugLevel', {
    DeveloperName: 'SFDC_DevConsole',
    MasterLabel: 'SFDC_DevConsole',
    ApexCode: 'FINEST',
  });
  const [user] = await rowsOf("SELECT Id FROM User WHERE Username = 'admin@local.example'");
  const flag = await tooling.create('TraceFlag', {
    tracedentityid: user?.Id,
    logtype: 'DEVELOPER_LOG',
    debuglevelid: level.id,
    StartDate: Date.now(),
    ExpirationDate: new Date(Date.now() + 1_800_000).toUTCString(),
  });
  expect(flag).toMatchObject({ success: true });
  expect(
    await rowsOf('SELECT LogType, DebugLevel.ApexCode FROM TraceFlag WHERE LogType != null'),
  ).toMatchObject([{ LogType: 'DEVELOPER_LOG', DebugLevel: { ApexCode: 'FINEST' } }]);
});

describe('test runs', () => {
  it('answer at once with each method, and undo what it did', async () => {
    const result = await tooling.runTestsSynchronous({
      tests: [{ className: 'OwnTest' }],
      maxFailedTests: -1,
    });
    expect(result).toMatchObject({
      numTestsRun: 2,
      numFailures: 1,
      successes: [{ name: 'OwnTest', methodName: 'seesTheSetup' }],
      failures: [
        {
          methodName: 'isAlone',
          message: 'System.AssertException: Assertion Failed: letters: Expected: a, Actual: b',
          stackTrace: 'Class.OwnTest.isAlone: line 14, column 1',
        },
      ],
    });
    const left = await local.api(
      'GET',
      "/query?q=SELECT+Id+FROM+Account+WHERE+Name='Of+the+setup'",
    );
    expect(left.json).toMatchObject({ totalSize: 0 });
  });

  it('are kept as rows of their job', async () => {
    const job = await tooling.runTestsAsynchronous({ classNames: 'JSforceTestLogicTest' });
    const id = String(job);
    expect(
      await rowsOf(
        `SELECT Status, ClassesCompleted, MethodsEnqueued, MethodsFailed FROM ApexTestRunResult WHERE AsyncApexJobId = '${id}'`,
      ),
    ).toMatchObject([
      { Status: 'Failed', ClassesCompleted: 1, MethodsEnqueued: 3, MethodsFailed: 1 },
    ]);
    const [item] = await rowsOf(
      `SELECT Id, Status, ApexClass.Name FROM ApexTestQueueItem WHERE ParentJobId = '${id}'`,
    );
    expect(item).toMatchObject({
      Status: 'Completed',
      ApexClass: { Name: 'JSforceTestLogicTest' },
    });
    expect(
      await rowsOf(
        `SELECT MethodName, Outcome FROM ApexTestResult WHERE QueueItemId = '${item?.Id ?? ''}' ORDER BY Id`,
      ),
    ).toMatchObject([
      { MethodName: 'testSayHello', Outcome: 'Pass' },
      { MethodName: 'testCrud', Outcome: 'Pass' },
      { MethodName: 'testCrudWithError', Outcome: 'Fail' },
    ]);
  });

  it('tell which lines they reached: by method, by class and in all', async () => {
    const run = (methods: string[], more: object = {}) =>
      tooling.runTestsSynchronous({
        tests: [{ className: 'BranchesTest', testMethods: methods }],
        ...more,
      });
    expect(await run(['skipped'], { skipCodeCoverage: true })).toMatchObject({ codeCoverage: [] });
    expect(await run(['large'])).toMatchObject({
      codeCoverage: [{ name: 'Branches', numLocations: 4, numLocationsNotCovered: 1 }],
    });
    await run(['small']);
    const covered = (name: string) =>
      rowsOf(
        `SELECT TestMethodName, NumLinesCovered, Coverage FROM ApexCodeCoverage WHERE ApexTestClass.Name = 'BranchesTest' AND ApexClassOrTrigger.Name = '${name}'`,
      );
    expect(await covered('BranchesTest')).toEqual([]);
    expect(await covered('Branches')).toMatchObject([
      { TestMethodName: 'large', Coverage: { coveredLines: [3, 4, 9], uncoveredLines: [6] } },
      { TestMethodName: 'small', Coverage: { coveredLines: [3, 6, 9], uncoveredLines: [4] } },
    ]);
    const aggregate = `SELECT NumLinesCovered, NumLinesUncovered FROM ApexCodeCoverageAggregate WHERE ApexClassOrTrigger.Name = 'Branches'`;
    expect(await rowsOf(aggregate)).toMatchObject([{ NumLinesCovered: 4, NumLinesUncovered: 0 }]);
    const [{ PercentCovered } = { PercentCovered: 0 }] = await rowsOf(
      'SELECT PercentCovered FROM ApexOrgWideCoverage',
    );
    expect(PercentCovered).toBeGreaterThan(0);
    expect(PercentCovered).toBeLessThan(100);
  });

  it('refuse a class that is not there', async () => {
    await expect(tooling.runTestsAsynchronous({ classNames: 'NoSuchTest' })).rejects.toMatchObject({
      name: 'INVALID_INPUT',
    });
  });
});

it('completes names of classes and components', async () => {
  const apex = await tooling.completions('apex');
  expect(Object.keys(apex.publicDeclarations?.[''] ?? {})).toContain('StaffDirectory');
  const visualforce = await tooling.completions('visualforce');
  expect(visualforce.completions).toHaveProperty(['apex:page', 'attribs', 'controller']);
  await expect(tooling.completions('html' as never)).rejects.toThrow();
});
