import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ProgrammeHost } from '../../../src/programmes/programme-host.entity.js';
import { newId } from '../../../src/shared/ids.js';
import { makeOrganization, makeProgramme, makeTerm, makeVenue } from '../../support/factories.js';
import { bearer, type StaffBrowser, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { faultAt, formIn, hiddenIn, theirsAt, typed } from '../programmes/editing/page-form.js';

describe('the page on which a session is edited', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
  });
  afterAll(() => app.close());

  async function edited(holders = 0) {
    const term = await makeTerm(app.db, { dates: ['2025-04-14', '2025-05-12'], capacity: 10 });
    const [session] = term.sessions;
    const id = session!.id;
    for (let index = 0; index < holders; index++) {
      const email = `h${index}-${id}@family.example`;
      await app.http.post('/api/v1/registrations').send({ session: id, nickname: 'ひと', email }).expect(201);
    }
    const browser = await signInAs(app, term.organization, 'organizer');
    const path = `/staff/sessions/${id}/edit`;
    const save = async (entries: Record<string, string>, by: StaffBrowser = browser) =>
      by.post(path, await typed(by, path, entries));
    const stored = async () => (await app.db.query('SELECT * FROM sessions WHERE id = $1', [id]))[0];
    const notices = () =>
      app.db.query(
        `SELECT message.kind FROM messages message JOIN places ON places.id = subject_id WHERE places.session_id = $1`,
        [id],
      );
    return { ...term, id, browser, path, save, stored, notices };
  }

  it('changes nothing when nothing is typed', async () => {
    const { save, stored } = await edited();
    const before = await stored();
    expect((await save({})).status).toBe(303);
    expect(await stored()).toEqual(before);
  });

  it('holds everything that a session may say', async () => {
    const { organization, programme, save, stored, browser, path } = await edited();
    const venue = await makeVenue(app.db, organization, { name: '北会館' });
    const other = await makeProgramme(app.db, organization, { title: 'フリースペース' });
    const answer = await save({
      ...{ number: '３', title: '冬のつどい', topic: '年越しの話', format: 'テーマ別', lecturer: '山田さん' },
      ...{
        startsOn: '2026-01-10',
        endsOn: '2026-01-15',
        startTime: '10:00',
        endTime: '24:00',
        doorsOpen: '9:30',
      },
      ...{ durationText: '１時間程度', venue: venue.key },
      ...{ 'segments.0.start': '10:00', 'segments.0.topic': '講演', 'segments.1.start': '13:30' },
      ...{ 'segments.1.topic': '交流会', [`alsoFor.${other.key}`]: '1' },
      ...{ 'pools.onsite.limit': 'unlimited', 'pools.onsite.capacity': '' },
    });
    expect([answer.status, answer.headers.location]).toEqual([303, `${path}?saved=1`]);
    expect(await stored()).toMatchObject({
      ...{ number: 3, title: '冬のつどい', topic: '年越しの話', format: 'テーマ別', lecturer: '山田さん' },
      ...{ starts_on: '2026-01-10', ends_on: '2026-01-15', start_time: '10:00:00', end_time: '24:00:00' },
      ...{
        doors_open: '09:30:00',
        duration_text: '１時間程度',
        venue_id: venue.id,
        also_for_ids: [other.id],
      },
      segments: [
        { start: '10:00', topic: '講演' },
        { start: '13:30', topic: '交流会' },
      ],
      ends_at: new Date('2026-01-16T00:00:00+09:00'),
      ...{ sequence: 1, asked: null, ruled: null },
    });
    const shown = formIn((await browser.get(path)).text);
    expect(shown).toMatchObject({
      endTime: '24:00',
      'segments.1.topic': '交流会',
      'pools.onsite.limit': 'unlimited',
    });
    await save({ startTime: '', endTime: '', endsOn: '', 'segments.0.start': '', 'segments.0.topic': '' });
    expect(await stored()).toMatchObject({
      ...{ start_time: null, end_time: null, ends_on: null, segments: [{ start: '13:30', topic: '交流会' }] },
    });
    expect(programme.id).not.toBe(other.id);
  });

  it('takes the date away and says what is known instead: words, half a year, other months', async () => {
    const { save, stored, browser, path } = await edited();
    await save({ dateState: 'undated', dateText: '日程は後日', period: '2025-10/2026-03' });
    const half = { within_from: '2025-10-01', within_until: '2026-03-31' };
    expect(await stored()).toMatchObject({
      date_state: 'undated',
      starts_on: null,
      date_text: '日程は後日',
      ...half,
    });
    await save({ period: 'other', withinFrom: '2025年11月', withinUntil: '2026/1' });
    expect(await stored()).toMatchObject({ within_from: '2025-11-01', within_until: '2026-01-31' });
    expect(formIn((await browser.get(path)).text)).toMatchObject({ period: 'other', withinFrom: '2025-11' });
    const wrong = await save({ withinFrom: '13月' });
    expect([wrong.status, faultAt(wrong.text, 'withinFrom')]).toEqual([
      422,
      expect.stringContaining('2025-10'),
    ]);
    await save({ dateState: 'dated', startsOn: '2025-12-01' });
    expect(await stored()).toMatchObject({ starts_on: '2025-12-01', date_text: null, within_from: null });
  });

  it('shows every fault beside its field, with what was typed', async () => {
    const { save, stored } = await edited(2);
    const wrong = await save({
      ...{ number: 'さん', endTime: '25:00', startsOn: '', topic: '話' },
      ...{ 'pools.onsite.limit': 'limited', 'pools.onsite.capacity': 'たくさん' },
    });
    expect(wrong.status).toBe(422);
    for (const field of ['number', 'endTime', 'startsOn', 'pools.onsite.capacity'])
      expect([field, faultAt(wrong.text, field)]).toEqual([field, expect.any(String)]);
    expect(formIn(wrong.text)).toMatchObject({ number: 'さん', endTime: '25:00', topic: '話' });
    const small = await save({ 'pools.onsite.capacity': '1' });
    expect([small.status, faultAt(small.text, 'pools.onsite.capacity')]).toEqual([
      422,
      expect.stringContaining('2席'),
    ]);
    expect(await stored()).toMatchObject({ sequence: 0 });
  });

  it('asks once more before it mails people, and says how many and what', async () => {
    const { save, browser, path, stored, notices } = await edited(2);
    const asked = await save({ startsOn: '2025-04-21', topic: '別の話' });
    expect(asked.status).toBe(200);
    expect(asked.text).toContain('2件の連絡先に、メールを送ります');
    expect(asked.text).toContain('2025年4月14日（月）');
    expect(asked.text).toContain('2025年4月21日（月）');
    expect([(await stored()).starts_on, await notices()]).toEqual(['2025-04-14', []]);
    const again = hiddenIn(asked.text);
    const back = await browser.post(path, { ...again, more: 'segments' });
    expect([back.status, formIn(back.text)]).toMatchObject([
      200,
      { startsOn: '2025-04-21', topic: '別の話' },
    ]);
    expect((await browser.post(path, { ...again, confirm: '1' })).status).toBe(303);
    expect(await stored()).toMatchObject({ starts_on: '2025-04-21', topic: '別の話', sequence: 1 });
    expect(await notices()).toHaveLength(2);
    // What nobody is told of needs no asking.
    expect((await save({ topic: 'また別の話' })).status).toBe(303);
  });

  it('cancels with a reason and restores, each after asking', async () => {
    const { save, browser, path, stored, notices, id } = await edited(1);
    const confirmed = async (entries: Record<string, string>, sentence: string) => {
      const asked = await save(entries);
      expect([asked.status, asked.text.includes(sentence)]).toEqual([200, true]);
      expect((await browser.post(path, { ...hiddenIn(asked.text), confirm: '1' })).status).toBe(303);
    };
    await confirmed({ status: 'cancelled', cancelReason: '台風のため' }, '中止を、席のある方');
    expect(await stored()).toMatchObject({ status: 'cancelled', cancel_reason: '台風のため' });
    expect((await app.http.get(`/sessions/${id}`)).text).toContain('台風のため');
    await confirmed({ status: 'scheduled' }, '開催に戻すことを');
    expect(await stored()).toMatchObject({ status: 'scheduled', cancel_reason: null });
    expect((await notices()).map(({ kind }: { kind: string }) => kind).sort()).toEqual([
      'cancelled_session',
      'changed',
    ]);
    const actions = await app.db.query(
      'SELECT action FROM audit_entries WHERE action !~ $$viewed$$ AND subject_id = $1 ORDER BY at, id',
      [id],
    );
    expect(actions.map(({ action }: { action: string }) => action)).toEqual([
      'session.cancelled',
      'session.restored',
    ]);
  });

  it('brings two people together: what only one changed is saved, what both changed is shown to the second', async () => {
    const { organization, browser, path, stored } = await edited();
    const colleague = await signInAs(app, organization, 'organizer');
    const mine = await typed(browser, path, { topic: '私の話', lecturer: '山田さん' });
    const theirs = await typed(colleague, path, {
      format: 'テーマ別',
      lecturer: '佐藤さん',
      'segments.0.topic': '受付',
      'segments.0.start': '09:30',
    });
    expect((await colleague.post(path, theirs)).status).toBe(303);
    const contested = await browser.post(path, mine);
    expect(contested.status).toBe(409);
    expect(theirsAt(contested.text, 'lecturer')).toContain('佐藤さん');
    expect(formIn(contested.text)).toMatchObject({
      ...{ topic: '私の話', lecturer: '山田さん', format: 'テーマ別', 'segments.0.topic': '受付' },
    });
    expect((await browser.post(path, formIn(contested.text))).status).toBe(303);
    expect(await stored()).toMatchObject({
      ...{ topic: '私の話', lecturer: '山田さん', format: 'テーマ別' },
      segments: [{ start: '09:30', topic: '受付' }],
    });
    const late = await typed(browser, path, { title: '春の会' });
    await colleague.post(path, await typed(colleague, path, { topic: '別の話' }));
    expect((await browser.post(path, late)).status).toBe(303);
    expect(await stored()).toMatchObject({ title: '春の会', topic: '別の話' });
  });

  it('refuses a client that has seen an older session, and says so', async () => {
    const { organization, id, stored } = await edited();
    const authorization = await bearer(app, organization, 'organizer');
    const patch = (body: object) =>
      app.http.patch(`/api/v1/staff/sessions/${id}`).set('authorization', authorization).send(body);
    const seen = (await app.http.get(`/api/v1/sessions/${id}`)).body.sequence;
    expect((await patch({ sequence: seen, topic: '一' }).expect(200)).body.sequence).toBe(seen + 1);
    expect((await patch({ sequence: seen, topic: '二' }).expect(409)).body.code).toBe('conflict');
    expect(await stored()).toMatchObject({ topic: '一' });
    await patch({ topic: '三' }).expect(200);
    const [one, other] = await Promise.all([
      patch({ sequence: seen + 2, topic: '四' }),
      patch({ sequence: seen + 2, topic: '五' }),
    ]);
    expect([one.status, other.status].sort()).toEqual([200, 409]);
  });

  it('is open to organizers of the town and of a host with the right, and to nobody else', async () => {
    const { organization, programme, path } = await edited();
    const statusFor = async (browser: StaffBrowser) => (await browser.get(path)).status;
    expect(await statusFor(await signInAs(app, organization, 'reception'))).toBe(403);
    const neighbour = await makeOrganization(app.db, { name: 'となり市' });
    const guest = await signInAs(app, neighbour, 'organizer');
    expect(await statusFor(guest)).toBe(404);
    await app.db.getRepository(ProgrammeHost).insert({
      ...{ id: newId(), programmeId: programme.id, role: 'co_host' as const, name: 'となり市', position: 0 },
      ...{ hostOrganizationId: neighbour.id, rights: 'organizer' as const },
    });
    expect((await guest.post(path, await typed(guest, path, { topic: '合同の会' }))).status).toBe(303);
  });

  it('takes out a session that nobody ever held, and refuses others with the remedy', async () => {
    const { id, course, browser, sessions } = await edited();
    const [, second] = sessions;
    const path = `/staff/sessions/${id}/remove`;
    expect((await browser.post(path)).status).toBe(200);
    const count = async () =>
      (await app.db.query('SELECT 1 FROM sessions WHERE course_id = $1', [course.id])).length;
    expect(await count()).toBe(2);
    const body = { session: second!.id, nickname: 'みどり' };
    const { manageUrl } = (await app.http.post('/api/v1/registrations').send(body).expect(201)).body;
    await app.http.delete(`/api/v1/registrations/${manageUrl.split('/').at(-1)}`).expect(200);
    const held = await browser.post(`/staff/sessions/${second!.id}/remove`, { confirm: '1' });
    expect([held.status, held.text.includes('中止にしてください')]).toEqual([409, true]);
    expect((await browser.post(path, { confirm: '1' })).headers.location).toContain(
      `/staff/courses/${course.id}`,
    );
    expect(await count()).toBe(1);
    const [entry] = await app.db.query(
      'SELECT action, before FROM audit_entries WHERE action !~ $$viewed$$ AND subject_id = $1',
      [id],
    );
    expect(entry).toMatchObject({ action: 'session.removed', before: { startsOn: '2025-04-14' } });
  });

  it('never takes out a session whose day has come', async () => {
    const { organization, id } = await edited();
    const authorization = await bearer(app, organization, 'organizer');
    app.clock.set('2025-04-14T08:00:00+09:00');
    const refused = await app.http.delete(`/api/v1/staff/sessions/${id}`).set('authorization', authorization);
    app.clock.set('2025-04-01T09:00:00+09:00');
    expect([refused.status, refused.body.faults]).toMatchObject([409, [{ code: 'sessions.begun' }]]);
    await app.http.delete(`/api/v1/staff/sessions/${id}`).set('authorization', authorization).expect(204);
  });

  it('tells on the page of the session who changed what, before and after, to organizers only', async () => {
    const { organization, id, save, browser } = await edited();
    const venue = await makeVenue(app.db, organization, { name: '北会館' });
    await save({
      venue: venue.key,
      startsOn: '2025-04-21',
      'segments.0.start': '10:00',
      'segments.0.topic': '講演',
    });
    const history = (html: string) =>
      /<section[^>]*aria-labelledby="history">([\s\S]*?)<\/section>/.exec(html)?.[1];
    const shown = history((await browser.get(`/staff/sessions/${id}`)).text);
    for (const words of ['回を変えた', '北会館', '2025年4月14日（月）', '2025年4月21日（月）', '10:00 講演'])
      expect(shown).toContain(words);
    expect(shown).not.toContain(venue.id);
    const viewer = await signInAs(app, organization, 'viewer');
    const page = (await viewer.get(`/staff/sessions/${id}`)).text;
    expect([history(page), page.includes(`/staff/sessions/${id}/edit`)]).toEqual([undefined, false]);
  });
});
