import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seeded } from '../../../support/seeded.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { type Held, isFree, listed, makeWorld, NOW, TODAY, withoutDesks } from './finding-town.js';

let app: TestApp;
let world: Held[];
beforeAll(async () => {
  app = await startTestApp({ now: NOW });
  world = await makeWorld(app.db, seeded(8));
}, 60_000);
afterAll(() => app.close());

/** What each filter asks, said of one session in memory. */
const FILTERS: Readonly<Record<string, (value: string, one: Held) => boolean>> = {
  organization: (value, { town, host }) => town === value || host === value,
  venue: (value, { town, venue }) => `${town}.${venue?.key}` === value,
  kind: (value, { programme }) => programme.kind === value,
  audience: (value, { programme }) =>
    programme.audiences.includes(value) || programme.audiences.includes('anyone'),
  from: (value, { session }) => (session.endsOn ?? session.startsOn ?? '') >= value,
  to: (value, { session }) => (session.startsOn ?? '') <= value,
  walkIn: (_, { course }) => course.registrationMode === 'none',
  anonymous: (_, { programme }) => programme.anonymous === true,
  lookOnly: (_, { programme }) => programme.lookOnly === true,
  online: (_, { venue, pools }) => venue?.online === true || pools.some(({ key }) => key === 'online'),
  stepFree: (_, { venue }) => venue?.stepFree === true,
  free: (_, one) => isFree(one, world, new Date(NOW)),
};
const VALUES: Readonly<Record<string, readonly string[]>> = {
  organization: ['hikari', 'kaze'],
  venue: ['hikari.hall', 'kaze.zoom'],
  kind: ['lecture', 'family_meeting'],
  audience: ['self', 'women'],
  from: ['2025-04-05', '2025-04-20', '2025-05-30'],
  to: ['2025-04-25', '2025-05-10'],
};

function expected(query: Readonly<Record<string, string>>): string[] {
  const now = new Date(NOW);
  return world
    .filter(({ isGathered }) => !isGathered)
    .filter((one) => Object.entries(query).every(([name, value]) => FILTERS[name]?.(value, one)))
    .filter(({ session }) => query.from !== undefined || (session.endsAt ?? now) > now)
    .map(({ session }) => session.id)
    .sort();
}

const address = (path: string, query: Readonly<Record<string, string>>) =>
  `${path}?${new URLSearchParams(query)}`;

