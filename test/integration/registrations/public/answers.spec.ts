import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { DeepPartial } from 'typeorm';
import type { Course } from '../../../../src/programmes/course.entity.js';
import type { Programme } from '../../../../src/programmes/programme.entity.js';
import { mapLinkOf } from '../../../../src/registrations/public/pages/map-link.js';
import { takingPart } from '../../../../src/registrations/public/pages/taking-part.js';
import type { SessionView } from '../../../../src/registrations/sessions/session-view.js';
import { makeCourse, makePool, makeProgramme, makeSession, makeTerm } from '../../../support/factories.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';

/** Text of the page without tags, a line for each element. */
function textOf(html: string): string {
  return html
    .replace(/<(head|script|svg|style)\b.*?<\/\1>/gs, '')
    .replace(/<[^>]+>/g, '\n')
    .replace(/\s*\n\s*/g, '\n');
}

describe('what a page answers', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());
  beforeEach(() => app.clock.set('2025-04-01T09:00:00+09:00'));

  const pageOf = async (path: string): Promise<string> => (await app.http.get(path).expect(200)).text;
  const term = (dates: readonly string[], programme: DeepPartial<Programme> = {}, course = {}) =>
    makeTerm(app.db, { dates, programme, course });

  it('says in one sentence what it is, in the language of the page, or whose language it is', async () => {
    const { sessions, programme } = await term(['2025-04-20'], {
      summary: '家族の教室です。',
      summaryEn: 'A class for families.',
      summarySimple: '家族の 教室です。',
    });
    for (const path of [`/sessions/${sessions[0]?.id}`, `/programmes/${programme.slug}`]) {
      expect(await pageOf(path)).toContain('<p class="lead">家族の教室です。</p>');
      expect(await pageOf(`${path}?lang=en`)).toContain('<p class="lead">A class for families.</p>');
      expect(await pageOf(`${path}?lang=ja-simple`)).toContain('<p class="lead">家族の 教室です。</p>');
    }
    const other = await term(['2025-04-20'], { summary: '家族の教室です。' });
    const path = `/courses/${other.course.id}`;
    expect(await pageOf(`${path}?lang=en`)).toContain('<p class="lead" lang="ja">家族の教室です。</p>');
    expect(await pageOf(`${path}?lang=ja-simple`)).toContain(
      '<p class="lead" lang="ja">家族の教室です。</p>',
    );
  });

  it('says what kind it is where nobody has said more, and nothing where that says nothing', async () => {
    const meeting = await term(['2025-04-20'], { kind: 'family_meeting' });
    expect(await pageOf(`/courses/${meeting.course.id}?lang=en`)).toContain(
      '<p class="lead">A meeting where families talk with each other.</p>',
    );
    const other = await term(['2025-04-20'], { kind: 'other' });
    expect(await pageOf(`/courses/${other.course.id}`)).not.toContain('class="lead"');
  });

  it('says first that it was cancelled, why, and what comes instead', async () => {
    const { sessions, course } = await term(['2025-04-20', '2025-04-27', '2025-05-04']);
    const gone = await makeSession(app.db, course, {
      startsOn: '2025-04-13',
      status: 'cancelled',
      cancelReason: '台風のため',
    });
    const text = textOf(await pageOf(`/sessions/${gone.id}`));
    const at = [
      'この回は中止になりました。',
      '台風のため',
      'これからの日程',
      '2025年4月20日（日）',
      'いつ',
    ].map((words) => text.indexOf(words));
    expect(at).not.toContain(-1);
    expect(at).toEqual([...at].sort((one, other) => one - other));
    const html = await pageOf(`/sessions/${gone.id}`);
    expect(html).not.toContain('/register?');
    for (const { id } of sessions) expect(html).toContain(`/sessions/${id}`);
  });

  it('says that it is over, and of what is under way that it has begun', async () => {
    const { sessions, course, programme } = await term(['2025-04-20', '2025-04-27']);
    const path = `/sessions/${sessions[0]?.id}`;
    app.clock.set('2025-04-20T10:30:00+09:00');
    expect(textOf(await pageOf(`${path}?at=1`))).toContain('もう始まっています。');
    app.clock.set('2025-04-20T11:45:00+09:00');
    const over = await pageOf(`${path}?at=2`);
    expect(textOf(over)).toContain('この回は終わりました。');
    expect(over).toContain(`/sessions/${sessions[1]?.id}`);
    app.clock.set('2025-05-01T09:00:00+09:00');
    const all = textOf(await pageOf(`/courses/${course.id}?at=3`));
    expect(all).toContain('この期は終わりました。');
    expect(all).toContain('次の日程は、まだ決まっていません。');
    expect(await pageOf(`/courses/${course.id}?at=4`)).toContain(
      `/?organization=${programme.slug.split('-programme')[0]}`,
    );
  });

  it('says of a course without any dates how one comes to it, and not that it will open', async () => {
    const said = async (course: DeepPartial<Course>) => {
      const { course: made } = await term([], {}, course);
      const html = await pageOf(`/courses/${made.id}`);
      return { text: textOf(html), hasOffer: html.includes('"Offer"') };
    };
    const free = await said({ registrationMode: 'none' });
    expect(free.text).toContain('申込不要\n申込はいりません。');
    expect(free.text).not.toContain('受付前');
    expect(free.hasOffer).toBe(false);
    expect((await said({ registrationMode: 'elsewhere' })).text).toContain('案内の方法でお申し込み');
    expect((await said({ registrationMode: 'unstated' })).text).toContain('申込のことは案内にありません');
    const open = await said({ registrationMode: 'session' });
    expect(open.text).toContain('受付前\n日程が決まってから受け付けます。');
  });

  it.each([
    ['members', '登録した方の集まり'],
    ['unstated', '申込のことは案内にありません'],
    ['elsewhere', '案内の方法でお申し込み'],
    ['none', '申込不要'],
  ] as const)(
    'says how one comes until it is over where nobody registers for the session: %s',
    async (mode, words) => {
      const { sessions } = await term(['2025-04-20'], {}, { registrationMode: mode });
      app.clock.set('2025-04-20T10:30:00+09:00');
      const text = textOf(await pageOf(`/sessions/${sessions[0]?.id}`));
      expect(text).toContain(words);
      expect(text).not.toContain('もう始まっています。');
    },
  );

  it('does not say that it has begun where nobody knows at what time it does', async () => {
    const { course } = await term([]);
    const session = await makeSession(app.db, course, {
      startsOn: '2025-04-20',
      startTime: null,
      endTime: null,
    });
    await makePool(app.db, session);
    app.clock.set('2025-04-20T08:00:00+09:00');
    const text = textOf(await pageOf(`/sessions/${session.id}`));
    expect(text).toContain('受付終了\n受付は終わりました。');
    expect(text).not.toContain('もう始まっています。');
  });

  it('does not call a session open that one can only come to with the whole course, which is too late to join', async () => {
    const { course, programme } = await term(
      ['2025-03-15', '2025-04-20', '2025-04-27'],
      {},
      { registrationMode: 'course', joinUntil: 1 },
    );
    for (const path of [`/courses/${course.id}`, `/programmes/${programme.slug}`]) {
      const text = textOf(await pageOf(path));
      expect(text).toContain('途中参加の受付終了');
      expect(text).not.toContain('\n受付中\n');
    }
  });

  it('tells of single sessions that are open where the whole course is full', async () => {
    const { sessions, course, programme } = await term(
      ['2025-04-20', '2025-04-27'],
      {},
      { waitingList: true },
    );
    await app.db.query('UPDATE seat_pools SET taken = capacity WHERE session_id = $1', [sessions[0]?.id]);
    for (const path of [`/courses/${course.id}`, `/programmes/${programme.slug}`]) {
      expect(textOf(await pageOf(path))).toContain('1回ずつなら、申し込める回があります。');
    }
  });

  it('says that a programme rests, or is no more', async () => {
    const { organization } = await term([]);
    for (const [status, words] of [
      ['suspended', 'この事業は休止しています。'],
      ['ended', 'この事業は終わりました。'],
    ] as const) {
      const { slug } = await makeProgramme(app.db, organization, { status });
      expect(textOf(await pageOf(`/programmes/${slug}`))).toContain(words);
    }
  });

  it('asks the database a few times, however much there is to say', async () => {
    const dates = Array.from({ length: 28 }, (_, index) => `2025-04-${String(index + 2).padStart(2, '0')}`);
    const { programme, course, sessions } = await term(dates, {}, { registrationMode: 'course' });
    const more = await makeCourse(app.db, programme, { registrationMode: 'none' });
    const gone = await makeSession(app.db, more, { startsOn: '2025-04-30', status: 'cancelled' });
    await makePool(app.db, gone);
    const asked = jest.spyOn(app.db, 'query');
    const countOf = async (path: string): Promise<number> => {
      asked.mockClear();
      await pageOf(path);
      return asked.mock.calls.length;
    };
    const counts = {
      programme: await countOf(`/programmes/${programme.slug}`),
      course: await countOf(`/courses/${course.id}`),
      session: await countOf(`/sessions/${sessions[3]?.id}`),
      cancelled: await countOf(`/sessions/${gone.id}`),
    };
    asked.mockRestore();
    // One of them asks whether a kept page still holds.
    expect(counts.programme).toBeLessThanOrEqual(4);
    expect(counts.course).toBeLessThanOrEqual(5);
    expect(counts.session).toBeLessThanOrEqual(7);
    expect(counts.cancelled).toBeLessThanOrEqual(7);
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(0);
  });
});

