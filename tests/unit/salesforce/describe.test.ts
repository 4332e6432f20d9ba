import { checkDescribe } from '../../../src/salesforce/describe.ts';

describe('describe answers', () => {
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a string', '<html>'],
    ['another object', { name: 'Contact', fields: [] }],
    ['no fields', { name: 'Account' }],
    ['a field without a type', { name: 'Account', fields: [{ name: 'Id' }] }],
  ])('takes %s for an outage', (_name, body) => {
    expect(() => checkDescribe('Account', body)).toThrow(
      expect.objectContaining({ code: 'SALESFORCE_UNAVAILABLE' }) as Error,
    );
  });

  it('keeps what the model reads', () => {
    const body = { name: 'Account', label: 'Account', fields: [{ name: 'Id', type: 'id' }] };
    expect(checkDescribe('Account', body)).toMatchObject({ name: 'Account', label: 'Account' });
  });
});
