import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Organization } from '../../../../src/organizations/organization.entity.js';
import { WEEKDAYS } from '../../../../src/programmes/domain/weekdays.js';
import { makeOrganization } from '../../../support/factories.js';
import { bearer, type StaffBrowser, signInAs } from '../../../support/staff.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { faultAt, formIn, theirsAt, typed } from './page-form.js';

describe('when an organization answers, and how long it keeps what is sensitive', () => {
  let app: TestApp;
  let town: Organization;
  let staff: StaffBrowser;
  const path = '/staff/organizations/hikari/closures';
  beforeAll(async () => {
    app = await startTestApp();
    town = await makeOrganization(app.db, { slug: 'hikari' });
    staff = await signInAs(app, town, 'organizer');
  });
  afterAll(() => app.close());

  const stored = () => app.db.getRepository(Organization).findOneByOrFail({ id: town.id });

  it('is changed on the page, with before and after in the audit log', async () => {
    expect(await typed(staff, path)).toMatchObject({
      'desk.quietFrom': '21:00',
      'desk.quietUntil': '08:00',
      sensitiveAnswersDays: '30',
    });
    const changes = {
      'desk.quietFrom': '20:00',
      'desk.closedOn.saturday': '1',
      'desk.closedOn.sunday': '1',
      'desk.closedOnHolidays': '1',
      sensitiveAnswersDays: '９０',
    };
    expect((await staff.post(path, await typed(staff, path, changes))).status).toBe(303);
    expect(await stored()).toMatchObject({
      quietFrom: '20:00',
      quietUntil: '08:00',
      deskClosedOn: ['saturday', 'sunday'],
      deskClosedOnHolidays: true,
      sensitiveAnswersDays: 90,
    });
    const [entry] = await app.db.query('SELECT before, after FROM audit_entries WHERE subject_id = $1', [
      town.id,
    ]);
    expect(entry.before).toMatchObject({ quietFrom: '21:00', deskClosedOn: [], sensitiveAnswersDays: 30 });
    expect(entry.after).toMatchObject({ quietFrom: '20:00', deskClosedOnHolidays: true });
    expect(entry.after).not.toHaveProperty('quietUntil');
    expect(await typed(staff, path)).toMatchObject({ ...changes, sensitiveAnswersDays: '90' });
  });

  it.each([
    ['no time', { 'desk.quietUntil': '' }, 'desk.quietUntil'],
    ['a time that is none', { 'desk.quietFrom': '25:00' }, 'desk.quietFrom'],
    ['days that are no number', { sensitiveAnswersDays: 'いつか' }, 'sensitiveAnswersDays'],
    ['more days than ten years', { sensitiveAnswersDays: '3651' }, 'sensitiveAnswersDays'],
  ])('is refused with %s, and nothing typed is lost', async (_, wrong: Record<string, string>, field) => {
    const before = await stored();
    const answer = await staff.post(
      path,
      await typed(staff, path, { ...wrong, 'closures.0.from': '2025-08-13' }),
    );
    expect([answer.status, faultAt(answer.text, field)]).toEqual([422, expect.stringMatching(/。$/)]);
    expect(formIn(answer.text)).toMatchObject({ ...wrong, 'closures.0.from': '2025-08-13' });
    expect(await stored()).toEqual(before);
  });

  it('leaves one weekday at least', async () => {
    const before = await stored();
    const never = Object.fromEntries(WEEKDAYS.map((weekday) => [`desk.closedOn.${weekday}`, '1']));
    const answer = await staff.post(path, await typed(staff, path, never));
    expect([answer.status, answer.text]).toEqual([
      422,
      expect.stringContaining(
        '<p class="error-text">返事のできる曜日が、一つもありません。一つはチェックを外してください。</p>',
      ),
    ]);
    expect(formIn(answer.text)).toMatchObject(never);
    expect(await stored()).toEqual(before);
  });

  it('is merged where two people change different things, and contested where they change the same', async () => {
    const second = await signInAs(app, town, 'organizer');
    const [a, b] = [
      await typed(staff, path, { 'desk.quietFrom': '19:00', sensitiveAnswersDays: '7' }),
      await typed(second, path, { 'desk.closedOn.monday': '1', sensitiveAnswersDays: '14' }),
    ];
    expect((await staff.post(path, a)).status).toBe(303);
    const contested = await second.post(path, b);
    expect([contested.status, theirsAt(contested.text, 'sensitiveAnswersDays')]).toEqual([
      409,
      'ほかの人が保存した内容：7',
    ]);
    expect((await second.post(path, formIn(contested.text))).status).toBe(303);
    expect(await stored()).toMatchObject({ quietFrom: '19:00', sensitiveAnswersDays: 14 });
    expect((await stored()).deskClosedOn).toContain('monday');
  });

  it('is said in JSON; what is left out stays', async () => {
    const authorization = await bearer(app, town, 'organizer');
    const patch = (body: object, token = authorization) =>
      app.http.patch('/api/v1/staff/organizations/hikari/closures').set('authorization', token).send(body);
    const before = await stored();
    const answer = await patch({ desk: { closedOn: ['wednesday'] } });
    expect([answer.status, answer.body.desk]).toEqual([
      200,
      { quietFrom: before.quietFrom, quietUntil: '08:00', closedOn: ['wednesday'], closedOnHolidays: true },
    ]);
    const refused = await patch({
      desk: { closedOn: ['someday'], quietFrom: null },
      sensitiveAnswersDays: -1,
    });
    expect(refused.body.faults.map(({ field }: { field: string }) => field)).toEqual(
      expect.arrayContaining(['desk.closedOn', 'desk.quietFrom', 'sensitiveAnswersDays']),
    );
    const never = await patch({ desk: { closedOn: WEEKDAYS } });
    expect([never.status, never.body.faults]).toEqual([
      422,
      [expect.objectContaining({ field: 'desk.closedOn', code: 'editing.desk_never_open' })],
    ]);
    const stranger = await bearer(app, await makeOrganization(app.db));
    expect((await patch({ sensitiveAnswersDays: 1 }, stranger)).status).toBe(404);
    expect((await stored()).sensitiveAnswersDays).toBe(14);
  });
});
