/** The read graph against the local org, which judges every statement by Salesforce's rules: nothing planned may be refused. */

import { isInputObjectType } from 'graphql';
import type { FieldModel, ObjectModel } from '../../src/model/org-model.ts';
import { startLocalOrgGraph, type LocalOrgGraph } from '../support/local-org-graph.ts';

let graph: LocalOrgGraph;

beforeAll(async () => {
  graph = await startLocalOrgGraph();
});

afterAll(async () => {
  await graph.close();
});

/** Objects with rows that anything can be asked of. */
const OBJECTS = [
  ...['Account', 'Contact', 'Case', 'CaseComment', 'Opportunity', 'Lead', 'Task', 'User', 'Group'],
  ...['Product2', 'Campaign', 'Project__c', 'Milestone__c'],
];

function objectModel(name: string): ObjectModel {
  const object = graph.model.objects.get(name);
  if (object === undefined) throw new Error(`The local org has no ${name}.`);
  return object;
}

function selectionOf(field: FieldModel): string {
  const companions = [field.labelName, field.formattedName].filter((name) => name !== null);
  if (field.type === 'address') return `${field.graphqlName} { street city country latitude }`;
  if (field.type === 'location') return `${field.graphqlName} { latitude longitude }`;
  return [field.graphqlName, ...companions].join(' ');
}

async function answer(query: string): Promise<Record<string, unknown>> {
  const { data, errors } = await graph.run(query);
  if (errors) throw new Error(`${JSON.stringify(errors)}\n${graph.asked.join('\n')}`);
  return data as Record<string, unknown>;
}

describe.each(OBJECTS)('%s', (name) => {
  it('gives every field, parent and child list in one statement', async () => {
    const object = objectModel(name);
    const fields = [...object.fields.values()].map(selectionOf);
    const parents = [...object.parents.values()]
      .filter((parent) => !parent.polymorphic)
      .map((parent) => `${parent.graphqlName} { id }`);
    const children = [...object.children.values()]
      .slice(0, 20)
      .map((child) => `${child.graphqlName}(first: 1) { nodes { id } }`);
    await answer(
      `{ ${object.plural}(first: 2) { nodes { ${[...fields, ...parents, ...children].join(' ')} } } }`,
    );
    expect(graph.asked).toHaveLength(1);
  });

  it('sorts and pages by every order it offers', async () => {
    const object = objectModel(name);
    const type = graph.schema.getType(`${object.typeName}Order`);
    if (!isInputObjectType(type)) throw new Error('There is no order input.');
    const own = new Set([...object.fields.values()].map((field) => field.graphqlName));
    for (const order of Object.keys(type.getFields()).filter((one) => own.has(one))) {
      const list = (after: string) =>
        `${object.plural}(first: 2, orderBy: [{ ${order}: DESC_NULLS_LAST }]${after}) { nodes { id } pageInfo { endCursor } }`;
      const first = (await answer(`{ ${list('')} }`))[object.plural] as {
        nodes: { id: string }[];
        pageInfo: { endCursor: string | null };
      };
      const cursor = first.pageInfo.endCursor;
      if (cursor === null) continue;
      const next = (await answer(`{ ${list(`, after: "${cursor}"`)} }`))[object.plural] as {
        nodes: { id: string }[];
      };
      const seen = first.nodes.map((node) => node.id);
      expect(next.nodes.filter((node) => seen.includes(node.id))).toEqual([]);
    }
  });

  it('groups by every field it offers, with the figures it offers', async () => {
    const object = objectModel(name);
    const type = graph.schema.getType(`${object.typeName}GroupBy`);
    if (type === undefined || !('getValues' in type)) throw new Error('There is no GroupBy.');
    for (const { name: by } of type.getValues()) {
      await answer(
        `{ ${object.plural} { groupBy(by: [${by}], first: 3) { key { ${by} } count } } }`,
      );
    }
    const figures = graph.schema.getType(`${object.typeName}Aggregate`);
    if (figures === undefined || !('getInterfaces' in figures)) throw new Error('No aggregate.');
    for (const figure of ['sum', 'avg', 'min', 'max', 'countDistinct']) {
      const fields = graph.schema.getType(
        object.typeName + figure.charAt(0).toUpperCase() + figure.slice(1),
      );
      if (fields === undefined || !('getInterfaces' in fields)) continue;
      const names = Object.keys(fields.getFields()).slice(0, 20);
      await answer(`{ ${object.plural} { aggregate { ${figure} { ${names.join(' ')} } } } }`);
    }
  });
});

