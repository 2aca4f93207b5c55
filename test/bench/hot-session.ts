import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { TAKE_SEATS } from '../../src/registrations/seats.queries.js';
import { newId } from '../../src/shared/ids.js';
import type { Comparison, Way } from './compare.js';
import { HttpConnection, httpRequest } from './http-connection.js';

/** Ids of the one session that everyone wants; its pool never fills. */
export interface HotSession {
  readonly organizationId: string;
  readonly programmeId: string;
  readonly courseId: string;
  readonly sessionId: string;
  readonly poolId: string;
}

/**
 * Registrations into one session: through HTTP with validation, admission, places, ledger and the answer that a client
 * gets, against the statement that takes the seats and nothing else.
 */
export function hotSession(session: HotSession, port: number, databaseUrl: string): Comparison {
  return {
    measure: 'registrations into one hot session, HTTP',
    ours: overHttp(session, port),
    limit: { name: 'the same statement, bare SQL, prepared', ...bareSql(session, databaseUrl) },
  };
}

function overHttp({ sessionId }: HotSession, port: number): Way {
  return {
    async open() {
      const connection = await HttpConnection.open(port);
      return {
        async act() {
          const body = JSON.stringify({
            session: sessionId,
            nickname: 'みどり',
            email: `${nonce()}@family.example`,
          });
          const headers = { 'idempotency-key': nonce() };
          const { status, body: answer } = await connection.ask(
            httpRequest('POST', '/api/v1/registrations', headers, body),
          );
          if (status !== 201) throw new Error(`registration answered ${status}: ${answer}`);
        },
        close: () => connection.close(),
      };
    },
  };
}

/** What the service passes to the statement, made up as cheaply as can be; prepared once, as pgbench -M prepared does. */
function bareSql(session: HotSession, databaseUrl: string): Way {
  return {
    async open() {
      const client = new pg.Client({ connectionString: databaseUrl });
      // A connection that breaks while idle fails the next query: nothing more is to be done about it here.
      client.on('error', () => undefined);
      await client.connect();
      return {
        async act() {
          const { rows } = await client.query({
            name: 'take',
            text: TAKE_SEATS,
            values: seatValues(session),
          });
          if (rows[0]?.status !== 'confirmed')
            throw new Error(`the statement answered ${JSON.stringify(rows)}`);
        },
        close: () => client.end(),
      };
    },
  };
}

function seatValues({ organizationId, programmeId, courseId, sessionId, poolId }: HotSession): unknown[] {
  const now = new Date();
  const registration = [
    newId(),
    organizationId,
    programmeId,
    courseId,
    sessionId,
    'onsite',
    nonce(),
    nonce(),
    nonce(),
    nonce(),
  ];
  const person = [1, 'みどり', `${nonce()}@family.example`, nonce(), null, null, 'ja', true, true];
  return [...registration, ...person, [poolId], [1], [newId()], now, newId(), false];
}

function nonce(): string {
  return randomBytes(16).toString('hex');
}
