import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Organization } from '../../../../src/organizations/organization.entity.js';
import { Course } from '../../../../src/programmes/course.entity.js';
import { Programme } from '../../../../src/programmes/programme.entity.js';
import { Session } from '../../../../src/programmes/session.entity.js';
import { addDays } from '../../../../src/shared/civil-time.js';
import { makeCourse, makeProgramme, makeSession, makeTerm } from '../../../support/factories.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';

const NEVER = '00000000-0000-4000-8000-000000000000';

/** Who follows an old link or scans an old leaflet hears what is on instead. */
describe('what was taken out', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  const text = async (path: string) => {
    const { status, text: html } = await app.http.get(path);
    return { status, html };
  };

  it('answers 410 for a session, and names the coming ones of its programme', async () => {
    const { sessions, programme } = await makeTerm(app.db, {
      dates: ['2025-04-14', '2025-05-12', '2025-03-01'],
    });
    const [first, second, past] = sessions;
    expect((await text(`/sessions/${first!.id}`)).status).toBe(200);
    await app.db.getRepository(Session).delete(first!.id);
    const { status, html } = await text(`/sessions/${first!.id}`);
    expect(status).toBe(410);
    expect(html).toContain('この回は、なくなりました');
    expect(html).toContain(`/sessions/${second!.id}`);
    expect(html).not.toContain(`/sessions/${past!.id}`);
    expect(html).toContain(`href="/programmes/${programme.slug}"`);
    expect(html).toContain('noindex');
  });

  it('does so in each language', async () => {
    const { sessions } = await makeTerm(app.db, { dates: ['2025-04-14'] });
    await app.db.getRepository(Session).delete(sessions[0]!.id);
    const path = `/sessions/${sessions[0]!.id}`;
    expect((await text(`${path}?lang=en`)).html).toContain('This session is no longer here');
    expect((await text(`${path}?lang=ja-simple`)).html).toContain('もう ありません');
  });

  it('names what the organization has where the programme or the course has gone', async () => {
    const { organization, sessions: others } = await makeTerm(app.db, { dates: ['2025-06-09'] });
    const programme = await makeProgramme(app.db, organization);
    const course = await makeCourse(app.db, programme);
    await app.db.getRepository(Course).delete(course.id);
    expect(await text(`/courses/${course.id}`)).toMatchObject({ status: 410 });
    await app.db.getRepository(Programme).delete(programme.id);
    const { status, html } = await text(`/programmes/${programme.slug}`);
    expect(status).toBe(410);
    expect(html).toContain(`/sessions/${others[0]!.id}`);
  });

  it('names what one can still come to, and not the days of a desk', async () => {
    const { organization, sessions } = await makeTerm(app.db, {
      dates: ['2025-04-14', '2025-04-15', '2025-04-16', '2025-05-12'],
    });
    const [gone, cancelled, closed, open] = sessions;
    await app.db.manager.update(Session, cancelled!.id, { status: 'cancelled' });
    await app.db.manager.update(Session, closed!.id, { registrationClosedAt: new Date('2025-01-01') });
    await app.db.getRepository(Session).delete(gone!.id);
    const instead = (await text(`/sessions/${gone!.id}`)).html;
    expect(instead).toContain(`/sessions/${open!.id}`);
    for (const { id } of [cancelled!, closed!]) expect(instead).not.toContain(`/sessions/${id}`);

    const space = await makeProgramme(app.db, organization, { kind: 'free_space' });
    const desk = await makeCourse(app.db, space, { registrationMode: 'none' });
    for (let day = 0; day < 42; day++) {
      if ([0, 2, 4].includes(day % 7))
        await makeSession(app.db, desk, { startsOn: addDays('2025-04-14', day) });
    }
    const programme = await makeProgramme(app.db, organization);
    await app.db.getRepository(Programme).delete(programme.id);
    const { html } = await text(`/programmes/${programme.slug}`);
    expect([...new Set(html.match(/\/sessions\/[\da-f-]{36}/g))]).toEqual([`/sessions/${open!.id}`]);
  });

  it('shows again what is there again', async () => {
    const { sessions } = await makeTerm(app.db, { dates: ['2025-04-14'] });
    const row = await app.db.getRepository(Session).findOneByOrFail({ id: sessions[0]!.id });
    await app.db.getRepository(Session).delete(row.id);
    expect((await text(`/sessions/${row.id}`)).status).toBe(410);
    await app.db.getRepository(Session).insert(row);
    expect((await text(`/sessions/${row.id}`)).status).toBe(200);
  });

  it('stays 404 where nothing ever was, and where a whole organization has left', async () => {
    expect((await text(`/sessions/${NEVER}`)).status).toBe(404);
    expect((await text('/programmes/nothing-of-the-kind')).status).toBe(404);
    expect((await text('/programmes/%00')).status).toBe(404);
    const { organization, sessions } = await makeTerm(app.db, { dates: ['2025-04-14'] });
    await app.db.getRepository(Organization).delete(organization.id);
    expect((await text(`/sessions/${sessions[0]!.id}`)).status).toBe(404);
  });
});
