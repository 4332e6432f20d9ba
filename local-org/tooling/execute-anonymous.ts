/** executeAnonymous: compiles the block and runs the few kinds of statement that the local org can. */
import type { StatementContext } from '@apexdevtools/apex-parser';
import type { Session } from '../data/session.ts';
import type { LocalOrg } from '../local-org.ts';
import { ApexCompileError, parseAnonymousApex } from '../apex/source/parse-apex.ts';

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

const DONE: AnonymousResult = {
  column: -1,
  compileProblem: null,
  compiled: true,
  exceptionMessage: null,
  exceptionStackTrace: null,
  line: -1,
  success: true,
};

/** Statements beyond `System.debug` of a literal end in an Apex exception that says so. */
export function executeAnonymous(
  org: LocalOrg,
  session: Session,
  source: string,
): { readonly log: string; readonly result: AnonymousResult } {
  const lines = [`${session.apiVersion} APEX_CODE,DEBUG;APEX_PROFILING,INFO`];
  const time = org.clock.now().toISOString().slice(11, 21);
  const note = (event: string) => lines.push(`${time} (0)|${event}`);
  for (const line of source.split('\n')) lines.push(`Execute Anonymous: ${line}`);
  try {
    const members = parseAnonymousApex(source).anonymousBlock().anonymousBlockMember_list();
    note('EXECUTION_STARTED');
    for (const member of members) {
      const statement = member.statement() as StatementContext | null;
      const { line } = member.start;
      const text = debugText(statement?.getText() ?? '');
      if (text === null) return { log: lines.join('\n'), result: notRun(line) };
      note(`USER_DEBUG|[${line}]|DEBUG|${text}`);
    }
    note('EXECUTION_FINISHED');
    return { log: `${lines.join('\n')}\n`, result: DONE };
  } catch (error) {
    if (!(error instanceof ApexCompileError)) throw error;
    const { line, column } = error.location;
    const failed = { compiled: false, success: false, compileProblem: error.message };
    return { log: '', result: { ...DONE, ...failed, line, column } };
  }
}

/** Of `System.debug('text');` or `System.debug(LoggingLevel.X, 17);`, without the spaces that the tree leaves out. */
function debugText(statement: string): string | null {
  const literal =
    /^System\.debug\((?:LoggingLevel\.\w+,)?(?:'((?:[^'\\]|\\.)*)'|([\d.]+|true|false|null))\);$/i;
  const match = literal.exec(statement);
  if (match === null) return null;
  return match[1]?.replace(/\\(.)/g, '$1') ?? match[2] ?? '';
}

const notRun = (line: number): AnonymousResult => ({
  ...DONE,
  success: false,
  line,
  column: 1,
  exceptionMessage:
    'System.UnexpectedException: the local org runs no statement but System.debug of a literal',
  exceptionStackTrace: `AnonymousBlock: line ${line}, column 1`,
});
