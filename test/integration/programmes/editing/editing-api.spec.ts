import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Organization } from '../../../../src/organizations/organization.entity.js';
import { makeOrganization, makeProgramme } from '../../../support/factories.js';
import { bearer } from '../../../support/staff.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';

describe('the JSON calls that edit programmes, venues and closures', () => {
  let app: TestApp;
  let town: Organization;
  let token: string;
  beforeAll(async () => {
    app = await startTestApp();
    town = await makeOrganization(app.db, { slug: 'hikari', name: 'ひかり市' });
    token = await bearer(app, town, 'organizer');
  });
  afterAll(() => app.close());

  const send = (method: 'post' | 'patch', path: string, body: object) =>
    app.http[method](`/api/v1/staff/${path}`).set('authorization', token).send(body);

  it('begin a programme and change parts of it', async () => {
    const made = await send('post', 'programmes', {
      organization: 'hikari',
      title: '家族会',
      kind: 'family_meeting',
      hosts: [{ role: 'organizer', name: 'ひかり市' }],
      frequency: { per: 'month', times: 1 },
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      slug: 'hikari-family-meeting',
      organization: 'hikari',
      key: 'family-meeting',
      title: '家族会',
      status: 'continued',
      reminders: [{ daysBefore: 1, at: '18:00' }],
      hosts: [{ role: 'organizer', name: 'ひかり市', organization: null, rights: null }],
    });
    const changed = await send('patch', 'programmes/hikari-family-meeting', {
      fee: '無料',
      frequency: null,
      status: null,
    });
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({
      title: '家族会',
      fee: '無料',
      frequency: null,
      status: 'continued',
    });
    expect((await send('patch', 'programmes/hikari-family-meeting', {})).body).toEqual(changed.body);
    const read = await app.http.get('/api/v1/programmes/hikari-family-meeting');
    expect(read.body).toMatchObject({ title: '家族会', fee: '無料' });
  });

  it.each<[Record<string, unknown>, string, string]>([
    [{ titel: 'x' }, 'titel', 'whitelistValidation'],
    [{ title: null }, 'title', 'isDefined'],
    [{ kind: 'picnic' }, 'kind', 'isIn'],
    [{ audiences: ['cats'] }, 'audiences', 'isIn'],
    [{ partOf: 'self' }, 'partOf', 'editing.part_of_itself'],
    [
      { relations: [{ kind: 'beside', programme: 'nothing' }] },
      'relations.0.programme',
      'editing.unknown_programme',
    ],
    [{ hosts: [{ role: 'sponsor', name: '甲', rights: 'owner' }] }, 'hosts.0.rights', 'isIn'],
    [
      {
        hosts: [
          { role: 'sponsor', name: '甲' },
          { role: 'sponsor', name: '甲' },
        ],
      },
      'hosts.1',
      'editing.duplicate_host',
    ],
    [{ reminders: [{ daysBefore: 1.5, at: '25:00' }] }, 'reminders.0.daysBefore', 'isInt'],
    [{ reminders: [{ daysBefore: 1, at: '25:00' }] }, 'reminders.0.at', 'isCivilTime'],
    [{ reminders: [{}] }, 'reminders.0.daysBefore', 'isDefined'],
    [{ reminders: [{ hoursBefore: 0 }] }, 'reminders.0.hoursBefore', 'min'],
    [{ reminders: [{ hoursBefore: 169 }] }, 'reminders.0.hoursBefore', 'max'],
    [
      { reminders: [{ daysBefore: 1, at: '18:00', hoursBefore: 2 }] },
      'reminders.0.hoursBefore',
      'editing.reminder_both_ways',
    ],
    [
      { reminders: [{ hoursBefore: 2 }, { hoursBefore: 2 }] },
      'reminders.1.hoursBefore',
      'editing.duplicate_reminder_hours',
    ],
    [{ thanks: { daysAfter: 31, at: '10:00' } }, 'thanks.daysAfter', 'max'],
    [{ thanks: { daysAfter: 1 } }, 'thanks.at', 'isDefined'],
    [{ frequency: { per: 'year', times: 3, timesMax: 3 } }, 'frequency.timesMax', 'editing.range_backwards'],
    [{ notes: ['a', 1] }, 'notes', 'isString'],
    [{ hosts: 'all' }, 'hosts', 'isArray'],
  ])('refuse %j', async (body, field, code) => {
    const programme = await makeProgramme(app.db, town, body.partOf === 'self' ? { key: 'self' } : {});
    const answer = await send('patch', `programmes/${programme.slug}`, body);
    expect([answer.status, answer.body.code]).toEqual([422, 'invalid']);
    expect(answer.body.faults).toContainEqual(
      expect.objectContaining({ field, code, detail: expect.stringMatching(/。$/) }),
    );
    if ('self' === body.partOf) await app.db.query(`DELETE FROM programmes WHERE key = 'self'`);
  });

  it('add a venue, change it, and set the days closed', async () => {
    const made = await send('post', 'venues', { organization: 'hikari', name: '会館', closedOn: ['monday'] });
    expect([made.status, made.body]).toMatchObject([
      201,
      { organization: 'hikari', key: 'venue', name: '会館', closedOn: ['monday'] },
    ]);
    const changed = await send('patch', `venues/${made.body.id}`, {
      closures: [{ from: '2025-08-13' }],
      closedOn: [],
    });
    expect(changed.body).toMatchObject({ name: '会館', closures: [{ from: '2025-08-13' }], closedOn: [] });
    const backwards = await send('patch', `venues/${made.body.id}`, {
      closures: [{ from: '2025-08-13', until: '2025-08-12' }],
    });
    expect(backwards.body.faults).toMatchObject([
      { field: 'closures.0.until', code: 'editing.until_before_from' },
    ]);
    const closures = await send('patch', 'organizations/hikari/closures', {
      yearEnd: { from: '12-28', until: '01-05' },
    });
    expect([closures.status, closures.body]).toEqual([
      200,
      {
        yearEnd: { from: '12-28', until: '01-05' },
        closures: [],
        desk: { quietFrom: '21:00', quietUntil: '08:00', closedOn: [], closedOnHolidays: false },
        sensitiveAnswersDays: 30,
      },
    ]);
    const noDay = await send('patch', 'organizations/hikari/closures', {
      yearEnd: { from: '02-30', until: '01-05' },
    });
    expect(noDay.body.faults).toMatchObject([{ field: 'yearEnd.from', code: 'isDayOfYear' }]);
  });

  it('want an organizer', async () => {
    token = await bearer(app, town, 'reception');
    const statuses = [
      await send('post', 'programmes', { organization: 'hikari', title: '会', kind: 'club' }),
      await send('post', 'venues', { organization: 'hikari', name: '館' }),
      await send('patch', 'organizations/hikari/closures', {}),
    ].map(({ status }) => status);
    expect(statuses).toEqual([403, 403, 403]);
    token = await bearer(app, town, 'organizer');
  });
});
