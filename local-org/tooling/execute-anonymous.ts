/** executeAnonymous: compiles the block, runs it as one transaction, and tells what came of it. */
import type { Session } from '../data/session.ts';
import { inTransaction } from '../data/transactions.ts';
import { runAnonymousBlock } from '../apex/interpreter/interpret.ts';
import { ThrownApex } from '../apex/interpreter/run.ts';
import { ApexCompileError, parseAnonymousApex } from '../apex/source/parse-apex.ts';
import type { LocalOrg } from '../local-org.ts';

/** The Tooling API's ExecuteAnonymousResult. */
export interface AnonymousResult {
  readonly column: number;
  readonly compileProblem: string | null;
  readonly compiled: boolean;
  readonly exceptionMessage: string | null;
  readonly exceptionStackTrace: string | null;
  readonly line: number;
  readonly success: boolean;
  readonly [key: string]: string | number | boolean | null;
}

export interface AnonymousRun {
  /** The debug log; empty where the block did not compile. */
  readonly log: string;
  readonly result: AnonymousResult;
}

const DONE: AnonymousResult = {
  column: -1,
  compileProblem: null,
  compiled: true,
  exceptionMessage: null,
  exceptionStackTrace: null,
  line: -1,
  success: true,
};

/** What the block wrote is kept only where it ran to its end. */
export function executeAnonymous(org: LocalOrg, session: Session, source: string): AnonymousRun {
  const lines = [`${session.apiVersion} APEX_CODE,DEBUG;APEX_PROFILING,INFO`];
  const note = (event: string) => {
    lines.push(`${org.clock.now().toISOString().slice(11, 21)} (0)|${event}`);
  };
  for (const line of source.trimEnd().split('\n')) lines.push(`Execute Anonymous: ${line}`);
  const end = (result: AnonymousResult): AnonymousRun => {
    note('CODE_UNIT_FINISHED|execute_anonymous_apex');
    note('EXECUTION_FINISHED');
    return { log: `${lines.join('\n')}\n`, result };
  };
  try {
    const tree = parseAnonymousApex(source).anonymousBlock();
    note('EXECUTION_STARTED');
    note('CODE_UNIT_STARTED|[EXTERNAL]|execute_anonymous_apex');
    inTransaction(org, () => {
      runAnonymousBlock(org, session, tree, note);
    });
    return end(DONE);
  } catch (error) {
    if (error instanceof ApexCompileError) return { log: '', result: notCompiled(error) };
    if (!(error instanceof ThrownApex)) throw error;
    const result = failed(error);
    note(`FATAL_ERROR|${result.exceptionMessage ?? ''}\n\n${result.exceptionStackTrace ?? ''}`);
    return end(result);
  }
}

const notCompiled = ({ location, message }: ApexCompileError): AnonymousResult => ({
  ...DONE,
  compiled: false,
  success: false,
  compileProblem: message,
  line: location.line,
  column: location.column,
});

function failed({ type, message, places }: ThrownApex): AnonymousResult {
  const exceptionStackTrace = places.join('\n');
  const line = Number(/line (\d+)/.exec(exceptionStackTrace)?.[1] ?? 1);
  const exceptionMessage = `${type}: ${message}`;
  return { ...DONE, success: false, line, column: 1, exceptionMessage, exceptionStackTrace };
}