describe('whether one may just look on', () => {
  const wording = { t: (key: string) => key, language: 'ja' as const };
  const pool = (label: string, labelEn: string | null = null) =>
    ({ label, labelEn }) as SessionView['pools'][number];
  const unsaid = { lookOnly: null, cameraOff: null, anonymous: null };

  it('is not spoken of where the source does not say', () => {
    expect(takingPart(unsaid, { pools: [pool('会場')], byNickname: false }, wording)).toEqual([]);
  });

  it.each([
    ['リスナー席', 1],
    ['聞くだけ', 1],
    ['オンライン（視聴）', 1],
    ['聴講', 1],
    ['会場', 0],
    ['相談', 0],
  ])('knows seats for listening: %s', (label, count) => {
    expect(takingPart(unsaid, { pools: [pool(label)], byNickname: false }, wording)).toHaveLength(count);
  });

  it('says yes and no as the source does, and promises no nickname where a name is asked for', () => {
    const said = { lookOnly: true, cameraOff: false, anonymous: false };
    expect(takingPart(said, { pools: [], byNickname: true }, wording)).toEqual([
      'answers.lookOnly.yes',
      'answers.cameraOff.no',
      'answers.anonymous.no',
    ]);
    expect(takingPart(unsaid, { pools: [], byNickname: true }, wording)).toEqual(['answers.nickname']);
  });
});

describe('the map of a venue', () => {
  const venue = (given: object) =>
    ({ online: false, latitude: null, longitude: null, address: null, ...given }) as SessionView['venue'];

  it('is found by position, else by address, and not at all for a room online', () => {
    expect(mapLinkOf(venue({ latitude: 35.5, longitude: 139.25, address: 'x' }))).toContain(
      'mlat=35.5&mlon=139.25',
    );
    expect(mapLinkOf(venue({ address: 'ひかり市1&2#3' }))).toBe(
      `https://www.openstreetmap.org/search?query=${encodeURIComponent('ひかり市1&2#3')}`,
    );
    expect(mapLinkOf(venue({ latitude: 0, longitude: 0 }))).toContain('mlat=0&mlon=0');
    expect(mapLinkOf(venue({ online: true, address: 'x' }))).toBeNull();
    expect(mapLinkOf(venue({}))).toBeNull();
    expect(mapLinkOf(null)).toBeNull();
  });
});
