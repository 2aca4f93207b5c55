import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { violationsOf } from '../../../src/platform/database/check.js';
import { renumbered } from '../../../src/registrations/domain/renumbering.js';
import { SEAT_CHECKS } from '../../../src/registrations/seats/seat-checks.js';
import { idOfKey } from '../../../src/shared/ids.js';
import { makeTerm, makeVenue } from '../../support/factories.js';
import { bearer, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { faultAt, formIn, typed } from '../programmes/editing/page-form.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
});
afterAll(() => app.close());

async function planned(
  given: Parameters<typeof makeTerm>[1] = { dates: ['2025-04-14', '2025-05-12'], capacity: 8 },
) {
  const term = await makeTerm(app.db, given);
  const browser = await signInAs(app, term.organization, 'organizer');
  const authorization = await bearer(app, term.organization, 'organizer');
  const send = (method: 'post' | 'patch', path: string, body: object = {}) =>
    app.http[method](`/api/v1/staff/${path}`).set('authorization', authorization).send(body);
  const rows = (): Promise<Record<string, unknown>[]> =>
    app.db.query('SELECT * FROM sessions WHERE course_id = $1 ORDER BY starts_on, number', [term.course.id]);
  return { ...term, browser, send, rows };
}

describe('adding a session to a course', () => {
  it('proposes the next number, times, venue and seats, and gives it the id that an import would', async () => {
    const { organization, programme, course, browser, sessions, rows } = await planned();
    const venue = await makeVenue(app.db, organization);
    await app.db.query('UPDATE sessions SET venue_id = $1 WHERE id = $2', [venue.id, sessions[1]?.id]);
    const path = `/staff/courses/${course.id}/sessions/new`;
    const form = await typed(browser, path);
    expect(form).toMatchObject({
      ...{ number: '3', startTime: '10:00', endTime: '11:45', venue: venue.key, startsOn: '' },
      ...{ 'pools.onsite.limit': 'limited', 'pools.onsite.capacity': '8' },
    });
    const blank = await browser.post(path, form);
    expect([blank.status, faultAt(blank.text, 'startsOn')]).toEqual([422, expect.any(String)]);
    const added = await browser.post(path, { ...form, startsOn: '2025-06-09', topic: '親の会' });
    const id = idOfKey('session', organization.slug, programme.key, course.key, '2025-06-09');
    expect([added.status, added.headers.location]).toEqual([303, `/staff/sessions/${id}/edit?saved=1`]);
    expect((await rows())[2]).toMatchObject({
      id,
      key: '2025-06-09',
      number: 3,
      topic: '親の会',
      venue_id: venue.id,
    });
    const [pool] = await app.db.query('SELECT * FROM seat_pools WHERE session_id = $1', [id]);
    expect(pool).toMatchObject({ id: idOfKey('pool', id, 'onsite'), capacity: 8, taken: 0 });
    const second = await browser.post(path, {
      ...form,
      startsOn: '2025-06-09',
      startTime: '14:00',
      endTime: '15:00',
    });
    expect(second.status).toBe(303);
    expect((await rows()).map(({ key }) => key)).toContain('2025-06-09T14:00');
    const same = await browser.post(path, {
      ...form,
      startsOn: '2025-06-09',
      startTime: '14:00',
      endTime: '15:00',
    });
    expect([same.status, faultAt(same.text, 'startsOn')]).toEqual([422, expect.stringContaining('同じ日時')]);
  });

  it('gives whoever registered for the course a place, after saying how many are told', async () => {
    const { course, browser, rows } = await planned();
    for (const name of ['a', 'b']) {
      const body = { course: course.id, nickname: name, email: `${name}-${course.id}@family.example` };
      await app.http.post('/api/v1/registrations').send(body).expect(201);
    }
    const path = `/staff/courses/${course.id}/sessions/new`;
    const asked = await browser.post(path, await typed(browser, path, { startsOn: '2025-06-09' }));
    expect([asked.status, asked.text.includes('2件の連絡先')]).toEqual([200, true]);
    expect(await rows()).toHaveLength(2);
    const again = formFields(asked.text);
    const back = await browser.post(path, { ...again, more: 'segments' });
    expect([back.status, formIn(back.text).startsOn]).toEqual([200, '2025-06-09']);
    expect((await browser.post(path, { ...again, confirm: '1' })).status).toBe(303);
    const [{ id }] = (await rows()).slice(-1) as [{ id: string }];
    const places = await app.db.query('SELECT status FROM places WHERE session_id = $1', [id]);
    expect(places).toEqual([{ status: 'confirmed' }, { status: 'confirmed' }]);
    const told = await app.db.query(
      `SELECT kind FROM messages JOIN places ON places.id = subject_id WHERE places.session_id = $1`,
      [id],
    );
    expect(told).toEqual([{ kind: 'changed' }, { kind: 'changed' }]);
    expect(await violationsOf(app.db.manager, SEAT_CHECKS, app.clock.now())).toEqual([]);
  });

  it('makes up for a cancelled session with what that was about, and for no other', async () => {
    const { course, browser, sessions, send } = await planned();
    const missed = sessions[0]?.id as string;
    const path = `/staff/courses/${course.id}/sessions/new?instead=${missed}`;
    expect((await browser.get(path)).status).toBe(422);
    await send('patch', `sessions/${missed}`, {
      topic: '体験談',
      lecturer: '山田さん',
      status: 'cancelled',
    }).expect(200);
    const form = await typed(browser, path, { startsOn: '2025-04-28' });
    expect(form).toMatchObject({ topic: '体験談', lecturer: '山田さん', number: '1' });
    const answer = await browser.post(`/staff/courses/${course.id}/sessions/new`, form);
    const id = /sessions\/([^/]+)\/edit/.exec(answer.headers.location ?? '')?.[1];
    const [entry] = await app.db.query(
      'SELECT action, after FROM audit_entries WHERE action !~ $$viewed$$ AND subject_id = $1',
      [id],
    );
    expect(entry).toMatchObject({
      action: 'session.added',
      after: { insteadOf: missed, startsOn: '2025-04-28' },
    });
    const other = await send('post', `courses/${course.id}/sessions`, {
      startsOn: '2025-07-01',
      insteadOf: sessions[1]?.id,
    });
    expect([other.status, other.body.faults]).toMatchObject([422, [{ code: 'sessions.notCancelled' }]]);
  });

  it('takes one without a date, two at once come one after the other, and seats come from the course', async () => {
    const { course, send, rows } = await planned({
      dates: [],
      course: { schedule: { pools: [{ key: 'online', capacity: 3 }] } },
    });
    const path = `courses/${course.id}/sessions`;
    const answers = await Promise.all([
      send('post', path, { dateText: '後日' }),
      send('post', path, { within: '2025-09' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(answers[0]?.body).toMatchObject({
      dateState: 'undated',
      pools: [{ key: 'online', label: 'オンライン', capacity: 3 }],
      registration: { state: 'open' },
    });
    expect((await rows()).map(({ key }) => key).sort()).toEqual(['undated-1', 'undated-2']);
    const same = await Promise.all([1, 2].map(() => send('post', path, { startsOn: '2025-06-01' })));
    expect(same.map(({ status }) => status).sort()).toEqual([201, 422]);
  });
});

describe('numbering the sessions of a course anew', () => {
  it('goes by date, leaves out what fell out, and puts undated ones by what is known', () => {
    const one = (id: string, number: number | null, startsOn: string | null, more: object = {}) => ({
      ...{ id, number, startsOn, startTime: null, withinUntil: null, status: 'scheduled' as const },
      ...more,
    });
    const numbers = renumbered([
      one('later', null, null),
      one('october', null, null, { withinUntil: '2025-10-31' }),
      one('june', 2, '2025-06-01', { startTime: '10:00' }),
      one('may', 3, '2025-05-01'),
      one('fell out', 2, '2025-05-15', { status: 'cancelled' }),
      one('fell out as ninth', 9, '2025-05-20', { status: 'cancelled' }),
      one('november', 7, '2025-11-01'),
    ]).map(({ session, number }) => [session.id, number]);
    expect(numbers).toEqual([
      ['may', 1],
      ['fell out', null],
      ['fell out as ninth', 9],
      ['june', 2],
      ['october', 3],
      ['november', 4],
      ['later', 5],
    ]);
  });

  it('shows the new numbers first, does what was shown, once, and says so in calendars and history', async () => {
    const { course, browser, sessions, send, rows } = await planned({
      dates: ['2025-04-14', '2025-05-12', '2025-06-09'],
    });
    await send('patch', `sessions/${sessions[0]?.id}`, { startsOn: '2025-05-26' }).expect(200);
    const path = `/staff/courses/${course.id}/renumber`;
    const page = (await browser.get(path)).text;
    expect(page).toContain('その番号がほかの回に使われないときだけ番号を残し');
    const proposal = /name="proposal" value="([^"]*)"/.exec(page)?.[1] ?? '';
    await send('patch', `sessions/${sessions[2]?.id}`, { startsOn: '2025-04-21' }).expect(200);
    const outdated = await browser.post(path, { proposal });
    expect([outdated.status, outdated.text.includes('ほかの方が回を変えました')]).toEqual([409, true]);
    expect((await rows()).map(({ number }) => number)).toEqual([3, 2, 1]);
    const now = /name="proposal" value="([^"]*)"/.exec(outdated.text)?.[1] ?? '';
    expect((await browser.post(path, { proposal: now })).status).toBe(303);
    expect((await rows()).map(({ number, sequence }) => [number, sequence])).toEqual([
      [1, 2],
      [2, 0],
      [3, 2],
    ]);
    const entries = await app.db.query(
      'SELECT action, after FROM audit_entries WHERE action !~ $$viewed$$ AND subject_id = $1',
      [course.id],
    );
    expect(entries).toMatchObject([
      { action: 'course.renumbered', after: { numbers: { [sessions[0]!.id]: 3 } } },
    ]);
    expect((await browser.get(`/staff/sessions/${sessions[0]?.id}`)).text).toContain('番号を付け直した');
    expect((await browser.get(`/staff/sessions/${sessions[1]?.id}`)).text).not.toContain('番号を付け直した');
    expect((await send('post', `courses/${course.id}/renumber`).expect(200)).body).toEqual({ changed: 0 });
    expect((await browser.get(path)).text).toContain('番号はもう日付の順です');
  });
});

/** Hidden fields of the page that asks once more, without its token. */
function formFields(html: string): Record<string, string> {
  const fields = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
  return Object.fromEntries(
    fields.filter(([, name]) => name !== '_csrf').map(([, name, value]) => [name, value]),
  );
}
