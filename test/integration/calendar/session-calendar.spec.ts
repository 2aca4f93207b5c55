import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CalendarClient } from '../../support/calendar-client.js';
import { makeTerm, makeVenue } from '../../support/factories.js';
import { lintICalendar } from '../../support/icalendar-lint.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { secondsApart } from './seconds-apart.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

it('holds one session alone, as the feeds have it', async () => {
  const { organization, sessions } = await makeTerm(app.db, { dates: ['2025-04-14', '2025-04-28'] });
  const path = `/sessions/${sessions[1]?.id}/calendar.ics`;
  const answer = await app.http.get(path).expect(200);
  expect(answer.headers['content-type']).toBe('text/calendar; charset=utf-8');
  expect(lintICalendar(Buffer.from(answer.text), 'feed')).toEqual([]);
  const [alone, all] = [
    new CalendarClient(`${app.url}${path}`),
    new CalendarClient(`${app.url}/calendar/${organization.slug}.ics`),
  ];
  await alone.refresh();
  await all.refresh();
  const uid = `${sessions[1]?.id}@tsudoi`;
  expect([...alone.shown]).toEqual([[uid, all.shown.get(uid)]]);
  await app.http
    .get(path)
    .set('if-none-match', answer.headers.etag as string)
    .expect(304);
  const page = await app.http.get(`/sessions/${sessions[1]?.id}`).expect(200);
  expect(page.text).toContain(`href="${path}"`);
});

it('is as old as the last change of what it shows, which leaves no date with the session', async () => {
  const { organization, sessions } = await makeTerm(app.db, { dates: ['2025-04-14'] });
  const venue = await makeVenue(app.db, organization);
  await app.db.query('UPDATE sessions SET venue_id = $1 WHERE id = $2', [venue.id, sessions[0]?.id]);
  const letSecondsPass = secondsApart(app.db);
  await letSecondsPass();
  const dated = new CalendarClient(`${app.url}/sessions/${sessions[0]?.id}/calendar.ics`, fetch, 'date');
  await dated.refresh();
  await app.db.query(`UPDATE venues SET name = '南公民館' WHERE id = $1`, [venue.id]);
  await letSecondsPass();
  // A venue's name raises no SEQUENCE when it is put right by hand.
  await expect(dated.refresh()).rejects.toThrow('LOCATION of');
});

it('is not there for a session without a date, nor for none', async () => {
  const { sessions } = await makeTerm(app.db, { dates: ['2025-04-14'] });
  const id = sessions[0]?.id;
  await app.db.query(
    `UPDATE sessions SET date_state = 'undated', starts_on = NULL, starts_at = NULL, ends_at = NULL WHERE id = $1`,
    [id],
  );
  for (const name of [id, '00000000-0000-0000-0000-000000000000', 'x%00', 'all']) {
    await app.http.get(`/sessions/${name}/calendar.ics`).expect(404);
  }
  expect((await app.http.get(`/sessions/${id}`).expect(200)).text).not.toContain('calendar.ics');
  await app.http.get(`/sessions/${id}/calendar.ics?lang=fr`).expect(400);
});
