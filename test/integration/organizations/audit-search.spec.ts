import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { Audit } from '../../../src/organizations/audit/audit.js';
import { AuditEntry } from '../../../src/organizations/audit/audit-entry.entity.js';
import { Looks } from '../../../src/organizations/audit/looks.js';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import { Principals } from '../../../src/organizations/principals.js';
import { makeOrganization } from '../../support/factories.js';
import { bearer, type StaffBrowser, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { makeThings, type Things } from './things.js';

let app: TestApp;
let town: Organization;
let neighbour: Organization;
let staff: StaffBrowser;
let authorization: string;
let things: Things;

beforeAll(async () => {
  app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
  town = await makeOrganization(app.db, { slug: 'hikari' });
  neighbour = await makeOrganization(app.db, { slug: 'kage' });
  staff = await signInAs(app, town, 'organizer');
  authorization = await bearer(app, town, 'organizer');
  things = await makeThings(app, town);
  const audit = app.nest.get(Audit);
  const act = (action: string, subjectId: string, after?: Record<string, unknown>, organization = town) =>
    audit.record(app.db.manager, {
      organizationId: organization.id,
      actor: `staff:${staff.id}`,
      action,
      subjectId,
      after,
    });
  app.clock.set('2025-03-31T23:59:00+09:00');
  await act('session.changed', things.sessions ?? '', { topic: '=1+1', place: '100%の部屋' });
  app.clock.set('2025-04-01T00:00:00+09:00');
  await act('registration.noted', things.registrations ?? '');
  await act('session.changed', neighbour.id, { topic: '隣の町' }, neighbour);
  const principal = await app.nest.get(Principals).ofMember(staff.id);
  if (!principal) throw new Error('the member has gone');
  await app.nest.get(Looks).record(principal, {
    organizationId: town.id,
    action: 'registration.viewed',
    subjectId: things.registrations ?? '',
  });
  app.clock.set('2025-04-01T09:00:00+09:00');
});
afterAll(() => app.close());

const search = async (query: string): Promise<{ action: string }[]> =>
  (await app.http.get(`/api/v1/staff/audit?${query}`).set({ authorization }).expect(200)).body.items;
const actions = async (query: string) => (await search(query)).map(({ action }) => action);

describe('searching the audit log', () => {
  it.each([
    ['until=2025-03-31', ['session.changed']],
    ['from=2025-04-01&kind=registration', ['registration.viewed', 'registration.noted']],
    ['sort=looks', ['registration.viewed']],
    ['sort=acts&kind=registration', ['registration.noted']],
    ['kind=session', ['session.changed']],
    ['subject=a-0001', ['registration.viewed', 'registration.noted']],
    [`q=${encodeURIComponent('100%の')}`, ['session.changed']],
    [`q=${encodeURIComponent('100_の')}`, []],
    [`q=${encodeURIComponent('隣の町')}`, []],
    ['actor=system&kind=session', []],
  ])('%s', async (query, found) => {
    expect(await actions(query)).toEqual(found);
  });

  it('finds what one member did, and what was done about one thing', async () => {
    expect(await actions(`actor=staff:${staff.id}`)).toEqual([
      'registration.viewed',
      'registration.noted',
      'session.changed',
    ]);
    expect(await actions(`subject=${things.sessions}`)).toEqual(['session.changed']);
  });

  it.each(['sort=both', 'kind=nothing', 'from=yesterday', 'until=2025-02-30', 'cursor=1', 'q=%00'])(
    'refuses %s',
    async (query) => {
      await app.http.get(`/api/v1/staff/audit?${query}`).set({ authorization }).expect(400);
      expect((await staff.get(`/staff/audit?${query}`)).status).toBe(400);
    },
  );

  it('keeps what was searched for on the page, in its links and in its file', async () => {
    const page = await staff.get('/staff/audit?kind=registration&sort=looks');
    expect(page.text).toContain('<option value="registration" selected>');
    expect(page.text).toContain('<option value="looks" selected>');
    expect(page.text).toContain('/staff/audit/export.csv?sort=looks&amp;kind=registration');
    expect(page.text).not.toContain('覚え書きを加えた<br>');
  });
});

describe('the log as a file', () => {
  const csvOf = async (query = '') => {
    const answer = await staff.get(`/staff/audit/export.csv?${query}`);
    expect(answer.status).toBe(200);
    return answer.text;
  };

  it('has everything of the search in one file, of any length, and no formula', async () => {
    const many = 2300;
    const entries = Array.from({ length: many }, (_, index) => ({
      id: `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`,
      organizationId: town.id,
      actor: 'system',
      action: 'plan.changed',
      subjectId: `plan-${index}`,
      // Several at one instant: what pages by time alone would lose some.
      at: new Date(Date.UTC(2025, 0, 1, 0, 0, Math.floor(index / 700))),
    }));
    await app.db.getRepository(AuditEntry).insert(entries as never);
    const text = await csvOf('kind=plan');
    expect(text.startsWith('\ufeff')).toBe(true);
    const rows: string[][] = parse(text.slice(1));
    expect(rows[0]).toContain('なにを');
    expect(new Set(rows.slice(1).map((row) => row[6])).size).toBe(many);
    expect(rows).toHaveLength(many + 1);
    const changed: string[][] = parse((await csvOf('kind=session')).slice(1));
    expect(changed[1]?.[8]).toContain('=1+1');
    for (const row of changed) for (const cell of row) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
  });

  it('is an entry of the log itself, without what was typed', async () => {
    await csvOf(`q=${encodeURIComponent('ひみつの言葉')}&sort=acts`);
    const [entry] = await app.db
      .getRepository(AuditEntry)
      .find({ where: { action: 'audit.exported' }, order: { id: 'DESC' }, take: 1 });
    expect(entry).toMatchObject({ organizationId: town.id, subjectId: town.id, after: { sort: 'acts' } });
    expect(JSON.stringify(entry)).not.toContain('ひみつ');
  });

  it('says nothing of other organizations, and not that they exist', async () => {
    expect(await csvOf()).not.toContain('隣の町');
    expect((await staff.get('/staff/audit/export.csv?organization=kage')).status).toBe(404);
    expect((await staff.get('/staff/audit/export.csv?organization=no-such-town')).status).toBe(404);
  });
});