describe('the filters of the list', () => {
  it.each(Object.keys(FILTERS))('%s lets through what it says, and nothing else', async (name) => {
    for (const value of VALUES[name] ?? ['1']) {
      const query = { [name]: value };
      const ids = expected(query);
      expect((await listed(app, address('/', query))).sort()).toEqual(ids);
      // A filter that lets everything or nothing through shows nothing.
      expect(ids.length).toBeGreaterThan(0);
      expect(ids.length).toBeLessThan(world.length);
    }
  });

  it('let through together what each of them lets through', async () => {
    const random = seeded(21);
    for (let run = 0; run < 40; run++) {
      const names = Object.keys(FILTERS).filter(() => random.chance(0.25));
      const query = Object.fromEntries(names.map((name) => [name, random.one(VALUES[name] ?? ['1'])]));
      // A venue of another town than the one that is chosen does not restrict; without a town it brings its own.
      const { venue, ...others } = query;
      const isOther = venue && query.organization && !venue.startsWith(query.organization);
      const ids = expected(isOther ? others : query);
      expect({ query, ids: (await listed(app, address('/', query))).sort() }).toEqual({ query, ids });
    }
  });

  it('hold in the month as they hold in the list', async () => {
    const random = seeded(5);
    for (let run = 0; run < 15; run++) {
      const names = ['kind', 'walkIn', 'anonymous', 'online', 'stepFree', 'free'].filter(() =>
        random.chance(0.3),
      );
      const query = Object.fromEntries(names.map((name) => [name, random.one(VALUES[name] ?? ['1'])]));
      const inMonth = expected({ ...query, from: '2025-05-01', to: '2025-05-31' });
      const { text } = await app.http
        .get(address('/', { ...query, view: 'month', month: '2025-05' }))
        .expect(200);
      const named = new Set(
        [...withoutDesks(text).matchAll(/\/sessions\/([0-9a-f-]{36})/g)].map(([, id]) => id as string),
      );
      expect(inMonth).toEqual(expect.arrayContaining([...named]));
      const said = /（?(\d+)件見つかりました/.exec(text)?.[1];
      if (names.length > 0 && inMonth.length > 0)
        expect({ query, said: Number(said) }).toEqual({ query, said: inMonth.length });
      // What a day does not name, its list does.
      for (const [, day] of text.matchAll(/[?&;]from=(\d{4}-\d\d-\d\d)&amp;to=\1"/g)) {
        const ids = await listed(app, address('/', { ...query, from: day as string, to: day as string }));
        for (const id of ids) named.add(id);
      }
      expect([...named].sort()).toEqual(inMonth);
    }
  });

  it('hold in the list of programmes', async () => {
    for (const flag of ['walkIn', 'anonymous', 'lookOnly', 'online', 'stepFree', 'free']) {
      const { text } = await app.http.get(`/programmes?${flag}=1`).expect(200);
      const slugs = [...new Set([...text.matchAll(/\/programmes\/([\w-]+)"/g)].map(([, slug]) => slug))];
      const isOfProgramme = flag === 'anonymous' || flag === 'lookOnly';
      const now = new Date(NOW);
      const fitting = world.filter(
        (one) =>
          FILTERS[flag]?.('1', one) &&
          (isOfProgramme ||
            (one.session.status === 'scheduled' &&
              (flag === 'free'
                ? (one.session.endsAt ?? now) > now
                : (one.session.endsOn ?? one.session.startsOn ?? '') >= TODAY))),
      );
      expect({ flag, slugs: slugs.sort() }).toEqual({
        flag,
        slugs: [...new Set(fitting.map(({ programme }) => programme.slug))].sort(),
      });
    }
  });
});

describe('the filters of an address', () => {
  it.each([
    ['/?free=0', '1'],
    ['/?walkIn=yes', '1'],
    ['/?online=true', '1'],
    ['/?free=1&free=1', '1'],
    ['/?organization=nowhere', 'hikari, kaze'],
    ['/?organization=hikari&venue=hikari.nowhere', 'hikari.hall'],
    ['/programmes?stepFree=2', '1'],
    ['/programmes?lookOnly=x', '1'],
    ['/nearby?organization=nowhere', 'hikari, kaze'],
    ['/nearby?radius=7', '5, 10, 20, 50'],
  ])('%s answers 400 and says what may stand there', async (path, allowed) => {
    const { text } = await app.http.get(path).expect(400);
    expect(text).toContain(allowed);
  });

  it.each([
    '/?venue=nowhere.hall',
    '/?to=2025-02-30',
    '/?from=9999-12-31',
    '/?from=1999-12-31',
    '/?to=2100-01-01',
    `/?q=${'あ'.repeat(201)}`,
    '/?q=a&q=b',
    '/?venue=%00',
    '/nearby?month=2025-13',
    '/nearby?after=x',
    '/nearby?organization=hikari&venue=hikari.hall',
  ])('%s answers 400', async (path) => {
    await app.http.get(path).expect(400);
  });

  it('stay in every link of the page, and can be taken away one by one', async () => {
    const { text } = await app.http
      .get('/?organization=hikari&venue=hikari.hall&walkIn=1&from=2025-04-05')
      .expect(200);
    const hrefs = [...text.matchAll(/<a href="(\/\?[^"]*)" rel="nofollow"/g)].map(([, href]) =>
      href?.replaceAll('&amp;', '&'),
    );
    expect(hrefs).toEqual([
      '/?from=2025-04-05&walkIn=1',
      '/?organization=hikari&from=2025-04-05&walkIn=1',
      '/?organization=hikari&venue=hikari.hall&walkIn=1',
      '/?organization=hikari&venue=hikari.hall&from=2025-04-05',
    ]);
    expect(text).toContain(
      'organization=hikari&amp;venue=hikari.hall&amp;walkIn=1&amp;view=month&amp;month=2025-04',
    );
  });

  it('say what to take away where nothing is found', async () => {
    const { text } = await app.http.get('/?kind=sports&online=1').expect(200);
    expect(text).toContain('条件に合う日程は見つかりませんでした');
    expect(text).toContain('をはずしてさがす');
    expect(text).toContain('<a href="/programmes?kind=sports&amp;online=1">');
  });

  it('make no page of their own for search engines', async () => {
    const canonicalOf = async (path: string) => {
      const answer = await app.http.get(path).expect(200);
      const canonical = /rel="canonical" href="http:\/\/tsudoi.example([^"]*)"/.exec(answer.text)?.[1];
      return [canonical?.replaceAll('&amp;', '&'), answer.headers['x-robots-tag']];
    };
    expect(await canonicalOf('/?organization=hikari&free=1&from=2025-04-20')).toEqual([
      '/?organization=hikari',
      undefined,
    ]);
    expect(await canonicalOf('/?view=month&month=2025-05&kind=lecture&online=1')).toEqual([
      '/?kind=lecture&view=month&month=2025-05',
      undefined,
    ]);
    expect(await canonicalOf('/?q=教室')).toEqual(['/', 'noindex']);
    expect(await canonicalOf('/programmes?q=教室&audience=family')).toEqual([
      '/programmes?audience=family',
      'noindex',
    ]);
    expect(await canonicalOf('/nearby?organization=hikari&month=2025-05')).toEqual([
      '/nearby?organization=hikari',
      undefined,
    ]);
  });
});
