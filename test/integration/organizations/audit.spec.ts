import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type supertest from 'supertest';
import { Audit } from '../../../src/organizations/audit/audit.js';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import { makeOrganization } from '../../support/factories.js';
import { bearer, type StaffBrowser, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

let app: TestApp;
let town: Organization;
let staff: StaffBrowser;

beforeAll(async () => {
  app = await startTestApp({ now: '2025-03-31T12:00:00+09:00' });
  town = await makeOrganization(app.db, { slug: 'hikari' });
  staff = await signInAs(app, town, 'organizer');
});
afterAll(() => app.close());

async function record(
  organization: Organization,
  subjectId: string,
  more: Partial<Parameters<Audit['record']>[1]> = {},
) {
  const act = {
    organizationId: organization.id,
    actor: 'system',
    action: 'session.moved',
    subjectId,
    ...more,
  };
  await app.nest.get(Audit).record(app.db.manager, act);
}

describe('the audit log', () => {
  it('shows who did what when, before and after, as text', async () => {
    app.clock.set('2025-03-31T13:05:00+09:00');
    await record(town, 'session-1', {
      actor: `staff:${staff.id}`,
      action: 'staff.added',
      before: { startTime: '10:00' },
      after: { startTime: '13:30', note: '<script>alert(1)</script>' },
    });
    const page = await staff.get('/staff/audit');
    expect(page.status).toBe(200);
    expect(page.headers['cache-control']).toBe('no-store');
    expect(page.text).toContain('2025年3月31日（月） 午後1時5分');
    expect(page.text).toContain('職員を加えた');
    expect(page.text).toContain('始まり: 13:30');
    expect(page.text).toContain('&lt;script&gt;');
    expect(page.text).not.toContain('<script');
    expect(page.text).toContain('aria-current="true">設定</a>');
    const english = await staff.get('/staff/audit?lang=en');
    expect(english.text).toContain('Added a staff member');
    expect(english.text).toContain('href="/staff/audit">日本語</a>');
  });

  it('goes back page by page, without gap or repetition', async () => {
    const other = await makeOrganization(app.db);
    for (let index = 0; index < 120; index++) {
      // Several entries in the same instant, so that the time alone does not order them.
      if (index % 7 === 0) app.clock.set(new Date(Date.UTC(2025, 4, 1, 0, index)).toISOString());
      await record(other, `subject-${index}`);
    }
    const authorization = await bearer(app, other);
    const seen: string[] = [];
    const sizes: number[] = [];
    let next: string | null = '';
    while (next !== null) {
      const answer: supertest.Response = await app.http
        .get('/api/v1/staff/audit')
        .query(next ? { cursor: next } : {})
        .set('authorization', authorization);
      expect(answer.status).toBe(200);
      sizes.push(answer.body.items.length);
      seen.push(...answer.body.items.map((item: { subjectId: string }) => item.subjectId));
      next = answer.body.next;
    }
    expect(sizes).toEqual([50, 50, 21]);
    const moved = seen.filter((subject) => subject.startsWith('subject-'));
    expect(moved).toEqual(Array.from({ length: 120 }, (_, index) => `subject-${119 - index}`));

    const reader = await signInAs(app, other);
    const first = await reader.get('/staff/audit');
    const older = /href="(\/staff\/audit\?cursor=[^"]+)" rel="next"/.exec(first.text)?.[1] ?? '';
    expect((await reader.get(older)).text).toContain('subject-70');
  });

  it('begins at midnight of the organization, not of the server', async () => {
    const west = await makeOrganization(app.db, { timeZone: 'America/New_York' });
    const east = await makeOrganization(app.db, { timeZone: 'Asia/Tokyo' });
    const authorization = { west: await bearer(app, west), east: await bearer(app, east) };
    app.clock.set('2025-06-10T02:00:00Z');
    await record(west, 'evening of the 9th in New York');
    await record(east, 'morning of the 10th in Tokyo');
    const from = async (who: 'west' | 'east') => {
      const answer = await app.http
        .get('/api/v1/staff/audit?from=2025-06-10')
        .set('authorization', authorization[who]);
      return answer.body.items;
    };
    expect(await from('west')).toEqual([]);
    expect(await from('east')).toMatchObject([
      {
        at: '2025-06-10T11:00:00+09:00',
        timeZone: 'Asia/Tokyo',
        organization: east.slug,
        actor: 'system',
        actorName: null,
        action: 'session.moved',
        before: null,
        after: null,
      },
    ]);
  });

  it('refuses what it cannot read, and takes an empty filter as none', async () => {
    const authorization = await bearer(app, town);
    const api = (query: string) =>
      app.http.get(`/api/v1/staff/audit?${query}`).set('authorization', authorization);
    for (const wrong of ['from=2025-02-29', 'from=x', 'cursor=1', `organization=${'x'.repeat(101)}`]) {
      const answer = await api(wrong);
      expect([wrong, answer.status, answer.body.faults?.length]).toEqual([wrong, 400, 1]);
    }
    expect((await api('from=&organization=&cursor=')).status).toBe(200);
    expect((await api('organization=nowhere')).status).toBe(404);
  });

  it('is not for reception', async () => {
    const reception = await signInAs(app, town, 'reception');
    expect((await reception.get('/staff/audit')).status).toBe(403);
  });
});
