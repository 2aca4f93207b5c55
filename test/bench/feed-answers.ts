import type { Comparison, Way } from './compare.js';
import { HttpConnection, httpRequest } from './http-connection.js';

/** A feed as the application answers with it: what a bare server has to send, to do the same. */
export interface RecordedAnswer {
  readonly request: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** One character for each byte. */
  readonly body: string;
}

/** Asks once and keeps what came. */
export async function recordAnswer(
  port: number,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<RecordedAnswer> {
  const connection = await HttpConnection.open(port);
  try {
    const request = httpRequest('GET', path, headers);
    const { status, head, bytes } = await connection.ask(request);
    const lines = head.split('\r\n').slice(1);
    const found = lines.map(
      (line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)] as const,
    );
    // These the server of Node writes by itself.
    const own = found.filter(([name]) => !['date', 'connection', 'keep-alive'].includes(name.toLowerCase()));
    return { request, status, headers: Object.fromEntries(own), body: bytes };
  } finally {
    connection.close();
  }
}

/** The application against a bare server that sends the same without looking. */
export function answering(
  measure: string,
  recorded: RecordedAnswer,
  port: number,
  barePort: number,
): Comparison {
  const way = (at: number): Way => ({
    async open() {
      const connection = await HttpConnection.open(at);
      return {
        async act() {
          const { status, head, bytes } = await connection.ask(recorded.request);
          if (status !== recorded.status || bytes.length !== recorded.body.length)
            throw new Error(`${measure} answered:\n${head}`);
        },
        close: () => connection.close(),
      };
    },
  });
  return {
    measure,
    ours: way(port),
    limit: { name: 'bare node:http sending the same headers and bytes', ...way(barePort) },
  };
}
