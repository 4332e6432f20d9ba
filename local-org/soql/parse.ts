/** Parses SOQL with Salesforce's own grammar and turns its tree into ours. */
import type { ANTLRErrorListener, Token } from 'antlr4ts';
import { SalesforceError } from '../errors.ts';
import {
  CommonTokenStream,
  LowerCasingCharStream,
  ParserHelper,
  SoqlLexer,
  SoqlParser,
} from './grammar.ts';
import {
  illegalCharacter,
  LONGEST_STATEMENT,
  statementTooLong,
  unexpectedToken,
} from './parse-errors.ts';
import type { QueryNode } from './syntax.ts';
import { toQueryNode } from './tree-to-syntax.ts';

/** Gates grammar that came with a release; TYPEOF and FIELDS() need a recent one. */
const GRAMMAR_VERSION = 62;

/** Throws MALFORMED_QUERY with Salesforce's text for a statement outside the language. */
export function parseSoql(statement: string): QueryNode {
  if (statement.length > LONGEST_STATEMENT) throw statementTooLong();
  try {
    return parse(statement);
  } catch (error) {
    if (error instanceof RangeError) throw tooComplicated();
    throw error;
  }
}

export const tooComplicated = (): SalesforceError =>
  new SalesforceError(
    400,
    'QUERY_TOO_COMPLICATED',
    'Query is either selecting too many fields or the filter conditions are too complicated.',
  );

function parse(statement: string): QueryNode {
  const lexer = new SoqlLexer(new LowerCasingCharStream(statement));
  lexer.removeErrorListeners();
  lexer.addErrorListener(lexerErrors(statement));
  const tokens = new CommonTokenStream(lexer);
  const parser = new SoqlParser(tokens);
  parser.helper = new ParserHelper(false, GRAMMAR_VERSION, true);
  parser.removeErrorListeners();
  parser.addErrorListener(parserErrors(statement));
  return toQueryNode(parser.soqlQuery().soqlInnerQuery());
}

function lexerErrors(statement: string): ANTLRErrorListener<number> {
  return {
    syntaxError: (_recognizer, _symbol, line, column) => {
      const text = statement.split('\n')[line - 1]?.charAt(column) ?? '';
      throw illegalCharacter(line, column, text);
    },
  };
}

function parserErrors(statement: string): ANTLRErrorListener<Token> {
  return {
    syntaxError: (_recognizer, token, line, column) => {
      throw unexpectedToken(statement, { text: token?.text ?? '<EOF>', line, column });
    },
  };
}