it('searches words over several objects in one statement', async () => {
  const [contact] = (
    (await answer('{ contacts(first: 1) { nodes { firstName lastName } } }'))['contacts'] as {
      nodes: { firstName: string; lastName: string }[];
    }
  ).nodes;
  const text = `${contact?.firstName ?? ''} ${contact?.lastName ?? ''}`;
  const data = await answer(
    `{ search(text: ${JSON.stringify(text)}) { nodes { __typename ... on Contact { name account { name } } ... on User { name } } } }`,
  );
  expect(graph.asked).toEqual([expect.stringMatching(/^FIND \{.*RETURNING .*Contact\(/)]);
  const { nodes } = data['search'] as { nodes: { __typename: string; name?: string }[] };
  expect(nodes).toContainEqual(expect.objectContaining({ __typename: 'Contact', name: text }));
});

it('reads what a search cannot bring by the ids that it found', async () => {
  const data = await answer(
    '{ search(text: "contact", in: [Contact, Case], first: 3) { nodes { ... on Case { subject owner { __typename } caseComments(first: 1) { nodes { id } } } } } }',
  );
  expect(data['search']).toHaveProperty('nodes');
  expect(graph.asked[0]).toMatch(/Case\(Id LIMIT 3\)/);
});

it.each(['x} OR {y', 'a"b c', "o'neil*", 'and jane', '@{r.Id}', '100%_', 'é日本語 ü'])(
  'takes %j for text to look for, and nothing else',
  async (text) => {
    const query = `query ($text: String!) { search(text: $text, in: [Contact]) { nodes { ... on Contact { name } } } }`;
    const { errors } = await graph.run(query, { text });
    expect(errors).toBeUndefined();
  },
);

it('filters addresses and geolocations by distance', async () => {
  for (const name of ['Account', 'Contact', 'Project__c']) {
    const object = objectModel(name);
    const places = [...object.fields.values()].filter(
      (field) => ['address', 'location'].includes(field.type) && field.filterable,
    );
    expect(places).not.toEqual([]);
    for (const { graphqlName } of places) {
      const near = '{ near: { latitude: 48.2, longitude: 16.4, within: 50, unit: MI } }';
      await answer(`{ ${object.plural}(where: { ${graphqlName}: ${near} }) { totalCount } }`);
      expect(graph.asked).toEqual([expect.stringMatching(/DISTANCE\(\w+, GEOLOCATION/)]);
    }
  }
});

it('pages through all 2,000 contacts by a picklist of the parent, each once', async () => {
  const ids: string[] = [];
  let after: string | null = null;
  for (;;) {
    const cursor: string = after === null ? '' : `, after: "${after}"`;
    const data = await answer(
      `{ contacts(first: 400, orderBy: [{ account: { industry: DESC } }, { department: ASC_NULLS_LAST }]${cursor}) { nodes { id } pageInfo { hasNextPage endCursor } } }`,
    );
    const page = data['contacts'] as {
      nodes: { id: string }[];
      pageInfo: { hasNextPage: boolean; endCursor: string };
    };
    ids.push(...page.nodes.map((node) => node.id));
    if (!page.pageInfo.hasNextPage) break;
    after = page.pageInfo.endCursor;
  }
  expect(ids).toHaveLength(2000);
  expect(new Set(ids).size).toBe(2000);
});
