import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AuditEntry } from '../../../../src/organizations/audit/audit-entry.entity.js';
import type { Organization } from '../../../../src/organizations/organization.entity.js';
import { FiscalYearPlan } from '../../../../src/programmes/fiscal-year-plan.entity.js';
import type { Programme } from '../../../../src/programmes/programme.entity.js';
import { ProgrammeHost } from '../../../../src/programmes/programme-host.entity.js';
import { newId } from '../../../../src/shared/ids.js';
import { makePlan } from '../../../support/attendance-factories.js';
import { makeCourse, makeOrganization, makeProgramme, makeSession } from '../../../support/factories.js';
import { type StaffBrowser, signInAs } from '../../../support/staff.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { type Fields, fieldsOf } from './page-fields.js';

describe('the table of a year’s plans', () => {
  let app: TestApp;
  let town: Organization;
  let classes: Programme;
  let meeting: Programme;
  let staff: StaffBrowser;

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-03-10T09:00:00+09:00' });
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    town = await makeOrganization(app.db);
    classes = await makeProgramme(app.db, town, { title: '家族教室', position: 0 });
    meeting = await makeProgramme(app.db, town, { title: '家族会', position: 1 });
    await makePlan(app.db, classes, { planned: 9, qualifier: 'exact' });
    staff = await signInAs(app, town, 'organizer');
  });

  const path = (year = 2025) => `/staff/plans?organization=${town.slug}&fiscalYear=${year}`;
  const opened = async (who = staff, year = 2025): Promise<Fields> =>
    fieldsOf((await who.get(path(year))).text);
  const send = (fields: Fields, who = staff, year = 2025) => who.post(path(year), fields);
  const named = (programme: Programme, column: string) => `plan.${programme.id}.${column}`;
  const planOf = (programme: Programme, fiscalYear = 2025) =>
    app.db.getRepository(FiscalYearPlan).findOneBy({ programmeId: programme.id, fiscalYear });
  const acts = () =>
    app.db.getRepository(AuditEntry).findBy({ organizationId: town.id, action: 'plan.changed' });

  it('saves every row at once, and writes down only the rows and fields that changed', async () => {
    const fields = await opened();
    fields[named(classes, 'planned')] = '１２';
    fields[named(classes, 'qualifier')] = 'about';
    fields[named(classes, 'text')] = '月1回\r\n程度';
    const answer = await send(fields);
    expect([answer.status, answer.headers.location]).toEqual([303, `${path()}&done=saved`]);
    expect(await planOf(classes)).toMatchObject({
      planned: 12,
      qualifier: 'about',
      unit: '回',
      status: 'continued',
      text: '月1回\n程度',
    });
    expect(await planOf(meeting)).toBeNull();
    const [act, ...more] = await acts();
    expect(more).toEqual([]);
    expect(act).toMatchObject({
      action: 'plan.changed',
      actor: `staff:${staff.id}`,
      before: {
        fiscalYear: 2025,
        plans: { [classes.slug]: { planned: 9, qualifier: 'exact', text: null } },
      },
      after: {
        fiscalYear: 2025,
        plans: { [classes.slug]: { planned: 12, qualifier: 'about', text: '月1回\n程度' } },
      },
    });
    expect(Object.keys((act?.after?.plans ?? {}) as object)).toEqual([classes.slug]);
  });

  it('writes nothing where nothing changed', async () => {
    expect((await send(await opened())).status).toBe(303);
    expect(await acts()).toEqual([]);
  });

  it('keeps no plan, a plan of 0, a plan without a number and 中止 apart', async () => {
    const training = await makeProgramme(app.db, town, { title: '研修', position: 2 });
    const forum = await makeProgramme(app.db, town, { title: 'フォーラム', position: 3 });
    const fields = await opened();
    fields[named(meeting, 'planned')] = '0';
    fields[named(training, 'status')] = 'cancelled';
    fields[named(training, 'reason')] = '講師の都合';
    fields[named(classes, 'planned')] = '';
    fields[named(classes, 'status')] = '';
    await send(fields);
    expect(await planOf(meeting)).toMatchObject({ planned: 0, status: 'continued' });
    expect(await planOf(training)).toMatchObject({
      planned: null,
      status: 'cancelled',
      reason: '講師の都合',
    });
    expect([await planOf(classes), await planOf(forum)]).toEqual([null, null]);
    const { text } = await (await signInAs(app, town, 'viewer')).get(path());
    expect(text).toContain('0回');
    expect(text.match(/（計画なし）/g)).toHaveLength(2);
    expect(text).toContain('講師の都合');
  });

  it('keeps the typing of a table with faults, says what is wrong beside the field, and saves no row of it', async () => {
    const fields = await opened();
    fields[named(meeting, 'planned')] = 'たくさん';
    fields[named(classes, 'planned')] = '5';
    fields[named(classes, 'plannedMax')] = '3';
    fields[named(classes, 'qualifier')] = 'range';
    const first = await send(fields);
    expect(first.status).toBe(422);
    expect(fieldsOf(first.text)).toMatchObject({
      [named(meeting, 'planned')]: 'たくさん',
      [named(classes, 'plannedMax')]: '3',
    });
    expect(first.text).toContain(`id="${named(meeting, 'planned')}-error">整数で入力してください。`);
    const second = await send({ ...fieldsOf(first.text), [named(meeting, 'planned')]: '4' });
    expect(second.status).toBe(422);
    expect(second.text).toContain(
      `id="${named(classes, 'plannedMax')}-error">上限は、数より大きくしてください。`,
    );
    expect(await planOf(meeting)).toBeNull();
    const third = await send({ ...fieldsOf(second.text), [named(classes, 'qualifier')]: 'about' });
    expect(third.text).toContain('上限を書くときは「範囲」を選んでください。');
    const last = await send({ ...fieldsOf(third.text), [named(classes, 'plannedMax')]: '' });
    expect(last.status).toBe(303);
    expect(await planOf(classes)).toMatchObject({ planned: 5, plannedMax: null, qualifier: 'about' });
  });

  it('brings the rows and fields of two people together', async () => {
    const [mine, theirs] = [await opened(), await opened()];
    theirs[named(meeting, 'planned')] = '12';
    theirs[named(classes, 'reason')] = '会場の工事';
    mine[named(classes, 'planned')] = '10';
    expect((await send(theirs, await signInAs(app, town, 'organizer'))).status).toBe(303);
    expect((await send(mine)).status).toBe(303);
    expect(await planOf(meeting)).toMatchObject({ planned: 12 });
    expect(await planOf(classes)).toMatchObject({ planned: 10, reason: '会場の工事' });
  });

  it('would lose the other’s rows if it did not know what they were', async () => {
    // The control: the same two forms without `was.`; what nobody can tell apart is asked, never overwritten.
    const [mine, theirs] = [await opened(), await opened()];
    theirs[named(classes, 'planned')] = '12';
    mine[named(meeting, 'planned')] = '6';
    await send(theirs, await signInAs(app, town, 'organizer'));
    const forgetful = Object.fromEntries(Object.entries(mine).filter(([name]) => !name.startsWith('was.')));
    const answer = await send(forgetful);
    expect([answer.status, (await planOf(classes))?.planned, await planOf(meeting)]).toEqual([409, 12, null]);
  });

  it('asks where both changed the same field, with both in sight, and then does what the second says', async () => {
    const [mine, theirs] = [await opened(), await opened()];
    theirs[named(classes, 'planned')] = '12';
    mine[named(classes, 'planned')] = '10';
    mine[named(meeting, 'planned')] = '6';
    await send(theirs, await signInAs(app, town, 'organizer'));
    const asked = await send(mine);
    expect(asked.status).toBe(409);
    expect(asked.text).toContain('ほかの人が保存した内容：12');
    const fields = fieldsOf(asked.text);
    expect(fields).toMatchObject({ [named(classes, 'planned')]: '10', [named(meeting, 'planned')]: '6' });
    expect(await planOf(meeting)).toBeNull();
    expect((await send(fields)).status).toBe(303);
    expect(await planOf(classes)).toMatchObject({ planned: 10 });
    expect(await planOf(meeting)).toMatchObject({ planned: 6 });
  });

  it('lets two people who save at the same moment wait for each other', async () => {
    const colleague = await signInAs(app, town, 'organizer');
    const [mine, theirs] = [await opened(), await opened(colleague)];
    mine[named(classes, 'planned')] = '10';
    theirs[named(meeting, 'planned')] = '6';
    const answers = await Promise.all([send(mine), send(theirs, colleague)]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect([(await planOf(classes))?.planned, (await planOf(meeting))?.planned]).toEqual([10, 6]);
  });

  it('shows last year’s plans in the rows without one, and saves them only when told to', async () => {
    const ended = await makeProgramme(app.db, town, { title: '終わった', position: 2, status: 'ended' });
    const stopped = await makeProgramme(app.db, town, { title: '取りやめた', position: 3 });
    const last = { fiscalYear: 2024, planned: 4, reason: '昨年の理由' };
    await makePlan(app.db, classes, { ...last, planned: 99 });
    await makePlan(app.db, meeting, { ...last, status: 'new', qualifier: 'about', text: '年4回程度' });
    await makePlan(app.db, ended, last);
    await makePlan(app.db, stopped, { ...last, status: 'cancelled' });
    const copied = await send({ ...(await opened()), copy: '1' });
    expect(copied.status).toBe(200);
    expect(copied.text).toContain('前年度の計画を1件写しました。まだ保存していません。');
    const fields = fieldsOf(copied.text);
    expect(fields).toMatchObject({
      [named(meeting, 'planned')]: '4',
      [named(meeting, 'status')]: 'continued',
      [named(meeting, 'text')]: '年4回程度',
      [named(meeting, 'reason')]: '',
      [named(classes, 'planned')]: '9',
      [named(stopped, 'planned')]: '',
    });
    expect(await planOf(meeting)).toBeNull();
    expect((await send(fields)).status).toBe(303);
    expect(await planOf(meeting)).toMatchObject({ planned: 4, status: 'continued', text: '年4回程度' });
    expect(await planOf(stopped)).toBeNull();
  });

  it('counts a sitting of two programmes for both, and once for the town; undated and cancelled ones apart', async () => {
    const course = await makeCourse(app.db, classes);
    await makeSession(app.db, course, { startsOn: '2025-05-10', alsoForIds: [meeting.id] });
    await makeSession(app.db, course, { startsOn: '2025-06-14' });
    await makeSession(app.db, course, { startsOn: '2025-07-12', status: 'cancelled' });
    await makeSession(app.db, course, { startsOn: null, dateText: '日程は後日' });
    await makeSession(app.db, course, { startsOn: '2026-04-01' });
    const cells = (text: string) =>
      [...text.matchAll(/<(?:tr|tfoot)[^>]*>.*?<\/tr>/gs)].map(([row]) =>
        row.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' '),
      );
    const rows = cells((await (await signInAs(app, town, 'viewer')).get(path())).text);
    expect(rows.find((row) => row.includes('家族教室'))).toContain('2回 日程未定 1回 中止 1回');
    expect(rows.find((row) => row.includes('家族会'))).toContain(' 1回 ');
    expect(rows.find((row) => row.includes('合計'))).toContain('2回 日程未定 1回 中止 1回');
  });

  it('puts parts under their whole, and counts a sitting of both once', async () => {
    const part = await makeProgramme(app.db, town, { title: '基礎編', position: 9, partOfId: classes.id });
    const course = await makeCourse(app.db, part);
    await makeSession(app.db, course, { startsOn: '2025-05-10', alsoForIds: [classes.id] });
    await makeSession(app.db, course, { startsOn: '2025-05-17' });
    const { text } = await (await signInAs(app, town, 'viewer')).get(path());
    const order = ['家族教室', '基礎編', '家族会'].map((title) => text.indexOf(`>${title}<`));
    expect(order).toEqual(order.toSorted((one, other) => one - other));
    expect(text).toContain('家族教室の一部');
    const whole = text.slice(text.indexOf('>家族教室<'), text.indexOf('>基礎編<')).replace(/<[^>]*>|\s/g, '');
    expect(whole).toContain('1回内訳の事業を含む2回');
  });

  it('is looked at by viewers, edited by organizers, and nothing to others', async () => {
    const viewer = await signInAs(app, town, 'viewer');
    const seen = await viewer.get(path());
    expect(seen.text).toContain('9回');
    expect(fieldsOf(seen.text)[named(classes, 'planned')]).toBeUndefined();
    expect((await viewer.post(path(), { [named(classes, 'planned')]: '1' })).status).toBe(403);
    const stranger = await signInAs(app, await makeOrganization(app.db), 'owner');
    expect((await stranger.get(path())).status).toBe(404);
    expect((await stranger.post(path(), await opened())).status).toBe(404);
    expect((await stranger.get(path().replace('2025', 'soon'))).status).toBe(400);
    expect((await planOf(classes))?.planned).toBe(9);
  });

  it('shows co-hosts the programmes they host, editable as far as their rights go', async () => {
    const neighbour = await makeOrganization(app.db, { name: 'となり町' });
    const host = { role: 'co_host' as const, name: 'となり町', hostOrganizationId: neighbour.id };
    const grant = (programme: Programme, rights: 'viewer' | 'organizer') =>
      app.db.manager.insert(ProgrammeHost, {
        id: newId(),
        programmeId: programme.id,
        position: 0,
        ...host,
        rights,
      });
    const secret = await makeProgramme(app.db, town, { title: 'この町だけの事業', position: 5 });
    await makePlan(app.db, secret, {});
    await grant(classes, 'organizer');
    await grant(meeting, 'viewer');
    const guest = await signInAs(app, neighbour, 'owner');
    const { text } = await guest.get(path());
    expect(text).toContain('共催している事業だけを表示しています。');
    expect(text).not.toContain('この町だけの事業');
    const fields = fieldsOf(text);
    expect(fields[named(meeting, 'planned')]).toBeUndefined();
    fields[named(classes, 'planned')] = '7';
    fields[named(meeting, 'planned')] = '7';
    expect((await send(fields, guest)).status).toBe(303);
    expect([(await planOf(classes))?.planned, await planOf(meeting)]).toEqual([7, null]);
    expect((await guest.get(`/staff/plans/annual?organization=${town.slug}`)).status).toBe(404);
    expect((await guest.get(`/staff/programmes/${meeting.id}/annual`)).status).toBe(200);
    expect((await guest.get(`/staff/programmes/${secret.id}/annual`)).status).toBe(404);
  });

  it('takes a table of 150 programmes', async () => {
    for (let index = 0; index < 148; index++) await makeProgramme(app.db, town, { position: 10 + index });
    const fields = await opened();
    const names = Object.keys(fields).filter((name) => /^plan\..*\.planned$/.test(name));
    expect(names).toHaveLength(150);
    for (const name of names) fields[name] = '3';
    expect((await send(fields)).status).toBe(303);
    const saved = await app.db.getRepository(FiscalYearPlan).findBy({ organizationId: town.id, planned: 3 });
    expect(saved).toHaveLength(150);
  });
});
