import type { Comparison, Way } from './compare.js';
import { HttpConnection, httpRequest } from './http-connection.js';

const FEED = '/calendar/all.ics';

/** What a calendar that asks again hears almost always: 304, against a bare server that says it without looking. */
export function feedUnchanged(port: number, barePort: number, etag: string): Comparison {
  return {
    measure: `304 for ${FEED}`,
    ours: unchanged(port, etag),
    limit: { name: 'bare node:http answering 304 with the same headers', ...unchanged(barePort, etag) },
  };
}

/** Headers with which the application answers 304, and the tag that makes it do so. */
export async function unchangedHeaders(
  port: number,
): Promise<{ etag: string; headers: Record<string, string> }> {
  const connection = await HttpConnection.open(port);
  try {
    const { status, head } = await connection.ask(httpRequest('GET', FEED));
    const etag = /\r\netag: ([^\r\n]+)/i.exec(head)?.[1];
    if (status !== 200 || !etag) throw new Error(`${FEED} answered:\n${head}`);
    const again = await connection.ask(httpRequest('GET', FEED, { 'if-none-match': etag }));
    if (again.status !== 304) throw new Error(`${FEED} answered:\n${again.head}`);
    const lines = again.head.split('\r\n').slice(1);
    const headers = lines.map(
      (line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)] as const,
    );
    // These the server of Node writes by itself.
    const own = headers.filter(
      ([name]) => !['date', 'connection', 'keep-alive'].includes(name.toLowerCase()),
    );
    return { etag, headers: Object.fromEntries(own) };
  } finally {
    connection.close();
  }
}

function unchanged(port: number, etag: string): Way {
  const request = httpRequest('GET', FEED, { 'if-none-match': etag });
  return {
    async open() {
      const connection = await HttpConnection.open(port);
      return {
        async act() {
          const { status, head } = await connection.ask(request);
          if (status !== 304) throw new Error(`${FEED} answered:\n${head}`);
        },
        close: () => connection.close(),
      };
    },
  };
}
