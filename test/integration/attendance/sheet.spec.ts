import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Place } from '../../../src/registrations/seats/place.entity.js';
import { makeParty } from '../../support/attendance-factories.js';
import { makePool, makeSession, makeTerm } from '../../support/factories.js';
import { bearer, type StaffBrowser, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const NOW = '2025-04-14T13:00:00+09:00';

describe('the attendance sheet of a session', () => {
  let app: TestApp;
  let term: Awaited<ReturnType<typeof makeTerm>>;
  let staff: StaffBrowser;

  beforeAll(async () => {
    app = await startTestApp({ now: NOW });
    term = await makeTerm(app.db, { dates: ['2025-04-14'] });
    staff = await signInAs(app, term.organization, 'reception');
  });
  afterAll(() => app.close());

  /** A session of its own, on the day of the clock, with these parties. */
  async function sessionWith(people: readonly number[]) {
    const session = await makeSession(app.db, term.course, { number: 2 });
    await makePool(app.db, session);
    const places: Place[] = [];
    for (const size of people) places.push(...(await makeParty(app.db, [session], { people: size })).places);
    return { session, places, path: `/staff/sessions/${session.id}` };
  }

  const marksOf = (sessionId: string) =>
    app.db.query(
      `SELECT place_id, string_agg(mark, ',' ORDER BY member) AS mark FROM attendance_marks WHERE session_id = $1
        GROUP BY place_id ORDER BY mark`,
      [sessionId],
    );
  const countsOf = (sessionId: string) =>
    app.db.query('SELECT category, people FROM head_counts WHERE session_id = $1 ORDER BY category', [
      sessionId,
    ]);
  const isRecorded = async (sessionId: string) =>
    (await app.db.query('SELECT 1 FROM attendance_records WHERE session_id = $1', [sessionId])).length === 1;
  const versionIn = (html: string) => /name="version" value="([^"]*)"/.exec(html)?.[1] ?? 'no version';

  it('saves the whole page: marks, how many of a party came, head counts, and an entry in the audit log', async () => {
    const { session, places, path } = await sessionWith([1, 3, 2, 1]);
    const [one, three, two, last] = places as [Place, Place, Place, Place];
    const answer = await staff.post(path, {
      version: '',
      [`mark.${one.id}`]: 'attended',
      [`mark.${three.id}`]: 'late',
      [`people.${three.id}`]: '2',
      [`mark.${two.id}`]: 'excused',
      [`people.${two.id}`]: '2',
      [`mark.${last.id}`]: '',
      'count.family': '４',
      'count.other': '0',
      'count.self': '',
      'count.supporter': '',
    });
    expect([answer.status, answer.headers.location]).toEqual([303, `${path}?saved=1`]);
    expect(await marksOf(session.id)).toEqual([
      { place_id: one.id, mark: 'attended' },
      { place_id: two.id, mark: 'excused,excused' },
      { place_id: three.id, mark: 'late,late,absent' },
    ]);
    expect(await countsOf(session.id)).toEqual([
      { category: 'family', people: 4 },
      { category: 'other', people: 0 },
    ]);
    const audit = await app.db.query(
      'SELECT actor, action, before, after FROM audit_entries WHERE subject_id = $1',
      [session.id],
    );
    expect(audit).toEqual([
      {
        actor: `staff:${staff.id}`,
        action: 'attendance.recorded',
        before: { marks: {}, counts: {} },
        after: {
          marks: { [one.id]: 'attended', [three.id]: 'late,late,absent', [two.id]: 'excused,excused' },
          counts: { family: 4, other: 0 },
        },
      },
    ]);
    const page = (await staff.get(`${path}?saved=1`)).text;
    expect(page).toContain('保存しました。');
    expect(page).toContain('来た人は7人です（名前で3人、人数記録で4人）。');
    expect(page).toContain('印のない申込が1件あります。');
  });

  it('takes a mark away when it is blank, and the record with the last of it', async () => {
    const { session, places, path } = await sessionWith([1]);
    const field = `mark.${places[0]?.id}`;
    await staff.post(path, { version: '', [field]: 'absent' });
    expect([(await marksOf(session.id)).length, await isRecorded(session.id)]).toEqual([1, true]);
    const version = versionIn((await staff.get(path)).text);
    await staff.post(path, { version, [field]: '' });
    expect([(await marksOf(session.id)).length, await isRecorded(session.id)]).toEqual([0, false]);
  });

  it('keeps a counted 0 apart from an empty page', async () => {
    const { session, path } = await sessionWith([]);
    await staff.post(path, { version: '', 'count.self': '' });
    expect(await isRecorded(session.id)).toBe(false);
    expect((await staff.get(path)).text).toContain('出欠はまだ記録されていません（記録なし）。');
    await staff.post(path, { version: '', 'count.self': '0' });
    expect(await isRecorded(session.id)).toBe(true);
    expect((await staff.get(path)).text).toContain('来た人は0人です');
  });

  it('marks the rest as attended with one button', async () => {
    const { session, places, path } = await sessionWith([1, 4]);
    await staff.post(path, {
      version: '',
      rest: 'attended',
      [`mark.${places[0]?.id}`]: 'absent',
      [`mark.${places[1]?.id}`]: '',
    });
    expect(await marksOf(session.id)).toEqual([
      { place_id: places[0]?.id, mark: 'absent' },
      { place_id: places[1]?.id, mark: 'attended,attended,attended,attended' },
    ]);
  });

  it.each([
    ['count.family', '=cmd', '整数で入力してください。'],
    ['count.family', '-1', '0以上にしてください。'],
    ['count.family', '10001', '10000以下にしてください。'],
  ])('comes back with 422 and its values: %s = %s', async (field, value, sentence) => {
    const { session, places, path } = await sessionWith([2]);
    const answer = await staff.post(path, { version: '', [`mark.${places[0]?.id}`]: 'late', [field]: value });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(sentence);
    expect(answer.text).toContain('<option value="late" selected>');
    expect(answer.text).toContain(`name="${field}" inputmode="numeric" autocomplete="off" value="${value}"`);
    expect(answer.text).toContain('aria-invalid="true"');
    expect([(await marksOf(session.id)).length, await isRecorded(session.id)]).toEqual([0, false]);
  });

  it('refuses more people than the party has, and places of another session', async () => {
    const { session, places, path } = await sessionWith([2]);
    const other = await sessionWith([1]);
    const tooMany = await staff.post(path, {
      version: '',
      [`mark.${places[0]?.id}`]: 'late',
      [`people.${places[0]?.id}`]: '3',
    });
    expect([tooMany.status, tooMany.text.includes('1から2までの人数にしてください。')]).toEqual([422, true]);
    const foreign = await staff.post(path, { version: '', [`mark.${other.places[0]?.id}`]: 'late' });
    expect(foreign.status).toBe(422);
    expect([...(await marksOf(session.id)), ...(await marksOf(other.session.id))]).toEqual([]);
  });

  it('shows a second receptionist what the first has saved, and loses neither', async () => {
    const { session, places, path } = await sessionWith([1, 1, 1]);
    const [a, b, c] = places.map((place) => place.id) as [string, string, string];
    const second = await signInAs(app, term.organization, 'reception');
    const start = {
      version: '',
      [`was.mark.${a}`]: '',
      [`was.mark.${b}`]: '',
      [`was.mark.${c}`]: '',
      'was.count.family': '',
    };
    await staff.post(path, {
      ...start,
      [`mark.${a}`]: 'attended',
      [`mark.${b}`]: 'attended',
      [`mark.${c}`]: '',
      'count.family': '2',
    });
    const crossed = await second.post(path, {
      ...start,
      [`mark.${a}`]: '',
      [`mark.${b}`]: 'absent',
      [`mark.${c}`]: 'online',
      'count.family': '',
    });

    expect(crossed.status).toBe(409);
    expect(crossed.text).toContain('ほかの人が先に保存しました');
    expect(crossed.text).toContain('保存済み：出席');
    expect(chosenIn(crossed.text, `mark.${a}`)).toBe('attended');
    expect(chosenIn(crossed.text, `mark.${b}`)).toBe('absent');
    expect(chosenIn(crossed.text, `mark.${c}`)).toBe('online');
    expect(crossed.text).toContain('name="count.family" inputmode="numeric" autocomplete="off" value="2"');
    expect((await marksOf(session.id)).map((row: { mark: string }) => row.mark)).toEqual([
      'attended',
      'attended',
    ]);

    const again = await second.post(path, {
      version: versionIn(crossed.text),
      [`mark.${a}`]: 'attended',
      [`mark.${b}`]: 'absent',
      [`mark.${c}`]: 'online',
      'count.family': '2',
    });
    expect(again.status).toBe(303);
    expect((await marksOf(session.id)).map((row: { mark: string }) => row.mark)).toEqual([
      'absent',
      'attended',
      'online',
    ]);
  });

  it('lets exactly one of several simultaneous first saves through', async () => {
    const { session, places } = await sessionWith([1]);
    const authorization = await bearer(app, term.organization, 'reception');
    const answers = await Promise.all(
      ['attended', 'late', 'online', 'absent'].map((mark) =>
        app.http
          .put(`/api/v1/staff/sessions/${session.id}/attendance`)
          .set({ authorization })
          .send({ version: '', marks: [{ place: places[0]?.id, mark }] }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    expect(await marksOf(session.id)).toHaveLength(1);
  });

  it('opens on the day of the session, in its own zone, and never for a cancelled or undated one', async () => {
    const tomorrow = await makeSession(app.db, term.course, { startsOn: '2025-04-15' });
    const undated = await makeSession(app.db, term.course, {
      startsOn: null,
      startTime: null,
      endTime: null,
      dateText: '下半期',
    });
    const cancelled = await makeSession(app.db, term.course, { status: 'cancelled', cancelReason: '台風' });
    for (const [session, status, sentence] of [
      [tomorrow, 422, '出欠は当日から記録できます。'],
      [undated, 422, '日程が決まると、当日から出欠を記録できます。'],
      [cancelled, 409, 'この回は中止になりました（台風）。'],
    ] as const) {
      const page = await staff.get(`/staff/sessions/${session.id}`);
      expect(page.text).toContain(sentence);
      expect(page.text).not.toContain('name="version"');
      expect(
        (await staff.post(`/staff/sessions/${session.id}`, { version: '', 'count.self': '0' })).status,
      ).toBe(status);
      expect(await isRecorded(session.id)).toBe(false);
    }
    app.clock.set('2025-04-15T00:00:00+09:00');
    expect(
      (await staff.post(`/staff/sessions/${tomorrow.id}`, { version: '', 'count.self': '0' })).status,
    ).toBe(303);
    app.clock.set(NOW);
  });

  it('speaks English, in what it refuses too, and stays there after saving', async () => {
    const { places, path } = await sessionWith([2]);
    const inEnglish = `${path}?lang=en`;
    expect((await staff.get(inEnglish)).text).toContain('Attendance is not recorded yet.');
    const refused = await staff.post(inEnglish, { version: '', 'count.other': 'many' });
    expect([refused.status, refused.text.includes('Other: Please enter a whole number.')]).toEqual([
      422,
      true,
    ]);
    const saved = await staff.post(inEnglish, { version: '', [`mark.${places[0]?.id}`]: 'left_early' });
    expect(saved.headers.location).toBe(`${path}?saved=1&lang=en`);
    expect((await staff.get(saved.headers.location ?? '')).text).toContain(
      '2 people came (2 by name, 0 by head count).',
    );
    const crossed = await staff.post(inEnglish, { version: '', [`mark.${places[0]?.id}`]: 'absent' });
    expect([crossed.status, crossed.text.includes('Saved: Left early')]).toEqual([409, true]);
    expect((await staff.get(`${path}/roster?lang=en`)).text).toContain('1 registration, 2 people');
    expect((await staff.get('/staff?lang=en')).text).toContain('What needs you');
  });

  it('shows a viewer the roster but no form, and takes nothing from them', async () => {
    const { session, path } = await sessionWith([1]);
    const viewer = await signInAs(app, term.organization, 'viewer');
    const page = await viewer.get(path);
    expect(page.status).toBe(200);
    expect(page.text).not.toContain('name="version"');
    expect((await viewer.post(path, { version: '', 'count.self': '1' })).status).toBe(403);
    expect(await isRecorded(session.id)).toBe(false);
  });

  it('does not exist for another organization, nor does a session that is none', async () => {
    const { session, path } = await sessionWith([1]);
    const elsewhere = await makeTerm(app.db, { dates: ['2025-04-14'] });
    const stranger = await signInAs(app, elsewhere.organization, 'owner');
    const authorization = await bearer(app, elsewhere.organization, 'owner');
    expect((await stranger.get(path)).status).toBe(404);
    expect((await stranger.post(path, { version: '', 'count.self': '1' })).status).toBe(404);
    const api = `/api/v1/staff/sessions/${session.id}`;
    await app.http.get(`${api}/roster`).set({ authorization }).expect(404);
    await app.http.put(`${api}/attendance`).set({ authorization }).send({ marks: [] }).expect(404);
    await app.http.put(`${api}/head-count`).set({ authorization }).send({ counts: [] }).expect(404);
    expect((await staff.get('/staff/sessions/no-such-session')).status).toBe(404);
    expect(await isRecorded(session.id)).toBe(false);
  });
});

/** Value of the chosen option of a select. */
function chosenIn(html: string, name: string): string | undefined {
  const select = html.split(`name="${name}"`)[1]?.split('</select>')[0];
  return /value="([^"]*)" selected/.exec(select ?? '')?.[1];
}
