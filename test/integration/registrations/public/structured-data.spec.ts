import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Programme } from '../../../../src/programmes/programme.entity.js';
import { dataBlock } from '../../../../src/registrations/public/structured-data.js';
import { open, type Visitor, visit } from '../../../support/browser.js';
import { makeSession, makeTerm } from '../../../support/factories.js';
import { expectGolden } from '../../../support/golden.js';
import { suiteBrowser } from '../../../support/suite-browser.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { makeStates, ROOM } from './structured-town.js';

type Data = Record<string, unknown>;

const suite = suiteBrowser();
let app: TestApp;
let states: Awaited<ReturnType<typeof makeStates>>;
let visitor: Visitor;

beforeAll(async () => {
  app = await startTestApp();
  states = await makeStates(app.db);
  visitor = await visit(suite.browser);
  await visitor.page.addInitScript(
    "addEventListener('securitypolicyviolation', (event) => (globalThis.violations ??= []).push(event.violatedDirective))",
  );
});
afterAll(() => app.close());

/** What a reader of the page finds in it, as the browser has it; null: nothing. */
async function dataOf(path: string): Promise<Data | null> {
  expect(await open(visitor.page, `${app.url}${path}`)).toBe(200);
  const blocks = (await visitor.page.evaluate(
    `[...document.querySelectorAll('script:not([src])')].map(({ type, textContent }) => ({ type, textContent }))`,
  )) as { type: string; textContent: string }[];
  expect(blocks.filter(({ type }) => type !== 'application/ld+json')).toEqual([]);
  expect(blocks.length).toBeLessThan(2);
  return blocks[0] ? (JSON.parse(blocks[0].textContent) as Data) : null;
}

const STATUS = /^https:\/\/schema\.org\/Event(Scheduled|Rescheduled|Postponed|Cancelled)$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2})?$/;

/** What search engines would refuse in an Event, and what none of ours may say; `where` false: the page names no place. */
function faultsOf(event: Data, where = true): string[] {
  const faults: string[] = [];
  const must = (isSo: boolean, fault: string) => isSo || faults.push(`${event.name}: ${fault}`);
  const { startDate, endDate, previousStartDate, eventStatus, location, eventAttendanceMode } = event;
  must(event['@type'] === 'Event', 'type');
  must(typeof event.name === 'string' && event.name.length > 0, 'name');
  must(MOMENT.test(String(startDate)), 'startDate');
  must(endDate === undefined || MOMENT.test(String(endDate)), 'endDate');
  must(endDate === undefined || Date.parse(String(endDate)) >= Date.parse(String(startDate)), 'ends early');
  must(STATUS.test(String(eventStatus)), 'eventStatus');
  const isMoved = String(eventStatus).endsWith('EventRescheduled');
  must(isMoved === (previousStartDate !== undefined), 'previousStartDate');
  must(!isMoved || MOMENT.test(String(previousStartDate)), 'previousStartDate is no date');
  must(previousStartDate !== startDate, 'moved to where it was');
  must(where === (location !== undefined), 'location');
  const places = [location ?? []].flat() as Data[];
  const isOnline = places.some((place) => place['@type'] === 'VirtualLocation');
  must(
    places.every((place) => place['@type'] !== 'Place' || typeof place.name === 'string'),
    'place',
  );
  must(!where || isOnline === /(Online|Mixed)EventAttendanceMode$/.test(String(eventAttendanceMode)), 'mode');
  must(!JSON.stringify(event).includes(ROOM), 'the link of the room');
  must(!/null|"":|:""/.test(JSON.stringify(event)), 'something empty');
  for (const [, url] of JSON.stringify(event).matchAll(/"(?:url|@id)":"([^"]*)"/g)) {
    must(url?.startsWith('http://tsudoi.example/') === true, `address ${url}`);
  }
  return faults;
}

/** Sessions of which the page says that the venue is not known. */
const NOWHERE = ['ofCourse', 'night', 'abroad'];

describe('the Event of a session', () => {
  it('says what its page says, in each state', async () => {
    const found: Record<string, Data | null> = {};
    for (const [state, { id }] of Object.entries(states.sessions))
      found[state] = await dataOf(`/sessions/${id}`);
    expectGolden('structured-data/sessions.json', Buffer.from(`${JSON.stringify(found, null, 2)}\n`));
    for (const [state, event] of Object.entries(found)) {
      if (event) expect(faultsOf(event, !NOWHERE.includes(state))).toEqual([]);
    }
    expect(found.undated).toBeNull();
    expect(found).toMatchObject({
      open: { startDate: '2025-04-14T10:00:00+09:00', offers: { price: 0, priceCurrency: 'JPY' } },
      moved: {
        previousStartDate: '2025-04-28T13:30:00+09:00',
        offers: { availability: 'https://schema.org/SoldOut' },
      },
      cancelled: { eventStatus: 'https://schema.org/EventCancelled', startDate: '2025-05-26T10:00:00+09:00' },
      postponed: { eventStatus: 'https://schema.org/EventPostponed', startDate: '2025-06-09T10:00:00+09:00' },
      days: { startDate: '2025-07-05', endDate: '2025-07-07' },
      night: { endDate: '2025-07-10T00:00:00+09:00' },
      // The night on which the clocks of New York go back.
      abroad: { startDate: '2025-11-02T00:30:00-04:00', endDate: '2025-11-02T03:30:00-05:00' },
    });
  });

  it('tells people too what it tells machines of a start that is no longer so', async () => {
    const text = async (key: keyof typeof states.sessions) => {
      await open(visitor.page, `${app.url}/sessions/${states.sessions[key].id}`);
      return visitor.page.textContent('main');
    };
    expect(await text('moved')).toContain('前の予定は、2025年4月28日（月） 午後1時30分でした。');
    expect(await text('postponed')).toContain('前の予定は、2025年6月9日（月） 午前10時でした。');
    expect(await text('open')).not.toContain('前の予定');
  });

  it('is in the language of the page', async () => {
    const event = await dataOf(`/sessions/${states.sessions.open.id}?lang=en`);
    expectGolden('structured-data/session.en.json', Buffer.from(`${JSON.stringify(event, null, 2)}\n`));
    expect(faultsOf(event ?? {})).toEqual([]);
  });

  it('counts nobody who comes', async () => {
    const before = await dataOf(`/sessions/${states.sessions.open.id}`);
    await app.db.query('UPDATE seat_pools SET taken = 3 WHERE session_id = $1', [states.sessions.open.id]);
    expect(await dataOf(`/sessions/${states.sessions.open.id}`)).toEqual(before);
    await app.db.query('UPDATE seat_pools SET taken = 0 WHERE session_id = $1', [states.sessions.open.id]);
  });
});

