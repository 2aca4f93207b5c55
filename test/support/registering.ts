import { expect } from '@jest/globals';
import { violationsOf } from '../../src/platform/database/check.js';
import { WaitingListSweep } from '../../src/registrations/queue/waiting-list-sweep.js';
import { SEAT_CHECKS } from '../../src/registrations/seats/seat-checks.js';
import type { TestApp } from './test-app.js';

/** A registration as the JSON API answers with it, with the token of its link. */
export interface Registered {
  readonly token: string;
  readonly id: string;
  readonly code: string;
  readonly status: string;
  readonly waitingPosition?: number;
  readonly resting?: string | null;
  readonly offerExpiresAt?: string;
  readonly places: readonly { readonly session: string; readonly status: string }[];
}

/** Registers by the public API, under some nickname, and expects to be let in. */
export async function register(app: TestApp, body: object): Promise<Registered> {
  const { body: answer } = await app.http
    .post('/api/v1/registrations')
    .send({ nickname: 'みどり', ...body })
    .expect(201);
  return { ...answer, token: answer.manageUrl.split('/').at(-1) };
}

/** What the registration is now. */
export async function registrationOf(app: TestApp, { token }: { token: string }): Promise<Registered> {
  const { body } = await app.http.get(`/api/v1/registrations/${token}`).expect(200);
  return { ...body, token };
}

/** Lets a worker look once, at the time of the test's clock. */
export function sweep(app: TestApp): Promise<number> {
  return app.nest.get(WaitingListSweep).sweep();
}

/** `verify` finds nothing amiss among sessions, seats, places and the queue. */
export async function expectSound(app: TestApp): Promise<void> {
  expect(await violationsOf(app.db.manager, SEAT_CHECKS, app.clock.now())).toEqual([]);
}

/** Kinds of the messages in the ledger about a registration, by name. */
export async function toldOf(app: TestApp, { id }: { id: string }): Promise<string[]> {
  const rows: { kind: string }[] = await app.db.query(
    'SELECT kind FROM messages WHERE subject_id = $1 ORDER BY kind',
    [id],
  );
  return rows.map(({ kind }) => kind);
}
