import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { type SeatRequest, seatParameters, TAKE_SEATS } from '../../src/registrations/seats/seats.queries.js';
import { newId } from '../../src/shared/ids.js';
import type { Comparison, Way } from './compare.js';
import { HttpConnection, httpRequest } from './http-connection.js';

/** Something to register for: one session, or all of a course. Its pools never fill. */
export interface Target {
  readonly organizationId: string;
  readonly programmeId: string;
  readonly courseId: string;
  readonly scope: 'course' | 'session';
  readonly seats: readonly { readonly sessionId: string; readonly poolId: string }[];
}

/**
 * Registrations, each for the next of `targets` in turn: through HTTP with validation, admission, places, ledger and the
 * answer that a client gets, against the statement that takes the seats and nothing else.
 */
export function registering(
  measure: string,
  targets: readonly Target[],
  port: number,
  databaseUrl: string,
): Comparison {
  return {
    measure: `${measure}, HTTP`,
    ours: overHttp(targets, port),
    limit: { name: 'the same statement, bare SQL, prepared', ...bareSql(targets, databaseUrl) },
  };
}

function overHttp(targets: readonly Target[], port: number): Way {
  const next = taking(targets);
  return {
    async open() {
      const connection = await HttpConnection.open(port);
      return {
        async act() {
          const { scope, courseId, seats } = next();
          const body = JSON.stringify({
            ...(scope === 'course' ? { course: courseId } : { session: seats[0]?.sessionId }),
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
function bareSql(targets: readonly Target[], databaseUrl: string): Way {
  const next = taking(targets);
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
            values: seatParameters(requestFor(next())),
          });
          if (rows[0]?.status !== 'confirmed')
            throw new Error(`the statement answered ${JSON.stringify(rows)}`);
        },
        close: () => client.end(),
      };
    },
  };
}

function requestFor({ seats, scope, ...owner }: Target): SeatRequest {
  return {
    ...owner,
    id: newId(),
    sessionId: scope === 'session' ? (seats[0]?.sessionId ?? null) : null,
    poolKey: 'onsite',
    code: nonce(),
    tokenHash: nonce(),
    calendarTokenHash: nonce(),
    idempotencyKey: nonce(),
    requestHash: nonce(),
    people: 1,
    nickname: 'みどり',
    email: `${nonce()}@family.example`,
    contactKey: nonce(),
    relation: null,
    municipality: null,
    age: null,
    language: 'ja',
    discreet: true,
    byStaff: false,
    channel: 'web',
    declares: [],
    waitingList: true,
    queueHolds: false,
    asking: 'seats',
    now: new Date(),
    seats: seats.map((seat) => ({ ...seat, units: 1, kept: false, placeId: newId() })),
    messageId: newId(),
  };
}

function taking<T>(things: readonly T[]): () => T {
  let turn = 0;
  return () => things[turn++ % things.length] as T;
}

function nonce(): string {
  return randomBytes(16).toString('hex');
}
