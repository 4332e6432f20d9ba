/** Turns names and FROM lists of the grammar's tree into our nodes. */
import type * as g from '@salesforce/soql-common/lib/soql-parser/generated/SoqlParser.js';
import type { ParserRuleContext } from 'antlr4ts';
import { malformedQuery, type SourcePosition } from '../errors.ts';
import type { FromNode, NameNode } from './syntax.ts';

export const positionOf = (context: ParserRuleContext): SourcePosition => ({
  row: context.start.line,
  column: context.start.charPositionInLine + 1,
});

export function toNameNode(context: ParserRuleContext): NameNode {
  const text = context.text;
  const path = text.split('.');
  // The grammar lets a name end in its dot.
  if (path.includes('')) throw malformedQuery(`unexpected token: '${text}'`);
  return { text, path, at: positionOf(context) };
}

export function toFromNodes(context: g.SoqlFromClauseContext): FromNode[] {
  return context
    .soqlFromExprs()
    .soqlFromExpr()
    .map((from) => {
      const [name, alias] = from.soqlIdentifier();
      if (!name) throw new Error(`FROM without a name: ${from.text}`);
      return { name: toNameNode(name), alias: alias && toNameNode(alias) };
    });
}
