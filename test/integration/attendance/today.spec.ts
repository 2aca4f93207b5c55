import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import { Offer } from '../../../src/registrations/queue/offer.entity.js';
import { newId } from '../../../src/shared/ids.js';
import { makeParty, makePlan } from '../../support/attendance-factories.js';
import {
  makeCourse,
  makeOrganization,
  makePool,
  makeProgramme,
  makeSession,
  makeTerm,
} from '../../support/factories.js';
import { signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const NOW = '2025-05-12T09:00:00+09:00';

describe('what waits for staff on their first page', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ now: NOW });
  });
  afterAll(() => app.close());

  const homeOf = async (organization: Organization, role: 'viewer' | 'reception' | 'organizer') =>
    (await (await signInAs(app, organization, role)).get('/staff').expect(200)).text;

  async function offered(term: Awaited<ReturnType<typeof makeTerm>>, expiresAt: string) {
    const { registration } = await makeParty(app.db, [term.sessions[0]!], { placeStatus: 'offered' });
    await app.db.getRepository(Offer).insert({
      id: newId(),
      organizationId: term.organization.id,
      registrationId: registration.id,
      status: 'open',
      madeAt: new Date(NOW),
      arrivesAt: new Date(NOW),
      expiresAt: new Date(expiresAt),
    } as never);
    return registration;
  }

  it('says so where there is nothing', async () => {
    const html = await homeOf(await makeOrganization(app.db), 'organizer');
    for (const words of [
      '今日の予定はありません。',
      'いま対応が必要なことはありません。',
      '今週は、このあと予定の回はありません。',
      '来週は予定の回はありません。',
    ])
      expect(html).toContain(words);
  });

  it('names offers that end within a day by their number, to whoever may act on them', async () => {
    const term = await makeTerm(app.db, { dates: ['2025-05-20'] });
    const soon = await offered(term, '2025-05-13T08:59:00+09:00');
    const later = await offered(term, '2025-05-13T09:01:00+09:00');
    const html = await homeOf(term.organization, 'reception');
    expect(html).toContain('あと24時間以内に期限が来る案内が1件あります');
    expect(html).toContain(`/staff/registrations/${soon.id}"`);
    expect(html).not.toContain(`/staff/registrations/${later.id}"`);
    expect(html).toContain('ほかに、案内への返事を待っている人が1人います');
    expect(html).not.toContain(soon.nickname);
    const viewed = await homeOf(term.organization, 'viewer');
    expect(viewed).not.toContain(soon.code);
    expect(viewed).not.toContain('案内');
  });

  it('asks for a draw once nobody can register any more, and only whoever draws', async () => {
    const lottery = { priorities: [] };
    const open = await makeTerm(app.db, {
      dates: ['2025-05-20'],
      course: { lottery, closesAt: new Date('2025-05-12T09:00:01+09:00') },
    });
    const closed = await makeTerm(app.db, {
      dates: ['2025-05-20'],
      course: { lottery, closesAt: new Date('2025-05-12T09:00:00+09:00') },
    });
    for (const { sessions } of [open, closed]) await makeParty(app.db, sessions, { placeStatus: 'applied' });
    const way = `/staff/courses/${closed.course.id}/lottery"`;
    expect(await homeOf(open.organization, 'organizer')).not.toContain('/lottery"');
    expect(await homeOf(closed.organization, 'organizer')).toContain(way);
    expect(await homeOf(closed.organization, 'reception')).not.toContain(way);
  });

  it('lists plans with fewer dated sessions than planned: a part counts for its whole, a cancelled one does not', async () => {
    const organization = await makeOrganization(app.db);
    const whole = await makeProgramme(app.db, organization, { title: '居場所' });
    const part = await makeProgramme(app.db, organization, { title: '女性の居場所', partOfId: whole.id });
    const enough = await makeProgramme(app.db, organization, { title: '足りている講座' });
    const resting = await makeProgramme(app.db, organization, { title: '休んでいる講座' });
    const most = await makeProgramme(app.db, organization, { title: '二回以内の講座' });
    const next = await makeProgramme(app.db, organization, { title: '来年度の講座' });
    await makePlan(app.db, whole, { planned: 3 });
    await makePlan(app.db, enough, { planned: 1 });
    await makePlan(app.db, resting, { planned: 4, status: 'suspended' });
    await makePlan(app.db, most, { planned: 2, qualifier: 'at_most' });
    await makePlan(app.db, next, { planned: 5, fiscalYear: 2026, qualifier: 'exact' });
    for (const programme of [part, enough, most]) {
      const course = await makeCourse(app.db, programme);
      await makeSession(app.db, course, { startsOn: '2025-06-02' });
    }
    const course = await makeCourse(app.db, part);
    await makeSession(app.db, course, { startsOn: '2026-03-31' });
    await makeSession(app.db, course, { startsOn: '2025-06-09', status: 'cancelled' });
    const undated = await makeSession(app.db, course, { startsOn: null, dateText: '下半期' });
    const html = await homeOf(organization, 'viewer');
    expect(html).toContain('年間計画に日程が足りない事業が1件あります');
    expect(html).toMatch(/居場所<\/a> 令和7（2025）年度：計画 3回程度、日程のある回 2回/);
    for (const title of ['足りている講座', '休んでいる講座', '二回以内の講座', '来年度の講座'])
      expect(html).not.toContain(title);
    expect(html).not.toContain('/courses/new');
    expect(html).toContain('日程が決まっていない回が1回あります');
    expect(html).toContain(`/staff/sessions/${undated.id}"`);
    const planning = await homeOf(organization, 'organizer');
    expect(planning).toContain(`/staff/programmes/${whole.slug}/courses/new`);
    expect(planning).toContain(`/staff/sessions/${undated.id}/edit"`);

    app.clock.set('2026-01-01T00:00:00+09:00');
    expect(await homeOf(organization, 'viewer')).toContain('来年度の講座');
    app.clock.set(NOW);
  });

  it('leads to the door of what is on today, for whoever may keep it', async () => {
    const term = await makeTerm(app.db, { dates: ['2025-05-12', '2025-05-13'] });
    const [today, tomorrow] = term.sessions;
    const html = await homeOf(term.organization, 'reception');
    expect(html).toContain(`/staff/sessions/${today!.id}/door"`);
    expect(html).not.toContain(`/staff/sessions/${tomorrow!.id}/door"`);
    expect(await homeOf(term.organization, 'viewer')).not.toContain('/door"');
  });

  it('asks the database as often for many sessions as for none', async () => {
    const organization = await makeOrganization(app.db);
    const staff = await signInAs(app, organization, 'organizer');
    const statements = jest.spyOn(pg.Client.prototype, 'query');
    const count = async () => {
      statements.mockClear();
      await staff.get('/staff').expect(200);
      return statements.mock.calls.length;
    };
    const before = await count();
    for (let number = 0; number < 12; number++) {
      const programme = await makeProgramme(app.db, organization);
      await makePlan(app.db, programme, { planned: 9 });
      const course = await makeCourse(app.db, programme, { lottery: {}, closesAt: new Date(NOW) });
      const session = await makeSession(app.db, course, { startsOn: '2025-05-12', number });
      await makePool(app.db, session);
      await makeParty(app.db, [session], { placeStatus: 'applied' });
      await makeParty(app.db, [session], { placeStatus: 'waitlisted' });
      await makeSession(app.db, course, { startsOn: '2025-05-08' });
      await makeSession(app.db, course, { startsOn: null });
    }
    const after = await count();
    statements.mockRestore();
    expect(before).toBeGreaterThan(5);
    expect(after).toBe(before);
    expect((await staff.get('/staff')).text).toContain('キャンセル待ちのある回が12回あります');
  });
});
