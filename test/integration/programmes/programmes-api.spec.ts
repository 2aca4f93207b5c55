import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Organization } from '../../../src/organizations/organization.entity.js';
import { YearImport } from '../../../src/registrations/year/year-import.js';
import { makeProgramme, makeTerm } from '../../support/factories.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { townFile } from './town-file.js';

describe('programmes in the JSON API', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-03-02T09:00:00+09:00' });
    const files = ['town', 'village'].map((key) => ({ name: key, text: townFile({ key }) }));
    files[1]!.text = files[1]!.text.replace(
      '    kind: family_meeting\n',
      '    kind: family_meeting\n    sourceDoubt: [日が違うかもしれない]\n    titleEn: 100% yell\n',
    );
    await app.nest.get(YearImport).run(files, { dryRun: false, actor: 'system', organizationIds: 'any' });
  });
  afterAll(() => app.close());

  const slugs = (body: { items: { slug: string }[] }) => body.items.map(({ slug }) => slug);

  it('lists organizations', async () => {
    const { body } = await app.http.get('/api/v1/organizations');
    expect(slugs(body)).toEqual(['town', 'village']);
    expect(body.items[0]).toMatchObject({
      name: '町',
      timeZone: 'Asia/Tokyo',
      contact: { email: 'desk@town.example' },
    });
    expect(body.next).toBeNull();
  });

  it('lists programmes page by page, in the order of the files', async () => {
    const seen: string[] = [];
    let next: string | null = '';
    for (let page = 0; next !== null && page < 10; page++) {
      const { body } = await app.http
        .get('/api/v1/programmes')
        .query({ limit: 1, ...(next && { cursor: next }) });
      expect(body.items).toHaveLength(1);
      seen.push(...slugs(body));
      next = body.next;
    }
    expect(seen).toEqual(['town-family-class', 'town-yell', 'village-family-class', 'village-yell']);
  });

  it('filters by organization, kind and words; signs of the pattern language are plain words', async () => {
    const list = async (query: Record<string, string>) =>
      slugs((await app.http.get('/api/v1/programmes').query(query)).body);
    expect(await list({ organization: 'town' })).toEqual(['town-family-class', 'town-yell']);
    expect(await list({ kind: 'class_series' })).toEqual(['town-family-class', 'village-family-class']);
    expect(await list({ q: 'エール', organization: 'village' })).toEqual(['village-yell']);
    expect(await list({ q: '0% YELL' })).toEqual(['village-yell']);
    // Signs alone are nothing to look for.
    expect(await list({ q: '%', organization: 'village' })).toEqual(['village-family-class', 'village-yell']);
    expect(await list({ q: '100_ yell' })).toEqual(['village-yell']);
    expect(await list({ q: '10% yell 麒麟' })).toEqual([]);
    expect((await app.http.get('/api/v1/programmes').query({ kind: 'nothing' })).status).toBe(400);
    expect((await app.http.get('/api/v1/programmes').query({ cursor: 'eyJ9' })).status).toBe(400);
  });

  it('shows one programme with hosts, plans, results and courses, but no doubts', async () => {
    const { body } = await app.http.get('/api/v1/programmes/village-family-class');
    expect(body).toMatchObject({
      slug: 'village-family-class',
      organization: 'village',
      parts: ['village-yell'],
      partOf: null,
      hosts: [
        { role: 'organizer', name: '町' },
        { role: 'co_host', name: '家族会' },
      ],
      plans: [{ fiscalYear: 2025, planned: 12, qualifier: 'about', unit: '回' }],
      results: [{ fiscalYear: 2020, held: 3, attendances: 17, uniquePeople: null }],
    });
    expect(body.courses).toEqual([
      expect.objectContaining({
        title: '令和7年度 前期',
        fiscalYear: 2025,
        sessions: 3,
        firstOn: '2025-04-14',
        lastOn: '2025-05-26',
        registration: {
          mode: 'course',
          opensAt: '2025-03-01T09:00:00+09:00',
          closesAt: '2025-04-11T00:00:00+09:00',
          decidedBy: 'order',
          lottery: null,
          waitingList: true,
          queue: 'passes',
          offerHours: null,
          closesWhenFull: false,
          joinUntil: null,
          maxPeople: null,
          channels: null,
        },
      }),
    ]);
    const { text } = await app.http.get('/api/v1/programmes/village-yell');
    expect(text).not.toContain('日が違う');
    expect((await app.http.get('/api/v1/programmes/nowhere')).status).toBe(404);
  });

  it('tells a client who may come, what is asked, and how each course takes registrations', async () => {
    const { programme } = await makeTerm(app.db, {
      dates: ['2025-05-12'],
      programme: {
        key: 'asking',
        slug: 'asking',
        eligibility: [
          { rule: 'age', min: 18, as: 'enforced' },
          { rule: 'age', max: 64, of: 'relative' },
          { rule: 'residence', as: 'enforced', municipalities: ['北区'] },
          { rule: 'family', as: 'enforced', text: 'ご家族', textEn: 'Family' },
          { rule: 'consulted', programme: 'before' },
        ],
        asks: { companions: 'required' },
        questions: [
          { key: 'how', text: '何で', type: 'choice', choices: ['区報', '紹介'] },
          { key: 'state', text: 'ご様子', textEn: 'State', type: 'long', required: true, sensitive: true },
        ],
      },
      course: {
        lottery: { priorities: ['residents'] },
        joinUntil: 2,
        maxPeople: 3,
        channels: { telephone: { from: '09:00', until: '17:00' } },
      },
    });
    const organization = await app.db
      .getRepository(Organization)
      .findOneByOrFail({ id: programme.organizationId });
    await makeProgramme(app.db, organization, { key: 'before', slug: 'before' });
    const { body } = await app.http.get('/api/v1/programmes/asking').expect(200);
    const none = {
      text: null,
      textEn: null,
      min: null,
      max: null,
      of: null,
      municipalities: [],
      programme: null,
    };
    expect(body.eligibility).toEqual([
      { ...none, key: 'age', rule: 'age', metBy: 'declaration', min: 18, of: 'participant' },
      { ...none, key: 'age-2', rule: 'age', metBy: null, max: 64, of: 'relative' },
      { ...none, key: 'residence', rule: 'residence', metBy: 'municipality', municipalities: ['北区'] },
      { ...none, key: 'family', rule: 'family', metBy: 'relation', text: 'ご家族', textEn: 'Family' },
      { ...none, key: 'consulted', rule: 'consulted', metBy: null, programme: 'before' },
    ]);
    expect(body.asks).toEqual({
      ...{ relation: 'optional', companions: 'required', municipality: 'no', age: 'no' },
    });
    expect(body.questions).toEqual([
      {
        ...{ key: 'how', text: '何で', textEn: null, type: 'choice', choices: ['区報', '紹介'] },
        ...{ required: false, sensitive: false, erasedAfterDays: null },
      },
      {
        ...{ key: 'state', text: 'ご様子', textEn: 'State', type: 'long', choices: [] },
        ...{ required: true, sensitive: true, erasedAfterDays: 30 },
      },
    ]);
    expect(body.courses[0].registration).toMatchObject({
      decidedBy: 'lottery',
      lottery: { priorities: ['residents'] },
      joinUntil: 2,
      maxPeople: 3,
      channels: { telephone: { from: '09:00', until: '17:00' } },
    });
    expect(body).not.toHaveProperty('prerequisites');
  });
});
