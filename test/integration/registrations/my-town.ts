import { expect } from '@jest/globals';
import type { Response } from 'supertest';
import { violationsOf } from '../../../src/platform/database/check.js';
import { SEAT_CHECKS } from '../../../src/registrations/seats/seat-checks.js';
import type { TestApp } from '../../support/test-app.js';

/** Somebody who has registered, by the token of their link. */
export interface Registrant {
  readonly id: string;
  readonly token: string;
}

/** What someone with a link can do through the JSON API, for tests that are about the acts and not about their pages. */
export function registrants(app: TestApp) {
  const path = (token: string, rest = '') => `/api/v1/registrations/${token}${rest}`;
  return {
    async register(body: object): Promise<Registrant & { readonly status: string }> {
      const answer = await app.http
        .post('/api/v1/registrations')
        .send({ nickname: 'みどり', ...body })
        .expect(201);
      return { id: answer.body.id, token: tokenIn(answer.body.manageUrl), status: answer.body.status };
    },
    see: async ({ token }: { token: string }) => (await app.http.get(path(token)).expect(200)).body,
    release: ({ token }: Registrant, session: string) =>
      app.http.post(path(token, `/places/${session}/release`)),
    return: ({ token }: Registrant, session: string) =>
      app.http.post(path(token, `/places/${session}/return`)),
    people: ({ token }: Registrant, body: object) => app.http.patch(path(token)).send(body),
    move: ({ token }: Registrant, body: object) => app.http.post(path(token, '/move')).send(body),
    transfer: ({ token }: Registrant, body: object, key = 'a-key') =>
      app.http.post(path(token, '/transfer')).set('Idempotency-Key', key).send(body),
    link: ({ token }: Registrant, key = 'a-key') =>
      app.http.post(path(token, '/link')).set('Idempotency-Key', key),
    cancel: ({ token }: Registrant, body?: object) => app.http.delete(path(token)).send(body),
    accept: ({ token }: Registrant) => app.http.post(path(token, '/offer/accept')),
  };
}

export function tokenIn(manageUrl: string): string {
  return new URL(manageUrl).pathname.split('/').at(-1) as string;
}

/** Seats taken in these pools, in their order. */
export async function takenIn(app: TestApp, pools: readonly { readonly id: string }[]): Promise<number[]> {
  const rows: { id: string; taken: number }[] = await app.db.query('SELECT id, taken FROM seat_pools');
  return pools.map(({ id }) => rows.find((row) => row.id === id)?.taken ?? -1);
}

/** Kinds of the mails about a registration, as the ledger has them. */
export async function mailsAbout(app: TestApp, { id }: { readonly id: string }): Promise<string[]> {
  const rows: { kind: string }[] = await app.db.query(
    'SELECT kind FROM messages WHERE subject_id = $1 ORDER BY kind',
    [id],
  );
  return rows.map(({ kind }) => kind);
}

export function expectRefused(answer: Response, code: string, status = 409): void {
  expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
}

/** Everything that `tsudoi verify` holds of seats, places and the queue. */
export async function expectSound(app: TestApp): Promise<void> {
  expect(await violationsOf(app.db.manager, SEAT_CHECKS, app.clock.now())).toEqual([]);
}
