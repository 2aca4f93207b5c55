import { lookup as resolveName } from 'node:dns/promises';
import { type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestOverTls } from 'node:https';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Octets of an answer beyond which nobody reads on. */
const MOST_OCTETS = 1024 * 1024;
/** Statuses whose answers have no body (Fetch Standard, null body status). */
const WITHOUT_BODY: readonly number[] = [204, 205, 304];

/** A request to a server that somebody else has named. */
export interface OutwardRequest {
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | undefined;
  /** Milliseconds until the whole answer must be there. */
  readonly timeoutMs: number;
  /** Hosts that may be in a private network and without TLS, as the operator lists them (`OUTGOING_HOSTS`). */
  readonly trustedHosts: readonly string[];
}

/** Why a server was not asked: what was named is not an address of a public server. */
export class OutwardRefusal extends Error {
  constructor(readonly reason: 'address' | 'insecure' | 'private') {
    super(`not asked: ${reason}`);
    this.name = 'OutwardRefusal';
  }
}

/**
 * Asks a server whose address somebody of an organization has typed in. Servers inside the operator's network are not reached by
 * it (OWASP, Server-Side Request Forgery): the address is looked up once, judged, and that very address is spoken to. Redirects are
 * not followed, and no answer is read beyond 1 MB.
 * @throws OutwardRefusal, and the error of the network where no answer came in time
 */
export async function askOutward(url: string, asked: OutwardRequest): Promise<Response> {
  if (!URL.canParse(url)) throw new OutwardRefusal('address');
  const { protocol, hostname, username, password } = new URL(url);
  const host = hostOf(hostname);
  const isTrusted = asked.trustedHosts.includes(host);
  if (!['https:', 'http:'].includes(protocol) || username || password) throw new OutwardRefusal('address');
  if (protocol === 'http:' && !isTrusted) throw new OutwardRefusal('insecure');
  const signal = AbortSignal.timeout(asked.timeoutMs);
  const address = await inTime(addressOf(host, isTrusted), signal);
  return new Promise((resolve, reject) => {
    const send = protocol === 'https:' ? requestOverTls : requestPlain;
    const { method, headers, body } = asked;
    const sent = send(
      url,
      {
        method,
        headers: { ...headers },
        signal,
        agent: false,
        // Asked for one address or for all, as Node.js tries them.
        lookup: (_host, { all }, answer) =>
          all ? answer(null, [address]) : answer(null, address.address, address.family),
      },
      (answer) => void read(answer).then(resolve, reject),
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** A host as `OUTGOING_HOSTS` lists it: an IPv6 address without brackets, lower case. */
export function hostOf(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '').toLowerCase();
}

/** A name server that does not answer takes no longer than the whole may. @throws the reason of the signal */
function inTime<Value>(value: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    value.then(resolve, reject);
  });
}

async function addressOf(host: string, isTrusted: boolean): Promise<{ address: string; family: number }> {
  const family = isIP(host);
  const found = family ? [{ address: host, family }] : await resolveName(host, { all: true });
  const [first] = found;
  if (!first) throw new OutwardRefusal('address');
  // One private address among several is enough: which of them is spoken to must not be chance.
  if (!isTrusted && found.some(({ address }) => !isPublic(address))) throw new OutwardRefusal('private');
  return first;
}

/** Whether anybody in the internet reaches this address (IANA's special-purpose registries, as ipaddr.js has them). */
function isPublic(address: string): boolean {
  return ipaddr.process(address).range() === 'unicast';
}

async function read(answer: IncomingMessage): Promise<Response> {
  const parts: Buffer[] = [];
  let octets = 0;
  for await (const part of answer) {
    octets += part.length;
    if (octets > MOST_OCTETS) {
      answer.destroy();
      throw new Error('the answer is too long');
    }
    parts.push(part);
  }
  const status = answer.statusCode ?? 502;
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers)) {
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  return new Response(WITHOUT_BODY.includes(status) ? null : Buffer.concat(parts), { status, headers });
}
