/** A process in the place of an org with very many objects: describes, and rows of one object, from memory. */

import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const [objectCount = '1300', fieldCount = '60'] = process.argv.slice(2);
const COUNT = Number(objectCount);
const FIELDS = Number(fieldCount);
const TYPES = ['string', 'double', 'picklist', 'date', 'boolean', 'currency', 'email', 'datetime'];
/** References of each object, to the objects after it. */
const REFERENCES = 4;

const names = Array.from({ length: COUNT }, (_unused, index) => nameOf(index));
/** Calls of each kind, and what was changed since the start, by object. */
const calls = { describe: 0, query: 0, list: 0 };
const changes = new Map<string, { at: number; fields: number }>();
let url = '';

function nameOf(index: number): string {
  return `Thing_${String(index).padStart(4, '0')}__c`;
}

function fieldOf(name: string, type: string, more: Readonly<Record<string, unknown>> = {}) {
  const label = name.replace(/__c$/, '').replaceAll('_', ' ');
  const isPlain = type !== 'reference' && type !== 'id';
  return {
    name,
    type,
    label,
    inlineHelpText: null,
    length: type === 'string' ? 255 : 0,
    custom: name.endsWith('__c'),
    nillable: true,
    filterable: true,
    sortable: true,
    groupable: type === 'string' || type === 'picklist',
    aggregatable: isPlain,
    createable: true,
    updateable: true,
    picklistValues: type === 'picklist' ? ['New', 'Open', 'Held', 'Done'].map(entryOf) : [],
    referenceTo: [],
    relationshipName: null,
    ...more,
  };
}

function entryOf(value: string) {
  return { value, label: value, active: true, defaultValue: false, validFor: null };
}

function describe(name: string): Record<string, unknown> {
  const index = names.indexOf(name);
  const others = Array.from({ length: REFERENCES }, (_unused, n) => (index + n + 1) % COUNT);
  const parents = others.map((other, n) =>
    fieldOf(`Ref_${n}__c`, 'reference', {
      referenceTo: [nameOf(other)],
      relationshipName: `Ref_${n}__r`,
    }),
  );
  const plain = FIELDS - parents.length - 2 + (changes.get(name)?.fields ?? 0);
  return {
    name,
    label: name.replace(/__c$/, ''),
    labelPlural: `${name.replace(/__c$/, '')} list`,
    keyPrefix: `a${index.toString(36).padStart(2, '0').slice(-2)}`,
    custom: true,
    queryable: true,
    searchable: true,
    createable: true,
    updateable: true,
    deletable: true,
    fields: [
      fieldOf('Id', 'id'),
      fieldOf('Name', 'string', { nameField: true }),
      ...parents,
      ...Array.from({ length: plain }, (_unused, n) =>
        fieldOf(`Field_${n}__c`, TYPES[n % TYPES.length] ?? 'string'),
      ),
    ],
    childRelationships: others.map((_unused, n) => ({
      childSObject: nameOf((index - n - 1 + COUNT) % COUNT),
      field: `Ref_${n}__c`,
      relationshipName: `Children_${n}__r`,
    })),
  };
}

interface Part {
  readonly url: string;
  readonly referenceId: string;
  readonly httpHeaders?: Readonly<Record<string, string>>;
}

function answerPart({ url: path, referenceId, httpHeaders }: Part) {
  const name = /sobjects\/(\w+)\/describe$/.exec(path)?.[1] ?? '';
  const since = Date.parse(httpHeaders?.['If-Modified-Since'] ?? '');
  const changedAt = changes.get(name)?.at ?? 0;
  const isUnchanged = !Number.isNaN(since) && changedAt < since;
  return {
    referenceId,
    httpHeaders: {},
    httpStatusCode: isUnchanged ? 304 : 200,
    body: isUnchanged ? null : describe(name),
  };
}

function answerTo(method: string, path: string, body: string): unknown {
  if (path === '/services/oauth2/token') {
    const id = `${url}/id/00DLO00000000012AA/005LO0000000001AAA`;
    return { access_token: '00DLO0!bench', instance_url: url, id, token_type: 'Bearer' };
  }
  if (path === '/services/data/') return { versions: [] };
  if (path === '/__calls') return calls;
  if (path === '/__change' && method === 'POST') {
    const name = nameOf(0);
    changes.set(name, { at: Date.now() + 60_000, fields: (changes.get(name)?.fields ?? 0) + 1 });
    return { changed: name };
  }
  if (path.endsWith('/sobjects')) {
    calls.list += 1;
    return { sobjects: names.map((name) => ({ name, queryable: true })) };
  }
  if (path.endsWith('/composite')) {
    calls.describe += 1;
    const { compositeRequest } = JSON.parse(body) as { compositeRequest: readonly Part[] };
    return { compositeResponse: compositeRequest.map(answerPart) };
  }
  if (path.endsWith('/query')) {
    calls.query += 1;
    const records = Array.from({ length: 20 }, (_unused, index) => ({
      attributes: { type: nameOf(0), url: `/x/${index}` },
      Id: `a00LO${String(index).padStart(10, '0')}AAA`,
      Name: `Row ${index}`,
      Field_0__c: 'text',
    }));
    return { totalSize: records.length, done: true, records };
  }
  return [{ errorCode: 'NOT_FOUND', message: path }];
}

function receive(incoming: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('end', () => {
    const { pathname } = new URL(incoming.url ?? '/', 'http://stub');
    const answer = answerTo(incoming.method ?? 'GET', pathname, Buffer.concat(chunks).toString());
    response.writeHead(Array.isArray(answer) ? 404 : 200, {
      'content-type': 'application/json;charset=UTF-8',
      'sforce-limit-info': 'api-usage=1/15000',
    });
    response.end(JSON.stringify(answer));
  });
}

const server = createServer(receive);
server.listen(0, '127.0.0.1', () => {
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.send?.({ ready: url });
});
