import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Organization } from '../../../../src/organizations/organization.entity.js';
import { Course } from '../../../../src/programmes/course.entity.js';
import { Programme } from '../../../../src/programmes/programme.entity.js';
import { Session } from '../../../../src/programmes/session.entity.js';
import { makeCourse, makeProgramme, makeTerm } from '../../../support/factories.js';
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
