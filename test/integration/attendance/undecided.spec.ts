import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Session } from '../../../src/programmes/session.entity.js';
import { makeParty } from '../../support/attendance-factories.js';
import { makeTerm } from '../../support/factories.js';
import { bearer, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const UNDECIDED = ['applied', 'offered', 'waitlisted'] as const;

describe('whoever has asked for a place and has none', () => {
  let app: TestApp;
  let term: Awaited<ReturnType<typeof makeTerm>>;
  let session: Session;
  let authorization: string;
  const placeOf = new Map<string, string>();

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-05-12T23:30:00+09:00' });
    term = await makeTerm(app.db, { dates: ['2025-05-13'], capacity: 5 });
    [session] = term.sessions as [Session];
    for (const placeStatus of [...UNDECIDED, 'confirmed'] as const) {
      const { places } = await makeParty(app.db, [session], { placeStatus, people: 2 });
      placeOf.set(placeStatus, places[0]?.id as string);
    }
    authorization = await bearer(app, term.organization, 'reception');
  });
  afterAll(() => app.close());

  it('takes a seat on the first page of staff only where one is held for them, and waits only in the queue', async () => {
    const staff = await signInAs(app, term.organization, 'viewer');
    const html = (await staff.get('/staff')).text;
    expect(html).toContain('席 4／5');
    expect(html).toContain('キャンセル待ち1件');
  });

  const mark = (status: string) => {
    app.clock.set('2025-05-13T13:00:00+09:00');
    return app.http
      .put(`/api/v1/staff/sessions/${session.id}/attendance`)
      .set({ authorization })
      .send({ marks: [{ place: placeOf.get(status), mark: 'attended' }] });
  };

  it.each(UNDECIDED)('cannot be marked while %s', async (status) => {
    const { body } = await mark(status).expect(422);
    expect(body.faults).toMatchObject([{ field: 'marks.0.place', code: 'unknownPlace' }]);
  });

  it('is not among those who came: the report counts the one who was confirmed', async () => {
    await mark('confirmed').expect(200);
    app.clock.set('2025-05-14T09:00:00+09:00');
    const { body } = await app.http
      .get('/api/v1/staff/reports/attendance?fiscalYear=2025')
      .set({ authorization: await bearer(app, term.organization, 'viewer') })
      .expect(200);
    expect(body.items).toMatchObject([{ attendances: { value: 2 }, uniquePeople: { value: 2 } }]);
  });
});
