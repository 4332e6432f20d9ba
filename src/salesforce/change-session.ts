/** One connection to an org's event bus by jsforce's streaming client; whoever opens it again decides when and from where. */

import { AppError } from '../common/errors.ts';
import { readChange, type ReceivedChange } from './change-event.ts';
import type { AccessToken } from './token-source.ts';

/** Why a session is over. */
export type SessionEnd =
  /** The token is not accepted any more. */
  | { readonly kind: 'unauthenticated' }
  /** The position is one that the bus does not know (any more). */
  | { readonly kind: 'position-lost' }
  /** The org does not let this user listen, or has no such channel. */
  | { readonly kind: 'refused'; readonly error: AppError }
  | { readonly kind: 'disconnected' };

export interface SessionOptions {
  readonly token: AccessToken;
  readonly apiVersion: string;
  /** Such as `/data/ChangeEvents`. */
  readonly channel: string;
  /** Replay id of the last event seen; null: from now on. */
  readonly after: number | null;
  readonly onListening: () => void;
  readonly onChange: (received: ReceivedChange) => void;
}

export interface ChangeSession {
  readonly ended: Promise<SessionEnd>;
  /** `ended` settles once the org knows, or did not answer. */
  close(): void;
}

export async function openChangeSession(options: SessionOptions): Promise<ChangeSession> {
  const { token, channel, after } = options;
  const { Connection, StreamingExtension } = await loadStreaming();
  let isOver = false;
  let settle: (end: SessionEnd) => void = () => undefined;
  const ended = new Promise<SessionEnd>((resolve) => (settle = resolve));
  const end = (reason: SessionEnd): void => {
    if (isOver) return;
    isOver = true;
    void sayGoodbye(client).then(() => settle(reason));
  };
  const connection = new Connection({
    version: options.apiVersion,
    instanceUrl: token.instanceUrl,
    accessToken: token.value,
  });
  const client = connection.streaming.createClient([
    new StreamingExtension.Replay(channel, after ?? FROM_NOW_ON),
    createWatch({ isOver: () => isOver, end, onListening: options.onListening }),
  ]) as unknown as FayeClient;
  client.on('transport:down', () => end({ kind: 'disconnected' }));
  const subscription = client.subscribe(channel, (source) => {
    const received = isOver ? null : readChange(source);
    if (received !== null) options.onChange(received);
  });
  // Refusals are seen by the watch; unhandled here they would end the process.
  subscription.then(undefined, () => undefined);
  return { ended, close: () => end({ kind: 'disconnected' }) };
}

// Private:

/** Replay id that stands for "events from now on". */
const FROM_NOW_ON = -1;

/** What is used of faye's client, which has no types of its own. */
interface FayeClient {
  on(event: 'transport:down', listener: () => void): void;
  subscribe(channel: string, listener: (message: unknown) => void): PromiseLike<unknown>;
  /** Undefined where it was not connected. */
  disconnect(): PromiseLike<unknown> | undefined;
  readonly _dispatcher: {
    close(): void;
    readonly _envelopes: ReadonlyMap<string, { readonly timer: NodeJS.Timeout | null }>;
  };
}

interface BayeuxMessage {
  readonly channel?: string;
  readonly successful?: boolean;
  readonly error?: string;
  /** Of an answer that is not Bayeux at all, but the REST API's. */
  readonly errorCode?: string;
  readonly ext?: { readonly sfdc?: { readonly failureReason?: string } };
}

interface Extension {
  incoming(message: BayeuxMessage, next: (message: BayeuxMessage | null) => void): void;
}

interface Watch {
  readonly isOver: () => boolean;
  readonly end: (reason: SessionEnd) => void;
  readonly onListening: () => void;
}

/** jsforce takes a while to load, which a gateway that follows no changes need not wait for. */
async function loadStreaming() {
  const [{ Connection }, { StreamingExtension }] = await Promise.all([
    import('jsforce/lib/connection.js'),
    import('jsforce/lib/api/streaming.js'),
  ]);
  return { Connection, StreamingExtension };
}

/**
 * Ends the session at the first thing that fails. faye would try again by itself, for ever, at a fixed pace, and with the
 * token it was made with.
 */
function createWatch({ isOver, end, onListening }: Watch): Extension {
  return {
    incoming: (message, next) => {
      if (isOver() && message.channel !== '/meta/disconnect') {
        next(null);
        return;
      }
      // faye would wait for minutes where the answer is none of Bayeux's.
      if (message.successful === false || message.channel === undefined) {
        // Not handed on: faye would act on its advice.
        next(null);
        end(endOf(message));
        return;
      }
      next(message);
      if (message.channel === '/meta/subscribe') onListening();
    },
  };
}

/** Errors are `code:argument:message`. Source: Bayeux 1.0; Streaming API guide, "Message Error Codes". */
function endOf({ channel, error = '', errorCode, ext }: BayeuxMessage): SessionEnd {
  if (
    errorCode === 'INVALID_SESSION_ID' ||
    `${ext?.sfdc?.failureReason ?? ''} ${error}`.includes('401::')
  ) {
    return { kind: 'unauthenticated' };
  }
  if (channel !== '/meta/subscribe') return { kind: 'disconnected' };
  if (error.startsWith('400::The replayId')) return { kind: 'position-lost' };
  return { kind: 'refused', error: refusal(error) };
}

function refusal(error: string): AppError {
  if (error.startsWith('404:')) {
    return new AppError('NOT_FOUND', 'The org has no such channel of change events.', {
      hint: 'Select objects in Setup > Change Data Capture, or name a channel of the org as changes.channel.',
    });
  }
  return new AppError('FORBIDDEN', 'The org does not let the gateway’s user listen to changes.', {
    hint: 'Give the user of the connection View All Data, or View All for the objects whose changes are captured.',
  });
}

/**
 * Tells the org, if it still listens, and stops. faye itself would send what was not answered again and again, until it
 * loses its transport; there is no public way to take it.
 */
async function sayGoodbye(client: FayeClient): Promise<void> {
  const goodbye = client.disconnect();
  if (goodbye !== undefined) {
    let timer: NodeJS.Timeout | undefined;
    const inVain = new Promise<void>((resolve) => (timer = setTimeout(resolve, GOODBYE_MS)));
    await Promise.race([goodbye, inVain]).catch(() => undefined);
    clearTimeout(timer);
  }
  client._dispatcher.close();
  for (const envelope of client._dispatcher._envelopes.values()) {
    if (envelope.timer !== null) clearTimeout(envelope.timer);
  }
}

/** For the message that says goodbye to leave. */
const GOODBYE_MS = 500;
