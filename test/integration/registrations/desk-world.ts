import { expect } from '@jest/globals';
import type { Response } from 'supertest';
import type { Role } from '../../../src/organizations/principal.js';
import { violationsOf } from '../../../src/platform/database/check.js';
import { SEAT_CHECKS } from '../../../src/registrations/seats/seat-checks.js';
import { makeTerm } from '../../support/factories.js';
import { bearer } from '../../support/staff.js';
import type { TestApp } from '../../support/test-app.js';

/** A term of a town of its own, and its staff at the JSON API. */
export async function makeDesk(app: TestApp, given: Parameters<typeof makeTerm>[1]) {
  const term = await makeTerm(app.db, given);
  const tokens = new Map<Role, string>();
  const as = async (role: Role) => {
    if (!tokens.has(role)) tokens.set(role, await bearer(app, term.organization, role));
    return tokens.get(role) as string;
  };
  const post = async (
    path: string,
    body: object = {},
    role: Role = 'reception',
    key?: string,
  ): Promise<Response> =>
    app.http
      .post(`/api/v1/staff/${path}`)
      .set({ authorization: await as(role), ...(key ? { 'idempotency-key': key } : {}) })
      .send(body);
  const one = async (id: string, role: Role = 'reception') =>
    (
      await app.http
        .get(`/api/v1/staff/registrations/${id}`)
        .set({ authorization: await as(role) })
        .expect(200)
    ).body;
  return {
    ...term,
    as,
    post,
    one,
    /** Somebody registers on the web. */
    register: async (
      body: object,
    ): Promise<{ id: string; code: string; status: string; manageUrl: string }> => {
      const answer = await app.http.post('/api/v1/registrations').send({ nickname: 'みどり', ...body });
      expect({ status: answer.status, body: answer.body }).toMatchObject({ status: 201 });
      return answer.body;
    },
    /** An act on a registration. */
    act: (id: string, act: string, body: object = {}, role: Role = 'reception') =>
      post(`registrations/${id}/${act}`, body, role),
    statusOf: async (id: string) => (await one(id)).status,
    pool: async (index = 0) =>
      (
        await app.db.query('SELECT capacity, taken, overbooked FROM seat_pools WHERE id = $1', [
          term.pools[index]!.id,
        ])
      )[0],
    /** Actions in the audit log about something, the first one first. */
    audited: async (subjectId: string): Promise<string[]> =>
      (
        await app.db.query(
          'SELECT action FROM audit_entries WHERE action !~ $$viewed$$ AND subject_id = $1 ORDER BY at, id',
          [subjectId],
        )
      ).map(({ action }: { action: string }) => action),
    mails: async (id: string): Promise<string[]> =>
      (await app.db.query('SELECT kind FROM messages WHERE subject_id = $1 ORDER BY kind', [id])).map(
        ({ kind }: { kind: string }) => kind,
      ),
  };
}

/** What `tsudoi verify` finds wrong with seats, places and the queue. */
export async function unsound(app: TestApp): Promise<string[]> {
  return (await violationsOf(app.db.manager, SEAT_CHECKS, app.clock.now())).map(
    ({ name, subject }) => `${name}: ${subject}`,
  );
}

/** Once so many connections wait for a lock. */
export async function waiting(app: TestApp, count: number): Promise<void> {
  for (let seen = 0; seen < count; ) {
    const rows = await app.db.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    seen = rows.length;
  }
}
