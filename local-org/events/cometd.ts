/** The Streaming API: Bayeux 1.0 over HTTP long polling at `/cometd/{version}`. Source: Streaming API guide, recorded handshake. */
import { randomBytes } from 'node:crypto';
import { SalesforceError } from '../errors.ts';
import { authenticate } from '../http/authenticate.ts';
import { isObject, ok } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import { jsonParserError } from '../http/api-errors.ts';
import type { Session } from '../data/session.ts';
import type { OpenCall, Platform } from '../platform.ts';
import { refusalOf } from './channels.ts';
import { CometdClient } from './cometd-client.ts';

type Message = Readonly<Record<string, unknown>>;

/** How long a poll is held, and how long a silent client is remembered. */
const TIMEOUT_MS = 110_000;
const IDLE_MS = 40_000;

const RETRY = { interval: 0, timeout: TIMEOUT_MS, reconnect: 'retry' };
const HANDSHAKE_AGAIN = { interval: 0, reconnect: 'handshake' };

export async function cometd(call: OpenCall): Promise<ApiResponse> {
  const body = call.request.body.json();
  const messages = (Array.isArray(body) ? (body as readonly unknown[]) : [body]).map(
    requireMessage,
  );
  const session = sessionOf(call);
  if (session === null) return ok(messages.map(denied));
  dropIdle(call.platform);
  const connect = messages.find((message) => message['channel'] === '/meta/connect');
  const others = messages.filter((message) => message !== connect);
  const answers = others.map((message) => answer(call, session, message));
  const polled = connect === undefined ? [] : await poll(call, connect, answers.length === 0);
  return ok([...answers, ...polled]);
}

function requireMessage(source: unknown): Message {
  if (!isObject(source) || typeof source['channel'] !== 'string') {
    throw jsonParserError('A Bayeux message must be an object with a channel');
  }
  return source;
}

/** null: no valid session. */
function sessionOf(call: OpenCall): Session | null {
  try {
    const version = call.params['version'] ?? '';
    const { session, username } = authenticate(call.platform, call.request, version);
    call.trace.user = username;
    return session;
  } catch (error) {
    if (error instanceof SalesforceError) return null;
    throw error;
  }
}

/** Quoted in jsforce's AuthFailure extension. */
function denied(message: Message): object {
  return {
    ...replyTo(message),
    ext: { sfdc: { failureReason: '401::Authentication invalid' }, replay: true },
    advice: { reconnect: 'none' },
    error:
      message['channel'] === '/meta/handshake'
        ? '403::Handshake denied'
        : '401::Authentication invalid',
    successful: false,
  };
}

const replyTo = ({ channel, id }: Message): object => ({
  channel,
  ...(id === undefined ? {} : { id }),
});

function answer(call: OpenCall, session: Session, message: Message): object {
  if (message['channel'] === '/meta/handshake') return handshake(call.platform, session, message);
  const client = clientOf(call, message);
  if (client === undefined) return unknownClient(message);
  client.lastSeen = Date.now();
  switch (message['channel']) {
    case '/meta/subscribe':
      return subscribe(call, session, client, message);
    case '/meta/unsubscribe':
      client.unsubscribe(String(message['subscription']));
      return {
        ...replyTo(message),
        ...subscriptionOf(message),
        clientId: client.id,
        successful: true,
      };
    case '/meta/disconnect':
      client.close();
      call.platform.cometdClients.delete(client.id);
      return { ...replyTo(message), clientId: client.id, successful: true };
    default:
      // Clients cannot publish: events come from writes.
      return { ...replyTo(message), error: '403::Publish denied', successful: false };
  }
}

function handshake(platform: Platform, session: Session, message: Message): object {
  const id = randomBytes(20).toString('hex');
  const client = new CometdClient(id, session.userId, platform.events.log);
  platform.cometdClients.set(id, client);
  return {
    ...replyTo(message),
    ext: { replay: true, 'payload.format': true },
    minimumVersion: '1.0',
    clientId: id,
    supportedConnectionTypes: ['long-polling'],
    version: '1.0',
    advice: { interval: 0, timeout: TIMEOUT_MS, reconnect: 'retry' },
    successful: true,
  };
}

/** `ext.replay` names where to begin, by channel; without it: from now on. */
function subscribe(
  { platform }: OpenCall,
  session: Session,
  client: CometdClient,
  message: Message,
): object {
  const channels = [message['subscription']].flat().map(String);
  const reply = { ...replyTo(message), ...subscriptionOf(message), clientId: client.id };
  for (const channel of channels) {
    const error =
      refusalOf(platform.org, session, channel) ?? replayRefusal(platform, message, channel);
    if (error !== null) return { ...reply, error, successful: false };
    client.subscribe(channel, replayFrom(message, channel));
  }
  return { ...reply, successful: true };
}

const subscriptionOf = ({ subscription }: Message): object => ({ subscription });

function replayFrom(message: Message, channel: string): number {
  const ext = message['ext'];
  const replay = isObject(ext) ? ext['replay'] : undefined;
  const from = isObject(replay) ? replay[channel] : undefined;
  return typeof from === 'number' ? from : -1;
}

/** An id that was never given; one that is too old is answered with gap events instead. */
function replayRefusal({ events }: Platform, message: Message, channel: string): string | null {
  const from = replayFrom(message, channel);
  if (Number.isInteger(from) && from >= -2 && from <= events.log.lastReplayId) return null;
  return `400::The replayId {${from}} you provided was invalid.  Please provide a valid ID, -2 to replay all events, or -1 to replay only new events.`;
}

async function poll(
  call: OpenCall,
  message: Message,
  mayHold: boolean,
): Promise<readonly object[]> {
  const client = clientOf(call, message);
  if (client === undefined) return [unknownClient(message)];
  const isFirst = !client.hasConnected;
  client.hasConnected = true;
  const advice = message['advice'];
  const asked = isObject(advice) ? advice['timeout'] : undefined;
  const hold =
    mayHold && !isFirst ? Math.min(TIMEOUT_MS, typeof asked === 'number' ? asked : TIMEOUT_MS) : 0;
  const messages = await client.poll(hold);
  const reply = {
    ...replyTo(message),
    clientId: client.id,
    ...(isFirst ? { advice: RETRY } : {}),
    successful: true,
  };
  return [...messages, reply];
}

function clientOf(call: OpenCall, message: Message): CometdClient | undefined {
  return call.platform.cometdClients.get(String(message['clientId']));
}

function unknownClient(message: Message): object {
  return {
    ...replyTo(message),
    error: '403::Unknown client',
    advice: HANDSHAKE_AGAIN,
    successful: false,
  };
}

function dropIdle({ cometdClients }: Platform): void {
  const oldest = Date.now() - IDLE_MS;
  for (const client of cometdClients.values()) {
    if (client.isPolling || client.lastSeen >= oldest) continue;
    client.close();
    cometdClients.delete(client.id);
  }
}

/** Answers open polls and forgets the clients, when the server stops. */
export function closeStreaming({ cometdClients, events }: Platform): void {
  for (const client of cometdClients.values()) client.close();
  cometdClients.clear();
  events.close();
}
