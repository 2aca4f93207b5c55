import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { FORMATS } from '../../../../src/platform/views/formats.js';
import { LANGUAGES, type Language, Messages } from '../../../../src/platform/views/messages.js';
import { TEMPLATES } from '../../../../src/platform/views/paths.js';
import type { FileChannels, FileEligibility } from '../../../../src/programmes/domain/registering-file.js';
import { askedOf } from '../../../../src/registrations/public/asked.js';
import { conditionWords } from '../../../../src/registrations/public/eligibility-words.js';
import type {
  CoursePage,
  ProgrammePage,
} from '../../../../src/registrations/public/programme-pages.queries.js';
import { registeringAct } from '../../../../src/registrations/public/registering-act.js';
import { wayWords } from '../../../../src/registrations/public/way-words.js';
import type { PoolView, SessionView } from '../../../../src/registrations/sessions/session-view.js';
import { expectGolden } from '../../../support/golden.js';

const directory = join(TEMPLATES, 'messages');
const messages = new Messages(directory, readdirSync(directory));
const wordingOf = (language: Language) => ({
  t: messages.translator(language),
  format: FORMATS[language],
  language,
});

const ORGANIZATION: ProgrammePage['organization'] = {
  ...{
    id: '01900000-0000-7000-8000-000000000000',
    slug: 'itabashi',
    name: '板橋区',
    nameEn: 'Itabashi City',
    kind: 'municipality',
    timeZone: 'Asia/Tokyo',
    quietFrom: '21:00',
    quietUntil: '08:00',
    senderName: null,
  },
  ...{
    sensitiveAnswersDays: 30,
    contactName: null,
    contactEmail: null,
    contactTel: null,
    accent: null,
    logo: null,
  },
};
const stated = (...eligibility: FileEligibility[]) => ({
  eligibility,
  organization: ORGANIZATION,
  prerequisites: [{ key: 'first', slug: 'itabashi-first', title: '基礎講座', titleEn: 'First course' }],
});
const COURSE: CoursePage = {
  ...{ id: 'c', title: '前期', titleEn: null, notes: null, mode: 'course', opensAt: null, closesAt: null },
  ...{ approval: false, lottery: null, offerHours: null, closesWhenFull: false, joinUntil: null },
  ...{ maxPeople: null, channels: null, lotteries: [] },
};
const NOW = new Date('2025-04-01T00:00:00Z');

describe('who may come, in words', () => {
  const rules: FileEligibility[] = [
    { rule: 'age', min: 18, max: 49 },
    { rule: 'age', min: 40, as: 'enforced' },
    { rule: 'age', max: 39 },
    { rule: 'age', of: 'relative', min: 15, max: 39 },
    { rule: 'age', of: 'relative', min: 15 },
    { rule: 'age', of: 'relative', max: 64 },
    { rule: 'residence' },
    { rule: 'residence', municipalities: ['板橋区', '北区'] },
    { rule: 'women', as: 'enforced' },
    { rule: 'self' },
    { rule: 'self', as: 'enforced' },
    { rule: 'family' },
    { rule: 'completed', programme: 'first' },
    { rule: 'completed', programme: 'gone' },
    { rule: 'consulted', programme: 'first' },
    { rule: 'consulted' },
    { rule: 'other', text: '初めての方' },
    { rule: 'residence', text: '区内に在住・在勤の方', textEn: 'People who live or work here' },
    { rule: 'family', text: 'ご家族（同居でなくても）' },
  ];

  it.each(LANGUAGES)('has a sentence for every rule: %s', (language) => {
    const wording = wordingOf(language);
    const after = (note: string | null) => (note ? `${wording.t('public.gap')}${note}` : '');
    const lines = conditionWords(stated(...rules), wording).map(
      ({ key, metBy, text, lang, note }) => `${key} ${metBy ?? 'guidance'} ${lang}: ${text}${after(note)}`,
    );
    expectGolden(`registering/who-may-come.${language}.txt`, Buffer.from(`${lines.join('\n')}\n`));
  });

  it('leads to the programme that comes first', () => {
    const [condition] = conditionWords(stated({ rule: 'completed', programme: 'first' }), wordingOf('ja'));
    expect(condition?.prerequisite?.slug).toBe('itabashi-first');
  });
});

