/** The gateway's schema inside WPGraphQL: the same answers, by one call. Needs WPGRAPHQL_DIR. */

import { cp } from 'node:fs/promises';
import path from 'node:path';

import { openSqliteStore } from '../../src/store/open-store.ts';
import { debugLog, HAS_WPGRAPHQL, startWordPressBesideGateway } from './wordpress-site.ts';
import type { AskOptions, WordPressBesideGateway } from './wordpress-site.ts';
import { namespaced, namespacedData } from './namespaced-operation.ts';
import { OPERATIONS } from './operations.ts';

// Matchers are of type any.
const SOME_TEXT: unknown = expect.any(String);
const SOMETHING: unknown = expect.anything();

const containing = (items: readonly unknown[]): unknown => expect.arrayContaining([...items]);

const describeWithWpgraphql = HAS_WPGRAPHQL ? describe : describe.skip;

interface Answer {
  readonly data: unknown;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions?: unknown;
  }[];
}

describeWithWpgraphql('the salesforce field of WPGraphQL', () => {
  let site: WordPressBesideGateway;
  beforeAll(async () => {
    site = await startWordPressBesideGateway((config) => ({
      ...config,
      // So that there is a union: a case is owned by a user or a group.
      objects: [...(config.objects as readonly string[]), 'Group'],
      policy: {
        ...(config.policy as Record<string, unknown>),
        Group: { staff: { rows: 'ALL', fields: 'ALL' } },
      },
    }));
    // The first request pulls the schema.
    await site.ask('{ salesforce { org { name } } }');
  }, 120_000);
  afterAll(() => site.close());

  const answersOfGateway = () =>
    site.running.logLines.filter((line) => line.includes('"msg":"answered"')).length;
  const ask = async (query: string, options?: AskOptions) => {
    const before = answersOfGateway();
    const answer = (await site.ask(query, options)).body as Answer;
    return { answer, calls: answersOfGateway() - before };
  };
  const askGateway = async (query: string): Promise<unknown> =>
    (await site.running.ask(query)).body;
  const bind = async (subject: number, contactId: string) => {
    const store = openSqliteStore(site.storeFile);
    const boundAt = new Date().toISOString();
    const binding = { site: 'wordpress', subject: String(subject), contactId, boundAt };
    await store.bindings.save({ ...binding, boundBy: 'test' });
    await store.close();
  };
  const errorsOf = ({ errors = [] }: Answer) =>
    errors.map(({ message, path, extensions }) => ({ message, path, extensions }));

  it('has enough operations to compare', () => {
    expect(Object.keys(OPERATIONS).length).toBeGreaterThanOrEqual(30);
  });

  it.each(Object.entries(OPERATIONS))('answers as the gateway does: %s', async (_name, one) => {
    const { query, variables, as, typenameKeys } = one;
    const gateway =
      as === 'visitor'
        ? await site.running.askAsSite(query, variables)
        : await site.running.ask(query, variables);
    const expected = gateway.body as Answer;
    const { answer, calls } = await ask(namespaced(query), {
      variables,
      ...(as === 'visitor' ? {} : { as: 'admin' as const }),
    });
    expect(calls).toBe(1);
    const data = expected.data ?? null;
    expect(answer.data).toEqual(
      data === null ? { salesforce: null } : namespacedData(data, typenameKeys),
    );
    expect(errorsOf(answer)).toEqual(
      errorsOf(expected).map((error) => ({
        ...error,
        path: ['salesforce', ...(error.path ?? [])],
      })),
    );
  });

  it('sends several namespaces of an operation together, and keeps their keys apart', async () => {
    const { answer, calls } = await ask(
      `query Two($n: Int!, $yes: Boolean!) {
        a: salesforce { contacts(first: $n) { nodes { name } } ...Root }
        generalSettings { title }
        b: salesforce { contacts(first: 1, orderBy: [{ name: DESC }]) { nodes { last: name } } ...Root org { name } }
        none: salesforce @skip(if: $yes) { org { name } }
      }
      fragment Root on SalesforceQuery { viewer { role } }`,
      { as: 'admin', variables: { n: 2, yes: true } },
    );
    expect(calls).toBe(1);
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toMatchObject({
      a: {
        contacts: { nodes: [{ name: SOME_TEXT }, { name: SOME_TEXT }] },
        viewer: { role: 'staff' },
      },
      b: { contacts: { nodes: [{ last: SOME_TEXT }] }, org: { name: 'local' } },
      generalSettings: { title: 'WPGraphQL tests' },
    });
  });

  it('keeps a failure of one namespace from the other', async () => {
    const { answer } = await ask(
      '{ good: salesforce { contacts(first: 1) { nodes { name } } } bad: salesforce { contacts(first: 1, where: {}) { nodes { name } } } generalSettings { title } }',
      { as: 'admin' },
    );
    expect(answer.data).toMatchObject({
      good: { contacts: { nodes: [{}] } },
      bad: null,
      generalSettings: { title: 'WPGraphQL tests' },
    });
    expect(answer.errors?.map((error) => error.path)).toEqual([['bad', 'contacts']]);
  });

  it('puts the errors of each operation of a batch into its own answer', async () => {
    const bad = namespaced('{ contacts(first: 1, where: {}) { nodes { name } } }');
    const response = await fetch(`${site.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([
        { query: '{ salesforce { org { name } } }' },
        { query: bad },
        { query: '{ generalSettings { title } }' },
      ]),
    });
    const [good, refused, other] = (await response.json()) as readonly Answer[];
    expect(good).toMatchObject({ data: { salesforce: { org: { name: 'local' } } } });
    expect(good?.errors).toBeUndefined();
    expect(refused?.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(other?.errors).toBeUndefined();
  });

  it('passes on who asks', async () => {
    const viewer = '{ salesforce { viewer { role subject site } } }';
    const { users } = site.seeded;
    expect((await ask(viewer)).answer.data).toEqual({
      salesforce: { viewer: { role: 'anonymous', subject: null, site: 'wordpress' } },
    });
    expect((await ask(viewer, { as: 'cleo' })).answer.data).toEqual({
      salesforce: { viewer: { role: 'user', subject: String(users.cleo), site: 'wordpress' } },
    });
    expect((await ask(viewer, { as: 'admin' })).answer.data).toMatchObject({
      salesforce: { viewer: { role: 'staff' } },
    });
  });

  it('links users and Contacts in both directions, many by one call', async () => {
    const body = await askGateway(
      '{ contacts(first: 2, where: { isStaff: { eq: true }, directoryOptOut: { eq: false } }) { nodes { id name } } }',
    );
    const people = (body as { data: { contacts: { nodes: { id: string; name: string }[] } } }).data
      .contacts.nodes;
    const { users } = site.seeded;
    await bind(users.ada, people[0]?.id ?? '');
    await bind(users.ben, people[1]?.id ?? '');
    // Each signed-in request tells the site whom its user is bound to.
    for (const as of ['ada', 'ben'] as const) {
      const own = await ask('{ viewer { name salesforceContact { name } } }', { as });
      expect(own.answer.data).toMatchObject({
        viewer: { salesforceContact: { name: people[as === 'ada' ? 0 : 1]?.name } },
      });
    }
    const { answer, calls } = await ask(
      '{ users(where: { orderby: { field: DISPLAY_NAME, order: ASC } }) { nodes { name salesforceContact { name wpUser { name salesforceContact { title } } } } } }',
      { as: 'admin' },
    );
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toMatchObject({
      users: {
        nodes: containing([
          {
            name: 'Ada',
            salesforceContact: {
              name: people[0]?.name,
              wpUser: { name: 'Ada', salesforceContact: { title: SOMETHING } },
            },
          },
          {
            name: 'Ben',
            salesforceContact: {
              name: people[1]?.name,
              wpUser: { name: 'Ben', salesforceContact: { title: SOMETHING } },
            },
          },
        ]),
      },
    });
    // One for all users, one for all that hang on their records, one for whether the asking administrator is bound.
    expect(calls).toBe(3);
    const ids = people.map(({ id }) => `"${id}"`).join(', ');
    const back = await ask(
      `{ salesforce { contacts(where: { id: { in: [${ids}] } }) { nodes { name wpUser { name } } } } }`,
    );
    expect(back.calls).toBe(1);
    expect(back.answer.data).toMatchObject({
      salesforce: {
        contacts: { nodes: [{ wpUser: { name: 'Ada' } }, { wpUser: { name: 'Ben' } }] },
      },
    });
  });

  it('shows no user that WPGraphQL hides', async () => {
    const body = await askGateway(
      '{ contacts(first: 1, orderBy: [{ name: DESC }], where: { isStaff: { eq: true }, directoryOptOut: { eq: false } }) { nodes { id } } }',
    );
    const id = (body as { data: { contacts: { nodes: { id: string }[] } } }).data.contacts.nodes[0]
      ?.id;
    await bind(site.seeded.users.cleo, id ?? '');
    await ask('{ viewer { salesforceContact { name } } }', { as: 'cleo' });
    const query = `{ salesforce { contact(id: "${id}") { name wpUser { name } } } }`;
    expect((await ask(query)).answer.data).toMatchObject({
      salesforce: { contact: { name: SOME_TEXT, wpUser: null } },
    });
    expect((await ask(query, { as: 'admin' })).answer.data).toMatchObject({
      salesforce: { contact: { wpUser: { name: 'Cleo' } } },
    });
  });

  it('writes by one call, and reads back what was written', async () => {
    const { answer, calls } = await ask(
      'mutation ($phone: String) { salesforce { a: createAccount(input: { name: "Through WPGraphQL", phone: $phone }) { receipt { id created } record { name phone } errors { code } } b: createAccount(input: { name: "Beside it" }) { record { name } } } }',
      { as: 'admin', variables: { phone: '+43 1 234' } },
    );
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({
      salesforce: {
        a: {
          receipt: { id: SOME_TEXT, created: true },
          record: { name: 'Through WPGraphQL', phone: '+43 1 234' },
          errors: [],
        },
        b: { record: { name: 'Beside it' } },
      },
    });
    expect(calls).toBe(1);
    const { id } = (answer.data as { salesforce: { a: { receipt: { id: string } } } }).salesforce.a
      .receipt;
    const removed = await ask(
      `mutation { salesforce { deleteAccount(id: "${id}") { receipt { id } errors { code } } } }`,
      { as: 'admin' },
    );
    expect(removed.answer.data).toEqual({
      salesforce: { deleteAccount: { receipt: { id }, errors: [] } },
    });
    const after = await ask(`{ salesforce { account(id: "${id}") { name } } }`, { as: 'admin' });
    expect(after.answer.data).toEqual({ salesforce: { account: null } });
  });

  it('says why a write failed, and writes nothing for who may not', async () => {
    const failed = await ask(
      'mutation { salesforce { createAccount(input: { phone: "1" }) { receipt { id } errors { code fields } } } }',
      { as: 'admin' },
    );
    expect(failed.answer.data).toEqual({
      salesforce: {
        createAccount: {
          receipt: null,
          errors: [{ code: 'VALIDATION_FAILED', fields: ['name'] }],
        },
      },
    });
    for (const options of [{}, { as: 'cleo' }] as const) {
      const { answer } = await ask(
        'mutation { salesforce { createAccount(input: { name: "Not allowed" }) { receipt { id } errors { code } } } }',
        options,
      );
      expect(answer.data).toEqual({
        salesforce: { createAccount: { receipt: null, errors: [{ code: 'FORBIDDEN' }] } },
      });
      expect(answer.errors).toMatchObject([
        { path: ['salesforce', 'createAccount'], extensions: { code: 'FORBIDDEN' } },
      ]);
    }
    const found = await ask(
      '{ salesforce { accounts(where: { name: { eq: "Not allowed" } }) { totalCount } } }',
      { as: 'admin' },
    );
    expect(found.answer.data).toEqual({ salesforce: { accounts: { totalCount: 0 } } });
  });

  it('is introspected with everything when somebody asks, and never else', async () => {
    const { answer } = await ask(
      '{ __schema { types { name } } a: __type(name: "SalesforceContact") { fields { name } } n: __type(name: "SalesforceNode") { possibleTypes { name } } }',
      { as: 'admin' },
    );
    const { __schema, a, n } = answer.data as {
      __schema: { types: { name: string }[] };
      a: { fields: { name: string }[] };
      n: { possibleTypes: { name: string }[] };
    };
    const names = __schema.types.map((type) => type.name);
    expect(names).toEqual(
      expect.arrayContaining(['SalesforceAccountWhere', 'SalesforceDateTime', 'Post']),
    );
    expect(new Set(names).size).toBe(names.length);
    expect(a.fields.map((field) => field.name)).toEqual(
      expect.arrayContaining(['lastName', 'wpUser']),
    );
    expect(n.possibleTypes.map((type) => type.name)).toContain('SalesforceAccount');
  });

  it('answers through interfaces of WordPress without reading the gateway’s schema', async () => {
    const { answer, calls } = await ask(
      '{ contentNodes(first: 5) { nodes { __typename ... on NodeWithTitle { title } ... on NodeWithAuthor { author { node { name } } } } } }',
    );
    expect(answer.errors).toBeUndefined();
    expect(calls).toBe(0);
  });

  it('fills the page of the example theme by one call, and its search by another', async () => {
    const theme = path.join(import.meta.dirname, '../../examples/theme');
    const themes = path.join(site.directory, 'wordpress/wp-content/themes');
    await cp(theme, path.join(themes, 'skybridge-example'), { recursive: true });
    await site.php(
      "switch_theme( 'skybridge-example' ); wp_insert_post( array( 'post_type' => 'page', 'post_status' => 'publish', 'post_name' => 'team', 'post_title' => 'Our team' ) );",
    );
    const before = answersOfGateway();
    const html = await (await fetch(`${site.url}/team/`)).text();
    expect(answersOfGateway() - before).toBe(1);
    expect(html).toContain('<h1>Our team</h1>');
    expect(html.match(/<li>\s*<strong>/gu)?.length).toBe(12);
    const found = await fetch(`${site.url}/wp-json/skybridge/v1/operations/team-search?text=an`);
    const { contacts } = (await found.json()) as { contacts: { nodes: { name: string }[] } };
    expect(contacts.nodes.length).toBeGreaterThan(0);
    for (const { name } of contacts.nodes) expect(name.toLowerCase()).toContain('an');
  });

  it('leaves no notice of the plugin in the log', async () => {
    expect(await debugLog(site.directory)).not.toContain('skybridge');
  });
});
