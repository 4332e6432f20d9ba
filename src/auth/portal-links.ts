/** Makes a person of a site a Contact, or ends that: by an administrator's word, or by a one-time link to the Contact's own mailbox. */

import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { AppError } from '../common/errors.ts';
import type { ContactLookup, FoundContact } from '../salesforce/contact-lookup.ts';
import type { BindingRecord, BindingStore, SpentIdStore, TicketStore } from '../store/store.ts';
import { spendAllowance } from './rate-limit.ts';

/** Somebody who is logged in at a site. */
export interface SitePerson {
  readonly site: string;
  readonly subject: string;
}

/** What the site has to mail. The token goes nowhere else. */
export interface LinkMail {
  /** The address that Salesforce has for the Contact. */
  readonly to: string;
  readonly name: string;
  readonly token: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

export interface PortalLinks {
  /**
   * @returns null where the address is nobody's, or not one Contact's alone: which it is, nobody is told.
   * @throws AppError RATE_LIMITED, BAD_USER_INPUT for what is no address
   */
  request(person: SitePerson, email: string, minutes: number): Promise<LinkMail | null>;
  /** @throws AppError NOT_FOUND for a token that is unknown, used, expired, another person's, or whose Contact has changed. */
  confirm(person: SitePerson, token: string): Promise<BindingRecord>;
  /** @throws AppError NOT_FOUND where the org has no such Contact, BAD_USER_INPUT for what is no id of one. */
  bind(person: SitePerson, contactId: string, boundBy: string): Promise<BindingRecord>;
  /** @returns false where the person was not bound. */
  unbind(person: SitePerson): Promise<boolean>;
}

export interface PortalLinksOptions {
  readonly contacts: ContactLookup;
  readonly bindings: BindingStore;
  readonly tickets: TicketStore;
  readonly spentIds: SpentIdStore;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

export const LINKS_PER_PERSON = 5;
export const LINKS_PER_ADDRESS = 3;
export const LINKS_PER_SITE = 60;

export function createPortalLinks(options: PortalLinksOptions): PortalLinks {
  const now = options.now ?? Date.now;
  return {
    request: async (person, email, minutes) => {
      const address = readAddress(email);
      await spendAllowances(options.spentIds, person, address, now());
      const found = await options.contacts.byEmail(address);
      const [contact] = found;
      if (found.length !== 1 || contact === undefined || !isAt(contact, address)) return null;
      return await issueLink(options.tickets, person, contact, now() + minutes * 60_000);
    },
    confirm: async (person, token) => {
      const id = hashOf(token);
      const link = readLink(await options.tickets.find(KIND, id));
      if (link === null || link.site !== person.site || link.subject !== person.subject) {
        throw notValid();
      }
      const contact = await options.contacts.byId(link.contactId);
      if (contact?.email === undefined || hashOf(lower(contact.email)) !== link.address) {
        throw notValid();
      }
      // Of two who confirm at once, one gets the ticket.
      if ((await options.tickets.take(KIND, id)) === null) throw notValid();
      return await save(
        options.bindings,
        person,
        contact.id,
        'a link to the Contact’s mailbox',
        now(),
      );
    },
    bind: async (person, contactId, boundBy) => {
      if (!/^003[A-Za-z0-9]{15}$/.test(contactId)) throw noContactId();
      const contact = await options.contacts.byId(contactId);
      if (contact === null) throw noSuchContact();
      return await save(options.bindings, person, contact.id, boundBy, now());
    },
    unbind: ({ site, subject }) => options.bindings.remove(site, subject),
  };
}

/** Links that were mailed to people of a site that is removed: another one of its name has other people. */
export async function forgetLinksOfSite(site: string, tickets: TicketStore): Promise<void> {
  for (const { id, body } of await tickets.list(KIND)) {
    if (readLink(body)?.site === site) await tickets.take(KIND, id);
  }
}

// Private:

const KIND = 'portal-link';
const TOKEN_BYTES = 32;

/** Body of a ticket; who reads the store learns no address from it. */
const linkBody = z.object({
  site: z.string(),
  subject: z.string(),
  contactId: z.string(),
  /** Hash of the address the link was sent to: a Contact whose address changed meanwhile is not bound. */
  address: z.string(),
});

function readLink(body: string | null): z.output<typeof linkBody> | null {
  return body === null ? null : linkBody.parse(JSON.parse(body));
}

function readAddress(email: string): string {
  const address = z.email().max(254).safeParse(email.trim());
  if (address.success) return address.data;
  throw new AppError('BAD_USER_INPUT', 'This is not an e-mail address.', {
    hint: 'Give the address the company knows.',
  });
}

/** Counted before anything is looked up, so that the limits are the same for addresses that nobody has. */
async function spendAllowances(
  spentIds: SpentIdStore,
  { site, subject }: SitePerson,
  address: string,
  now: number,
): Promise<void> {
  const limits = [
    { of: ['person', site, subject], perHour: LINKS_PER_PERSON },
    { of: ['address', hashOf(lower(address))], perHour: LINKS_PER_ADDRESS },
    { of: ['site', site], perHour: LINKS_PER_SITE },
  ];
  for (const { of, perHour } of limits) {
    await spendAllowance(spentIds, { of: [KIND, ...of], perHour }, now);
  }
}

/** Salesforce compares texts without case, and so do mailboxes. */
function isAt({ email }: FoundContact, address: string): boolean {
  return email !== null && lower(email) === lower(address);
}

async function issueLink(
  tickets: TicketStore,
  { site, subject }: SitePerson,
  contact: FoundContact,
  expires: number,
): Promise<LinkMail> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const expiresAt = new Date(expires);
  const to = contact.email ?? '';
  const address = hashOf(lower(to));
  const body = JSON.stringify({ site, subject, contactId: contact.id, address });
  await tickets.put({ kind: KIND, id: hashOf(token), body, expiresAt });
  return { to, name: contact.name, token, expiresAt: expiresAt.toISOString() };
}

async function save(
  bindings: BindingStore,
  { site, subject }: SitePerson,
  contactId: string,
  boundBy: string,
  now: number,
): Promise<BindingRecord> {
  const boundAt = new Date(now).toISOString();
  const binding = { site, subject, contactId, boundBy, boundAt };
  await bindings.save(binding);
  return binding;
}

function lower(text: string | null): string {
  return (text ?? '').toLowerCase();
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

function notValid(): AppError {
  return new AppError('NOT_FOUND', 'This link is not valid, or no longer.', {
    hint: 'Ask for a new one, and open it while you are logged in as the same user.',
  });
}

function noContactId(): AppError {
  return new AppError('BAD_USER_INPUT', 'This is no id of a Contact.', {
    hint: 'A Contact id has 18 letters and digits and begins with 003.',
  });
}

function noSuchContact(): AppError {
  return new AppError('NOT_FOUND', 'The org has no such Contact.', {
    hint: 'Look at the Contact’s page in Salesforce: its id is part of the address.',
  });
}
