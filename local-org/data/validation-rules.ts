/** The org's validation rules: what an administrator declared must never be saved. */
import { validationRuleFailed } from '../errors.ts';
import type { StoredRow } from './derived-fields.ts';

interface ValidationRule {
  readonly object: string;
  readonly message: string;
  /** The field the message is shown at. */
  readonly field: string;
  readonly breaks: (row: Readonly<StoredRow>) => boolean;
}

const RULES: readonly ValidationRule[] = [
  {
    object: 'Contact',
    message: 'A staff member needs an e-mail address.',
    field: 'Email',
    breaks: (row) => row.Is_Staff__c === 1 && !row.Email,
  },
  {
    object: 'Contact',
    message: 'A phone number needs digits.',
    field: 'Phone',
    breaks: (row) => typeof row.Phone === 'string' && row.Phone !== '' && !/\d/.test(row.Phone),
  },
  {
    object: 'Case',
    message: 'Please say in a few words what it is about.',
    field: 'Subject',
    breaks: (row) => row.Origin === 'Web' && !row.Subject,
  },
  {
    object: 'Opportunity',
    message: 'Amount must not be negative.',
    field: 'Amount',
    breaks: (row) => typeof row.Amount === 'number' && row.Amount < 0,
  },
  {
    object: 'Project__c',
    message: 'A completed project must be at 100 percent.',
    field: 'Progress__c',
    breaks: (row) => row.Status__c === 'Completed' && row.Progress__c !== 100,
  },
];

export function checkValidationRules(objectName: string, row: Readonly<StoredRow>): void {
  const broken = RULES.find((rule) => rule.object === objectName && rule.breaks(row));
  if (broken) throw validationRuleFailed(broken.message, [broken.field]);
}
