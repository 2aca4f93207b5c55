import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { Organization } from '../../../../src/organizations/organization.entity.js';
import { bearer, type StaffBrowser, signInAs } from '../../../support/staff.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { makeThings } from '../../organizations/things.js';
import { townFile } from '../town-file.js';
import { doings, importFiles } from './exported.js';

describe('taking a year out', () => {
  let app: TestApp;
  let town: Organization;
  let staff: StaffBrowser;

  beforeAll(async () => {
    app = await startTestApp();
    await importFiles(app, [{ name: 'town.yaml', text: townFile() }]);
    town = await app.db.manager.findOneByOrFail(Organization, { slug: 'town' });
    staff = await signInAs(app, town, 'organizer');
  });
  afterAll(() => app.close());

  test('is a download on the pages', async () => {
    const answer = await staff.get('/staff/export?organization=town&fiscalYear=').buffer(true);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/yaml; charset=utf-8');
    expect(answer.headers['content-disposition']).toBe('attachment; filename="town.yaml"');
    const year = await staff.get('/staff/export?organization=town&fiscalYear=2025&lang=en').buffer(true);
    expect(year.headers['content-disposition']).toBe('attachment; filename="town-2025.yaml"');
  });

  test('is YAML for programs, and can be sent back as it is', async () => {
    const authorization = await bearer(app, town, 'organizer');
    const answer = await app.http
      .get('/api/v1/staff/export?organization=town')
      .set({ authorization })
      .buffer(true)
      .parse((response, done) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => done(null, Buffer.concat(parts).toString('utf8')));
      });
    expect(answer.status).toBe(200);
    expect(parse(answer.body)).toMatchObject({ format: 'tsudoi/1', organization: { key: 'town' } });
    const back = await app.http
      .post('/api/v1/staff/import?dryRun=true')
      .set({ authorization, 'content-type': 'application/yaml' })
      .send(answer.body);
    expect(back.body.changes).toEqual([]);
  });

  test('of one year leaves the others out', async () => {
    const answer = await staff.get('/staff/export?organization=town&fiscalYear=2024').buffer(true);
    const file = parse(answer.text);
    expect(file.programmes).toHaveLength(2);
    expect(JSON.stringify(file)).not.toContain('2025');
  });

  test('is for organizers of that organization', async () => {
    const [viewer, elsewhere] = [
      await signInAs(app, town, 'reception'),
      await signInAs(app, await other(), 'owner'),
    ];
    expect((await viewer.get('/staff/export?organization=town')).status).toBe(403);
    expect((await elsewhere.get('/staff/export?organization=town')).status).toBe(404);
    expect((await staff.get('/staff/export?organization=nowhere')).status).toBe(404);
  });

  test('says nothing of who takes part', async () => {
    const organization = await other();
    const { secret } = await makeThings(app, organization);
    const owner = await signInAs(app, organization, 'owner');
    const { text } = await owner.get(`/staff/export?organization=${organization.slug}`).buffer(true);
    expect(text).toContain(`${secret}家族教室`);
    expect(text).not.toContain(`${secret}さん`);
    expect(text).not.toContain('mail.example');
  });

  let count = 0;
  async function other(): Promise<Organization> {
    const slug = `other-${++count}`;
    await importFiles(app, [
      { name: slug, text: `format: tsudoi/1\norganization: {key: ${slug}, name: 別}\n` },
    ]);
    return app.db.manager.findOneByOrFail(Organization, { slug });
  }
});

describe('what leaving out cannot say', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  const file = (sessions: string) => `format: tsudoi/1
organization: {key: town, name: 町}
venues: [{key: hall, name: 会館}]
programmes:
  - key: talks
    title: つどい
    kind: club
    courses:
      - key: r7
        title: 令和7年度
        fiscalYear: 2025
        alsoFor: [talks]
        defaults: {venue: hall, start: "10:00", lecturer: 心理士}
        rule: {monthly: [1 monday], months: [5, 6, 7]}
        sessions: ${sessions}
`;
  const rows = () =>
    app.db.query(`SELECT key, starts_on::text AS day, date_text AS words, lecturer, venue_id IS NULL AS nowhere,
      array_length(also_for_ids, 1) AS serves FROM sessions ORDER BY key`);

  test('is said by left_out, without, and undated', async () => {
    await importFiles(app, [
      {
        name: 'town.yaml',
        text: file(
          '[{key: 2025-05-05, date: 2025-05-05, status: left_out}, {key: 2025-06-02, date: 2025-06-03, without: [lecturer, venue, alsoFor]}, {key: 2025-07-07, undated: 夏}]',
        ),
      },
    ]);
    expect(await rows()).toEqual([
      { key: '2025-06-02', day: '2025-06-03', words: null, lecturer: null, nowhere: true, serves: null },
      { key: '2025-07-07', day: null, words: '夏', lecturer: '心理士', nowhere: false, serves: 1 },
    ]);
  });

  test('and a session that was written out before is listed, not taken away', async () => {
    const report = await importFiles(app, [
      { name: 'town.yaml', text: file('[{key: 2025-07-07, date: 2025-07-07, status: left_out}]') },
    ]);
    expect(doings(report).some((line) => line.startsWith('missing session town/talks/r7/2025-07-07'))).toBe(
      true,
    );
  });
});
