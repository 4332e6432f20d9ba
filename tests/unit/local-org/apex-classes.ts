/** Apex classes that only tests have: one for each rule of mapping, typing and failing. */
import type { ApexClassSource } from '../../../local-org/apex/apex-class.ts';
import { ApexException } from '../../../local-org/apex/apex-exception.ts';

function mapped(
  name: string,
  urlMapping: string,
  more: Partial<ApexClassSource> = {},
): ApexClassSource {
  return {
    body: `@RestResource(urlMapping='${urlMapping}')
global class ${name} {
  @HttpGet global static String which() { return null; }
}`,
    methods: { which: ({ request }) => `${name} ${request.requestURI} ${request.resourcePath}` },
    ...more,
  };
}

const echo: ApexClassSource = {
  body: `@RestResource(urlMapping='/echo/*')
global class Echo {
  global class Item {
    global String label { get; set; }
    public Integer amount;
    private Boolean used;
    global transient String never;
    global List<Item> parts;
  }
  global enum Mood { GOOD, BAD }
  @HttpPost
  global static Map<String, Object> all(String s, Integer i, Boolean b, Date d, Datetime t, Decimal x, Id z, List<String> names, Map<String, Integer> counts, Item item, Contact person, Mood mood) {
    return null;
  }
  @HttpPut
  global static Item one(Item item) { return item; }
  @HttpPatch
  global static void none(String note) { }
  @HttpDelete
  global static void raw() { }
}`,
  methods: {
    all: (_apex, args) => args,
    one: (_apex, { item }) => item,
    none: () => undefined,
    raw(apex) {
      apex.response.statusCode = 202;
      apex.response.headers['X-Length'] = String(apex.request.requestBody.length);
      apex.response.responseBody = `raw ${apex.request.params['q'] ?? ''}`;
      return undefined;
    },
  },
};

const failing: ApexClassSource = {
  body: `@RestResource(urlMapping='/failing/*')
global with sharing class Failing {
  global class OwnException extends Exception {}
  @HttpGet
  global static Account find() {
    String id = RestContext.request.params.get('id');
    return [SELECT Id FROM Account WHERE Id = :id];
  }
  @HttpPost
  global static void make(String name) {
    insert new Contact(LastName = name);
    insert new Account();
  }
  @HttpPut
  global static void refuse() {
    throw new OwnException('not today');
  }
  @HttpDelete
  global static void bodiless() { }
}`,
  methods: {
    find: (apex) => {
      apex.queryOne('SELECT Id FROM Account WHERE Id = :id', {
        id: apex.request.params['id'] ?? '',
      });
      return null;
    },
    make(apex, { name }) {
      apex.insert('Contact', { LastName: name ?? null });
      apex.insert('Account', {});
      return undefined;
    },
    refuse() {
      throw new ApexException('Failing.OwnException', 'not today');
    },
  },
};

export const TEST_CLASSES: readonly ApexClassSource[] = [
  mapped('Wide', '/shop/*'),
  mapped('Longer', '/shop/orders/*'),
  mapped('Exact', '/shop/orders/latest'),
  mapped('Middle', '/shop/*/items'),
  mapped('Bare', '/plain'),
  mapped('BareToo', '/plain/*'),
  mapped('Cased', '/CaseMatters'),
  mapped('Packaged', '/shop/*', { namespace: 'acme' }),
  {
    body: `@RestResource(urlMapping='/hidden/*')
public class NotGlobal { @HttpGet global static String which() { return null; } }`,
    methods: {},
  },
  echo,
  failing,
];
