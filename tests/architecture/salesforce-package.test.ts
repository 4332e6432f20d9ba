/** The package that an administrator deploys is whole: Apex that parses, XML that is well-formed, and each file with its other half. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { SyntaxValidator } from 'fast-xml-validator';
import { parseApexClass } from '../../local-org/apex/source/parse-apex.ts';

const ROOT = 'salesforce-package/force-app/main/default';
const NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';

const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).map((file) =>
  path.join(ROOT, file),
);
const classes = files.filter((file) => file.endsWith('.cls'));
const descriptions = files.filter((file) => file.endsWith('-meta.xml'));
const read = (file: string) => readFileSync(file, 'utf8');

describe('salesforce-package', () => {
  it('is there', () => {
    expect(classes.length).toBeGreaterThanOrEqual(8);
    expect(descriptions.length).toBeGreaterThan(classes.length);
  });

  it.each(classes)('%s is Apex, with its description', (file) => {
    expect(parseApexClass(read(file)).name).toBe(path.basename(file, '.cls'));
    expect(existsSync(`${file}-meta.xml`)).toBe(true);
  });

  it.each(classes.filter((file) => !file.endsWith('Test.cls')))('%s has a test', (file) => {
    const test = file.replace(/\.cls$/, 'Test.cls');
    expect(read(test)).toMatch(/@IsTest\s+private class/);
    expect(read(test)).toContain(path.basename(file, '.cls'));
  });

  it.each(descriptions)('%s is well-formed metadata', (file) => {
    expect(() => SyntaxValidator.validate(read(file))).not.toThrow();
    const parsed = new XMLParser({ ignoreAttributes: false }).parse(read(file)) as Record<
      string,
      Record<string, unknown>
    >;
    const [root] = Object.entries(parsed).filter(([name]) => name !== '?xml');
    expect(root?.[1]['@_xmlns']).toBe(NAMESPACE);
    if (file.includes('/fields/')) {
      expect(root?.[1]['fullName']).toBe(path.basename(file, '.field-meta.xml'));
    }
  });

  it('keeps the request key unique, wherever it is', () => {
    const keys = files.filter((file) => file.endsWith('Skybridge_Request_Id__c.field-meta.xml'));
    expect(keys.map((file) => file.split('/').at(-3))).toEqual(['Case', 'Contact']);
    for (const file of keys) {
      expect(read(file)).toContain('<unique>true</unique>');
      expect(read(file)).toContain('<externalId>true</externalId>');
    }
  });

  it('names in its permission set only what the package brings or Salesforce has', () => {
    const text = read(path.join(ROOT, 'permissionsets/Skybridge.permissionset-meta.xml'));
    for (const [, name = ''] of text.matchAll(/<apexClass>(\w+)</g)) {
      expect(existsSync(path.join(ROOT, 'classes', `${name}.cls`))).toBe(true);
    }
    for (const [, object = '', field = ''] of text.matchAll(/<field>(\w+)\.(\w+__c)</g)) {
      expect(
        existsSync(path.join(ROOT, 'objects', object, 'fields', `${field}.field-meta.xml`)),
      ).toBe(true);
    }
  });

  it('holds no secret', () => {
    for (const file of files.filter((name) => name.endsWith('.xml'))) {
      expect(read(file)).not.toMatch(/consumerSecret>|consumerKey>|<certificate>/);
    }
  });
});