describe('ways of registering, in words', () => {
  const week = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
  const telephone = {
    weekdays: week.slice(0, 5),
    from: '08:30',
    until: '17:30',
    closesBefore: { days: 1, at: '17:00' },
  };
  const textsOf = (channels: FileChannels | null, language: Language) =>
    wayWords(channels, wordingOf(language)).map(({ label, text }) => [label, text]);

  it('tells weekdays, hours and deadlines', () => {
    expect(textsOf({ telephone }, 'ja')).toEqual([
      ['電話', '平日 午前8時30分から午後5時30分まで。前日の午後5時まで。'],
    ]);
    expect(textsOf({ telephone }, 'en')).toEqual([
      ['Telephone', 'Monday to Friday 08:30–17:30. Until 17:00 on the day before.'],
    ]);
  });

  it('names the ways in one order, and days that are no row', () => {
    const channels: FileChannels = {
      desk: { weekdays: ['friday', 'monday', 'tuesday', 'wednesday'] },
      telephone: { weekdays: week },
      web: { opens: '2025-04-10', closes: '2025-04-20T17:00', closesBefore: { days: 0, at: '09:00' } },
    };
    expect(textsOf(channels, 'ja')).toEqual([
      ['ウェブ', '2025年4月10日（木）から。2025年4月20日（日） 午後5時まで。当日の午前9時まで。'],
      ['電話', '毎日。'],
      ['窓口', '月～水・金。'],
    ]);
    expect(textsOf(null, 'ja')).toEqual([]);
  });
});

describe('what the form asks', () => {
  const pool = (given: Partial<PoolView> = {}): PoolView => ({
    ...{ id: 'p', key: 'onsite', label: '会場', labelEn: null, unit: 'people', capacity: 10 },
    ...{ capacityStated: true, remaining: 10, kept: null, ...given },
  });
  const asked = ({
    rules = [],
    asks = {},
    course = {},
    pools = [pool()],
    kind = 'municipality',
  }: {
    rules?: FileEligibility[];
    asks?: ProgrammePage['asks'];
    course?: Partial<CoursePage>;
    pools?: PoolView[];
    kind?: string;
  } = {}) =>
    askedOf({
      programme: { asks, questions: [], organization: { ...ORGANIZATION, kind } },
      course: { ...COURSE, ...course },
      conditions: conditionWords(stated(...rules), wordingOf('ja')),
      pools,
    });

  it('asks for a relation and companions if one likes, and for nothing else', () => {
    expect(asked()).toEqual({
      ...{ maxPeople: 20, companions: 'optional', relation: 'optional', municipality: null, age: 'no' },
      ...{ declarations: [], questions: [] },
    });
  });

  it('asks for what an enforced rule needs, and for nothing that is guidance', () => {
    expect(asked({ rules: [{ rule: 'self' }, { rule: 'women' }, { rule: 'residence' }] })).toMatchObject({
      ...{ relation: 'optional', municipality: null, declarations: [] },
    });
    expect(
      asked({
        rules: [
          { rule: 'family', as: 'enforced' },
          { rule: 'women', as: 'enforced' },
          { rule: 'residence', as: 'enforced', municipalities: ['北区'] },
        ],
        asks: { relation: 'no' },
      }),
    ).toMatchObject({
      relation: 'required',
      declarations: [{ key: 'women' }],
      municipality: { isRequired: true, named: ['北区', '板橋区'] },
    });
  });

  it('asks where people live where seats are kept or residents are drawn first', () => {
    const kept = { for: ['和光市', '板橋 区'], until: NOW, remaining: 3 };
    expect(asked({ pools: [pool(), pool({ kept })] }).municipality).toEqual({
      isRequired: false,
      named: ['和光市', '板橋 区'],
    });
    const lottery = { priorities: ['residents'], residents: ['北区'] } as const;
    expect(asked({ course: { lottery }, kind: 'npo' }).municipality).toEqual({
      isRequired: false,
      named: ['北区'],
    });
    expect(asked({ course: { lottery: { priorities: ['first_timers'] } } }).municipality).toBeNull();
  });

  it('asks for no companions where one comes alone', () => {
    expect(asked({ course: { maxPeople: 1 }, asks: { companions: 'required' } })).toMatchObject({
      ...{ maxPeople: 1, companions: 'no' },
    });
  });
});

