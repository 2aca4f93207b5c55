import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

/** PostgreSQL for one process, with the statements counted that it is asked to run. */
export interface CountingProxy {
  readonly url: string;
  /** Statements asked to run since the proxy was started. */
  count(): number;
  close(): void;
}

const QUERY = 'Q'.charCodeAt(0);
const EXECUTE = 'E'.charCodeAt(0);

/** Listens before the server at `url` and reads along what its clients send (PostgreSQL, Message Formats). */
export async function countStatements(url: string): Promise<CountingProxy> {
  const target = new URL(url);
  let statements = 0;
  const server = createServer((client) => {
    const behind = connect(Number(target.port), target.hostname);
    let unread = Buffer.alloc(0);
    // The first message has no type.
    let isStarted = false;
    client.on('data', (bytes) => {
      behind.write(bytes);
      unread = Buffer.concat([unread, bytes]);
      for (;;) {
        const head = isStarted ? 1 : 0;
        if (unread.length < head + 4) return;
        const length = head + unread.readUInt32BE(head);
        if (unread.length < length) return;
        if (isStarted && (unread[0] === QUERY || unread[0] === EXECUTE)) statements++;
        isStarted = true;
        unread = unread.subarray(length);
      }
    });
    behind.on('data', (bytes) => client.write(bytes));
    for (const [one, other] of [
      [client, behind],
      [behind, client],
    ] as const) {
      one.setNoDelay(true).on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const own = new URL(url);
  own.hostname = '127.0.0.1';
  own.port = String((server.address() as AddressInfo).port);
  return { url: own.toString(), count: () => statements, close: () => server.close() };
}