describe('the EventSeries', () => {
  it.each([
    ['course', () => `/courses/${states.term.id}`],
    ['programme', () => `/programmes/${states.family.slug}`],
  ])('of a %s names the sessions to come', async (name, path) => {
    const series = await dataOf(path());
    expectGolden(`structured-data/${name}.json`, Buffer.from(`${JSON.stringify(series, null, 2)}\n`));
    const events = (series?.subEvent ?? []) as Data[];
    expect(events.length).toBeGreaterThan(3);
    expect(events.flatMap((event) => faultsOf(event))).toEqual([]);
    expect(JSON.stringify(series)).not.toContain(ROOM);
  });

  it('says when a course ends only where all that is held of it has a date', async () => {
    const { course } = await makeTerm(app.db, { dates: ['2025-04-14', '2025-05-12'] });
    await makeSession(app.db, course, { startsOn: '2025-06-09', status: 'cancelled' });
    expect(await dataOf(`/courses/${course.id}`)).toMatchObject({
      startDate: '2025-04-14',
      endDate: '2025-05-12',
    });
    const page = async () => ((await visitor.page.textContent('main')) ?? '').replace(/\s+/g, '');
    expect(await page()).toContain('全3回：2025年4月14日（月）から2025年5月12日（月）午前');
    await makeSession(app.db, course, { startsOn: null });
    expect(await dataOf(`/courses/${course.id}?at=2`)).not.toHaveProperty('endDate');
    expect(await page()).toContain('2025年5月12日（月）、ほか1回は日程が後日');
  });

  it('leaves out what is over, and names a bounded number', async () => {
    const dates = Array.from({ length: 40 }, (_, day) =>
      new Date(Date.UTC(2025, 2, 20 + day)).toISOString().slice(0, 10),
    );
    const { course } = await makeTerm(app.db, { dates });
    const events = ((await dataOf(`/courses/${course.id}`))?.subEvent ?? []) as Data[];
    expect(events).toHaveLength(28);
    expect(events[0]?.startDate).toBe('2025-04-01T10:00:00+09:00');
    const more = Array.from({ length: 40 }, (_, day) =>
      new Date(Date.UTC(2025, 4, 1 + day)).toISOString().slice(0, 10),
    );
    const { course: long } = await makeTerm(app.db, { dates: more });
    expect((await dataOf(`/courses/${long.id}`))?.subEvent).toHaveLength(30);
  });
});

describe('a data block', () => {
  const HOSTILE = [
    '</script><script>globalThis.hacked = 1</script>',
    '<!--<script>',
    ']]>&lt;/script&gt; & "quotes" \\ \\u003c',
    'line\u2028separator\u2029 and \u0085 next\r\nline\ttab',
    '🏳️‍🌈 か\u3099 \u202e right to left',
  ];

  it.each(HOSTILE)('is the same data again, and ends where it should: %j', async (title) => {
    const { programme, sessions } = await makeTerm(app.db, {
      dates: ['2025-04-20'],
      programme: { title, summary: title },
    });
    for (const path of [`/sessions/${sessions[0]?.id}`, `/programmes/${programme.slug}`]) {
      const data = await dataOf(path);
      expect(data?.description).toBe(title);
      expect(String(data?.name).startsWith(title)).toBe(true);
      expect(await visitor.page.evaluate('globalThis.hacked')).toBeUndefined();
    }
    expect(dataBlock({ title })).not.toMatch(/[<>&\u2028\u2029]/);
    await app.db.getRepository(Programme).update(programme.id, { title: 'x', summary: null });
  });

  it('is no script to the policy that forbids inline scripts', async () => {
    await open(visitor.page, `${app.url}/sessions/${states.sessions.open.id}`);
    expect(await visitor.page.evaluate('globalThis.violations')).toBeUndefined();
    // A script beside it would be refused, and the refusal would be seen.
    const refused = await visitor.page.evaluate(`new Promise((done) => {
      addEventListener('securitypolicyviolation', ({ effectiveDirective }) => done(effectiveDirective));
      const script = document.createElement('script');
      script.textContent = 'globalThis.ran = true';
      document.head.append(script);
    })`);
    expect(refused).toBe('script-src-elem');
    expect(await visitor.page.evaluate('globalThis.ran')).toBeUndefined();
  });
});