describe('how one registers, in words', () => {
  const act = (
    state: Parameters<typeof registeringAct>[0]['standing']['state'],
    course: Partial<CoursePage> = {},
    openWays: ('telephone' | 'desk')[] = [],
    sessions: SessionView[] = [],
  ) =>
    registeringAct(
      {
        scope: 'course',
        programme: { organization: ORGANIZATION },
        course: { ...COURSE, ...course },
        standing: { state, sessions: [], pools: [], openWays },
        sessions,
      },
      wordingOf('ja'),
      NOW,
    );

  it('tells what must be known before', () => {
    const course = {
      closesAt: new Date('2025-04-10T15:00:00Z'),
      closesWhenFull: true,
      joinUntil: 1,
      maxPeople: 3,
    };
    expect(act('open', course)).toMatchObject({
      sentence: '申し込めます。',
      lines: [
        '受付は2025年4月10日（木）まで',
        'いっぱいになりしだい、受付を終わります。',
        '第1回が始まるまで申し込めます。途中からの参加はできません。',
        '一度に申し込めるのは3人までです。',
      ],
      button: { label: '全回まとめて申し込む', href: '/register?course=c' },
    });
    expect(act('open', { joinUntil: 3 }).lines).toEqual([
      '途中からの参加は、第3回が始まるまで申し込めます。',
    ]);
  });

  it('says who decides, and how lots are drawn', () => {
    expect(act('open', { approval: true }).sentence).toContain('主催者が確認してお返事します');
    const drawing = act('open', { lottery: { priorities: ['residents'] }, lotteries: [] });
    expect(drawing.sentence).toContain('抽選で決まります');
    expect(drawing.lottery?.href).toBeNull();
    expect(drawing.lottery?.steps).toContain('お住まいの地域の方が先に決まります。');
    expect(drawing.lottery?.steps).not.toContain('はじめての方が先に決まります。');
    const listed = { lottery: {}, lotteries: [{ id: 'l', sessionId: null }] };
    expect(act('closed', listed).lottery).toEqual({ steps: [], href: '/lotteries/l' });
    expect(act('open', listed).sentence).not.toContain('抽選で決まります');
    expect(act('closed', { lottery: {} }).lottery).toBeNull();
  });

  it('says what a queue means: a seat at once, or an offer with its hours', () => {
    expect(act('waiting_list')).toMatchObject({
      sentence: '満席ですが、空きを待つことができます。空いたら順番にお席を用意します。',
      lines: [],
    });
    expect(act('waiting_list', { offerHours: 48 }).lines).toEqual([
      'ご案内から48時間のうちに、来られるかどうかをお返事ください。お断りになっても、不利なことはありません。',
    ]);
  });

  it('leads nobody to a form in vain, and names the other ways that are still open', () => {
    const channels = { telephone: { from: '09:00', until: '17:00' }, desk: {} };
    expect(act('elsewhere', { channels }, ['telephone'])).toMatchObject({
      sentence: 'ウェブでは受け付けていません。次の方法でお申し込みください。',
      ways: [{ name: 'telephone', text: '午前9時から午後5時まで。' }],
      button: null,
    });
    // Not open yet, on no way: all of them are named, with when.
    const later = { telephone: { ...channels.telephone, opens: '2025-04-21' } };
    const [telephone] = act('elsewhere', { channels: later }, []).ways;
    expect(telephone).toMatchObject({ name: 'telephone', text: expect.stringContaining('4月21日') });
    expect(act('closed', { channels }, [])).toMatchObject({ ways: [], button: null });
    const dated = [{ startsAt: null } as SessionView];
    expect(act('none', {}, [], dated)).toMatchObject({
      sentence: '申込はいりません。そのままお越しください。',
      lines: ['お名前は伺いません。来られた人数だけを数えます。'],
      button: null,
    });
    // Nobody can come to what has no dates.
    expect(act('none')).toMatchObject({ sentence: '申込はいりません。', lines: [] });
  });
});
