import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { Organization } from '../../../../src/organizations/organization.entity.js';
import { Programme } from '../../../../src/programmes/programme.entity.js';
import { ProgrammeHost } from '../../../../src/programmes/programme-host.entity.js';
import { Search } from '../../../../src/programmes/search/search.js';
import { SearchSweep } from '../../../../src/programmes/search/search-sweep.js';
import { Session } from '../../../../src/programmes/session.entity.js';
import { Venue } from '../../../../src/programmes/venue.entity.js';
import { newId } from '../../../../src/shared/ids.js';
import { emptied } from '../../../support/emptied.js';
import {
  makeCourse,
  makeOrganization,
  makeProgramme,
  makeSession,
  makeVenue,
} from '../../../support/factories.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';

describe('what search knows', () => {
  let app: TestApp;
  let replica: TestApp;
  let search: Search;
  let town: Organization;
  let programme: Programme;
  let session: Session;
  let venue: Venue;
  beforeAll(async () => {
    app = await startTestApp();
    replica = await startTestApp({ database: app.database });
    search = app.nest.get(Search);
  });
  beforeEach(async () => {
    await emptied(app.db, 'organizations, search_texts, search_changes');
    town = await makeOrganization(app.db, { slug: 'hikari', name: 'ひかり市', nameEn: 'Hikari City' });
    programme = await makeProgramme(app.db, town, { title: '木曜の集まり', audiences: ['women'] });
    await app.db.getRepository(ProgrammeHost).insert({
      ...{ id: newId(), programmeId: programme.id, role: 'co_host', name: '銀杏の会', position: 1 },
    });
    venue = await makeVenue(app.db, town, { name: '駅前会館' });
    const course = await makeCourse(app.db, programme, { title: '前期' });
    session = await makeSession(app.db, course, {
      topic: '年金の話',
      lecturer: '甲野花子',
      venueId: venue.id,
    });
  });
  afterAll(async () => {
    await replica.close();
    await app.close();
  });

  const finds = async (query: string, where: Search = search) =>
    (await where.matching(query))?.ids.includes(programme.id);

  it('is what was saved a moment ago, of the programme and of all around it', async () => {
    for (const query of [
      '木曜',
      'ひかり市',
      'hikari',
      '駅前',
      '年金',
      '甲野',
      '女性',
      'women',
      '前期',
      '銀杏',
    ])
      expect([query, await finds(query)]).toEqual([query, true]);
    expect(await finds('金曜')).toBe(false);
    const acts: [string, string, () => Promise<unknown>][] = [
      ['金曜', '木曜', () => app.db.manager.update(Programme, programme.id, { title: '金曜の集まり' })],
      ['湘南', '駅前', () => app.db.manager.update(Venue, venue.id, { name: '湘南会館' })],
      ['相続', '年金', () => app.db.manager.update(Session, session.id, { topic: '相続の話' })],
      [
        '若葉',
        'ひかり',
        () => app.db.manager.update(Organization, town.id, { name: '若葉市', nameEn: 'Wakaba' }),
      ],
      [
        '青葉の会',
        '銀杏の会',
        () => app.db.manager.update(ProgrammeHost, { programmeId: programme.id }, { name: '青葉の会' }),
      ],
      ['大会議室', '湘南', () => app.db.manager.update(Venue, venue.id, { name: '大会議室' })],
    ];
    for (const [now, before, act] of acts) {
      expect([now, await finds(now)]).toEqual([now, false]);
      await act();
      expect([now, await finds(now, replica.nest.get(Search))]).toEqual([now, true]);
      expect([before, await finds(before)]).toEqual([before, false]);
    }
  });

  it('is read as organizers say it is, also of words that no dictionary has', async () => {
    expect(await finds('なないろがおか')).toBe(false);
    await app.db.manager.update(Programme, programme.id, { title: '七色丘の集まり' });
    await app.db.manager.update(Organization, town.id, {
      readings: [{ text: '七色丘', reading: 'なないろがおか' }],
    });
    expect(await finds('なないろがおか')).toBe(true);
    expect(await finds('nanairogaoka')).toBe(true);
  });

  it('is read by the analyser where nobody wrote down how, and stays so while other texts change', async () => {
    await app.db.manager.update(Programme, programme.id, { title: '駄菓子の会' });
    expect(await finds('だがし')).toBe(false);
    expect(await app.nest.get(SearchSweep).sweep()).toBe(1);
    expect(await finds('だがし')).toBe(true);
    await app.db.manager.update(Programme, programme.id, { description: '別の説明' });
    expect([await finds('別の説明'), await finds('だがし')]).toEqual([true, true]);
    expect(await app.nest.get(SearchSweep).sweep()).toBe(1);
    expect(await app.nest.get(SearchSweep).sweep()).toBe(0);
  });

  it('leaves out what is gone', async () => {
    const other = await makeProgramme(app.db, town, { title: '蛍を見る会' });
    expect((await search.matching('蛍'))?.ids).toEqual([other.id]);
    await app.db.manager.delete(Programme, other.id);
    expect((await search.matching('蛍'))?.ids).toEqual([]);
    const [{ count }] = await app.db.query('SELECT count(*)::int FROM search_texts');
    expect(count).toBe(1);
  });

  it('is made anew where it was made by other rules', async () => {
    await search.matching('木曜');
    await app.db.query(`UPDATE search_texts SET title = 'x', version = 'another'`);
    expect(await finds('木曜')).toBe(false);
    const another = await startTestApp({ database: app.database });
    try {
      await another.nest.get(SearchSweep).sweep();
      expect(await finds('木曜')).toBe(true);
    } finally {
      await another.close();
    }
  });

  it('costs a change of anything else no mark, and a search no statement more than one', async () => {
    await search.matching('木曜');
    await app.db.manager.update(Session, session.id, { status: 'cancelled', cancelReason: '台風' });
    await app.db.manager.update(Programme, programme.id, { position: 7 });
    await app.db.manager.update(Organization, town.id, { quietFrom: '20:00' });
    const [{ count }] = await app.db.query('SELECT count(*)::int FROM search_changes');
    expect(count).toBe(0);
  });

  it('would be out of date without its marks', async () => {
    await search.matching('木曜');
    await app.db.query('ALTER TABLE programmes DISABLE TRIGGER programmes_search_update');
    try {
      await app.db.manager.update(Programme, programme.id, { title: '紙芝居の会' });
      expect(await finds('紙芝居')).toBe(false);
    } finally {
      await app.db.query('ALTER TABLE programmes ENABLE TRIGGER programmes_search_update');
    }
    await app.db.manager.update(Programme, programme.id, { title: '紙芝居の集い' });
    expect(await finds('紙芝居')).toBe(true);
  });

  it('is still asked where someone else is writing it, and waits for nobody', async () => {
    await search.matching('木曜');
    // A lock that is waited for is given up in the end, with a warning.
    const warned = jest.spyOn(Logger.prototype, 'warn');
    await app.db.transaction(async (tx) => {
      await tx.query(`SELECT pg_advisory_xact_lock(hashtext('search_texts'))`);
      await app.db.manager.update(Programme, programme.id, { title: '影絵の会' });
      expect([await finds('木曜'), await finds('影絵')]).toEqual([true, false]);
    });
    expect(warned).not.toHaveBeenCalled();
    warned.mockRestore();
    expect(await finds('影絵')).toBe(true);
  });

  it('answers 200 or 400 to any query', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 250 }), async (q) => {
        const answer = await app.http.get(`/api/v1/programmes?${new URLSearchParams({ q })}`);
        expect([200, 400]).toContain(answer.status);
      }),
      { seed: 8, numRuns: 150 },
    );
    for (const q of ['%00', '%ff', '%ed%a0%80', "'%3B--", '%5B', '(', '*', '%5C'])
      expect((await app.http.get(`/api/v1/programmes?q=${q}`)).status).toBe(200);
    expect((await app.http.get(`/api/v1/programmes?q=${'a'.repeat(201)}`)).status).toBe(400);
    expect((await app.http.get('/api/v1/programmes?q[]=a&q[]=b')).status).toBe(200);
  });

  it('comes page by page in the order in which it was found', async () => {
    await app.db.manager.update(Programme, programme.id, { title: '影絵の会' });
    await makeProgramme(app.db, town, { title: 'ほか', summary: '影絵を見ます', position: 1 });
    await makeProgramme(app.db, town, { title: '影絵の日', position: 9 });
    const titles: string[] = [];
    for (let next: string | null = ''; next !== null; ) {
      await app.nest.get(SearchSweep).sweep();
      const { body } = await app.http
        .get('/api/v1/programmes')
        .query({ q: 'かげえ', limit: 1, ...(next && { cursor: next }) });
      titles.push(...body.items.map(({ title }: { title: string }) => title));
      next = body.next;
    }
    expect(titles).toEqual(['影絵の会', '影絵の日', 'ほか']);
  });
});
