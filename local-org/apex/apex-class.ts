/** An Apex class of the org: its source, and TypeScript in place of the bodies of its static methods. */
import type { JsonValue } from '../data/stored-values.ts';
import type { ApexTypeDeclaration } from './source/declarations.ts';

/** A value of Apex in JSON's terms: dates `2026-01-31`, datetimes ISO 8601, records with their `attributes`. */
export type ApexValue = JsonValue | undefined;

export type ApexArguments = Readonly<Record<string, JsonValue>>;

/** What a class file and its bodies are, before they are in an org. */
export interface ApexClassSource {
  /** The Apex text. Annotations, parameters and types in it decide how the class is called; `Body` shows it. */
  readonly body: string;
  readonly namespace?: string;
  /** API version of the class, such as `62.0`. */
  readonly apiVersion?: string;
  /** Profiles that may call it besides the administrator's and the API user's. */
  readonly profiles?: readonly string[];
  /** By method name as declared. A method of the source without a body here fails when called. */
  readonly methods: Readonly<Record<string, ApexMethodBody>>;
}

/** Runs in one transaction, undone when it throws. */
export type ApexMethodBody = (apex: ApexContext, args: ApexArguments) => ApexValue;

/** What `RestContext.request` holds. */
export interface RestRequest {
  readonly httpMethod: string;
  /** Below `/services/apexrest`, as the caller wrote it: `/Account/001…`. */
  readonly requestURI: string;
  /** The whole path with the mapping of the class: `/services/apexrest/Account/*`. */
  readonly resourcePath: string;
  /** The query string, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty where the method has parameters: they were read from it. */
  readonly requestBody: Buffer;
  readonly remoteAddress: string;
}

/** What `RestContext.response` holds; a method that returns nothing answers with it. */
export interface RestResponse {
  statusCode: number | null;
  responseBody: string | Buffer | null;
  readonly headers: Record<string, string>;
}

/** A record as a query gives it. */
export interface ApexRecord {
  readonly attributes: { readonly type: string; readonly url?: string };
  readonly [field: string]: unknown;
}

/** What the body of a method can do. Data is read and written in system mode; `with sharing` limits the rows. */
export interface ApexContext {
  readonly request: RestRequest;
  readonly response: RestResponse;
  /** The calling user. */
  readonly userId: string;
  /** The calling user's contact, for a portal user. */
  readonly contactId: string | null;
  /** Milliseconds of the org's clock. */
  now(): number;
  /** Every row; `:name` in the statement stands for a value of `binds`. Throws System.QueryException. */
  query(soql: string, binds?: SoqlBinds): readonly ApexRecord[];
  /** The one row of a query; throws System.QueryException where there is none, or more. */
  queryOne(soql: string, binds?: SoqlBinds): ApexRecord;
  /** @returns the new id; throws System.DmlException. */
  insert(objectName: string, fields: Readonly<Record<string, JsonValue>>): string;
  /** Throws System.DmlException. */
  update(objectName: string, id: string, fields: Readonly<Record<string, JsonValue>>): void;
  /** Throws System.DmlException. */
  delete(objectName: string, id: string): void;
}

export type SoqlBinds = Readonly<Record<string, SoqlBind | readonly SoqlBind[]>>;

/** Strings and ids are quoted; dates and datetimes come wrapped, so that they are not. */
export type SoqlBind = string | number | boolean | null | SoqlMoment;

export interface SoqlMoment {
  /** `2026-01-31` or `2026-01-31T09:00:00Z`. */
  readonly moment: string;
}

/** A class as the org holds it. */
export interface ApexClass {
  readonly id: string;
  readonly name: string;
  readonly namespace: string | null;
  readonly apiVersion: string;
  readonly body: string;
  readonly declaration: ApexTypeDeclaration;
}
