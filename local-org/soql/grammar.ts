/** Salesforce's own SOQL grammar, as CommonJS modules whose names Node cannot see. */
import antlr from 'antlr4ts';
import helperModule from '@salesforce/soql-common/lib/soql-parser/parserHelper.js';
import lexerModule from '@salesforce/soql-common/lib/soql-parser/generated/SoqlLexer.js';
import parserModule from '@salesforce/soql-common/lib/soql-parser/generated/SoqlParser.js';
import streamModule from '@salesforce/soql-common/lib/soql-parser/soql-parser.js';

/** The parse tree classes, for `instanceof`. */
export const trees = parserModule;
export const { SoqlParser } = parserModule;
export const { SoqlLexer } = lexerModule;
export const { ParserHelper } = helperModule;
export const { LowerCasingCharStream } = streamModule;
export const { CommonTokenStream } = antlr;
