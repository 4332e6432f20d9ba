/** Bodies of CasePortal: a customer's cases, read, opened, commented and closed. */
import type { ApexClassSource, ApexContext, ApexRecord } from '../apex-class.ts';
import { ApexException } from '../apex-exception.ts';
import { PROFILES } from '../../data/access.ts';
import type { JsonValue } from '../../data/stored-values.ts';
import { apexSource } from './apex-source.ts';

const FIELDS = 'Id, CaseNumber, Subject, Description, Status, Priority, IsClosed, CreatedDate';

export const CASE_PORTAL: ApexClassSource = {
  body: apexSource('CasePortal'),
  profiles: [PROFILES.portal],
  methods: {
    read(apex) {
      const caseId = caseIdOf(apex);
      const contactId = caseId === '' ? contactOf(apex, apex.request.params['contactId']) : null;
      return contactId === null ? [readOne(apex, caseId)] : list(apex, contactId);
    },
    create(apex, args) {
      if (text(args['subject']) === '') throw refusal('subject is required');
      const contactId = contactOf(apex, args['contactId']);
      const contact = apex.queryOne('SELECT AccountId FROM Contact WHERE Id = :contactId', {
        contactId,
      });
      const id = apex.insert('Case', {
        Subject: args['subject'] ?? null,
        Description: args['description'] ?? null,
        Priority: args['priority'] ?? 'Medium',
        Origin: 'Web',
        ContactId: contactId,
        AccountId: (contact['AccountId'] as string | null) ?? null,
        Skybridge_Request_Id__c: args['requestId'] ?? null,
      });
      apex.response.statusCode = 201;
      return view(apex.queryOne(`SELECT ${FIELDS} FROM Case WHERE Id = :id`, { id }));
    },
    change(apex, { comment, close }) {
      const caseId = caseIdOf(apex);
      const row = apex.queryOne('SELECT Id FROM Case WHERE Id = :caseId', { caseId });
      const id = String(row['Id']);
      if (text(comment) !== '') {
        apex.insert('CaseComment', {
          ParentId: id,
          CommentBody: comment ?? null,
          IsPublished: true,
        });
      }
      if (close === true) apex.update('Case', id, { Status: 'Closed' });
      return undefined;
    },
  },
};

const refusal = (message: string): ApexException =>
  new ApexException('CasePortal.PortalException', message);

const caseIdOf = ({ request }: ApexContext): string =>
  /\/cases\/([^/]+)/.exec(request.requestURI)?.[1] ?? '';

/** A customer's own contact counts, whatever the caller names. */
function contactOf(apex: ApexContext, given: unknown): string {
  if (apex.contactId !== null) return apex.contactId;
  if (text(given) === '') throw refusal('contactId is required for a user without a contact');
  return text(given);
}

function list(apex: ApexContext, contactId: string): JsonValue {
  const { status = '' } = apex.request.params;
  const condition = status === '' ? '' : ' AND Status = :status';
  const rows = apex.query(
    `SELECT ${FIELDS.replace('Description, ', '')} FROM Case WHERE ContactId = :contactId${condition} ORDER BY CreatedDate DESC, Id LIMIT 200`,
    { contactId, status },
  );
  return rows.map((row) => view(row));
}

function readOne(apex: ApexContext, caseId: string): JsonValue {
  const row = apex.queryOne(`SELECT ${FIELDS} FROM Case WHERE Id = :caseId`, { caseId });
  const comments = apex.query(
    'SELECT CommentBody, CreatedDate FROM CaseComment WHERE ParentId = :caseId AND IsPublished = true ORDER BY CreatedDate, Id',
    { caseId },
  );
  const remarks = comments.map((comment) => ({
    text: text(comment['CommentBody']),
    writtenAt: text(comment['CreatedDate']),
  }));
  return view(row, remarks);
}

function view(row: ApexRecord, remarks: JsonValue = null): JsonValue {
  const field = (name: string): JsonValue => (row[name] as JsonValue | undefined) ?? null;
  return {
    id: field('Id'),
    caseNumber: field('CaseNumber'),
    subject: field('Subject'),
    description: field('Description'),
    status: field('Status'),
    priority: field('Priority'),
    closed: field('IsClosed'),
    createdDate: field('CreatedDate'),
    remarks,
  };
}

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
