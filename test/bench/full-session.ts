import pg from 'pg';
import type { Comparison, Way } from './compare.js';
import { HttpConnection, httpRequest } from './http-connection.js';

/** A session that is sold out and has no queue: what it costs to say no, against a bare server that says it without looking. */
export function refusing(sessionId: string, port: number, barePort: number): Comparison {
  return {
    measure: 'refusals of a session that is full, HTTP',
    ours: refused(sessionId, port, 409),
    limit: { name: 'bare node:http answering 304', ...refused(sessionId, barePort, 304) },
  };
}

function refused(session: string, port: number, expected: number): Way {
  const body = JSON.stringify({ session, nickname: 'みどり' });
  const request = httpRequest('POST', '/api/v1/registrations', {}, body);
  return {
    async open() {
      const connection = await HttpConnection.open(port);
      return {
        async act() {
          const { status, body: answer } = await connection.ask(request);
          if (status !== expected) throw new Error(`refusal answered ${status}: ${answer}`);
        },
        close: () => connection.close(),
      };
    },
  };
}

/** A page about a session with many registrations, against the bare query of the rows that it is about. */
export function pageOf(
  measure: string,
  page: { readonly port: number; readonly path: string; readonly headers?: Readonly<Record<string, string>> },
  bare: { readonly databaseUrl: string; readonly sql: string; readonly sessionId: string },
): Comparison {
  return {
    measure,
    ours: fetched(page),
    limit: { name: 'bare SQL of the same rows, prepared', ...queried(bare) },
  };
}

function fetched({ port, path, headers = {} }: Parameters<typeof pageOf>[1]): Way {
  const request = httpRequest('GET', path, headers);
  return {
    async open() {
      const connection = await HttpConnection.open(port);
      return {
        async act() {
          const { status, head } = await connection.ask(request);
          if (status !== 200) throw new Error(`${path} answered:\n${head}`);
        },
        close: () => connection.close(),
      };
    },
  };
}

function queried({ databaseUrl, sql, sessionId }: Parameters<typeof pageOf>[2]): Way {
  return {
    async open() {
      const client = new pg.Client({ connectionString: databaseUrl });
      client.on('error', () => undefined);
      await client.connect();
      return {
        async act() {
          await client.query({ name: 'rows', text: sql, values: [sessionId] });
        },
        close: () => client.end(),
      };
    },
  };
}
