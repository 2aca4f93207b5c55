import { describe, expect, it } from '@jest/globals';
import {
  conflictsAmong,
  type PlanFacts,
  type PlannedSession,
} from '../../../../src/programmes/domain/conflicts.js';
import { lecturersOf } from '../../../../src/programmes/domain/conflicts-lecturers.js';
import { kindsAmong, OPEN, planned } from './planned.js';

type Given = Partial<PlannedSession>;

/** Two sessions a and b. */
const PAIRS: readonly [name: string, kinds: readonly string[], a: Given, b: Given][] = [
  ['one room, overlapping (豊明市)', ['room'], { venueId: 'av', startTime: '10:00' }, { venueId: 'av' }],
  [
    'one room, one after the other',
    [],
    { venueId: 'hall', endTime: '15:00' },
    { venueId: 'hall', startTime: '15:00', endTime: '17:00' },
  ],
  [
    'one room, one within the other',
    ['room'],
    { venueId: 'hall', startTime: '09:00', endTime: '17:00' },
    { venueId: 'hall' },
  ],
  ['one room, the same time', ['room'], { venueId: 'hall' }, { venueId: 'hall' }],
  ['two rooms', [], { venueId: 'one' }, { venueId: 'other' }],
  ['no room known', [], {}, {}],
  ['one room, other day', [], { venueId: 'hall' }, { venueId: 'hall', startsOn: '2025-05-15' }],
  ['one is cancelled', [], { venueId: 'hall', status: 'cancelled' }, { venueId: 'hall' }],
  ['one has no date', [], { venueId: 'hall', startsOn: null }, { venueId: 'hall' }],
  [
    'no end stated, another later',
    [],
    { venueId: 'hall', startTime: '10:00', endTime: null },
    { venueId: 'hall' },
  ],
  [
    'no end stated, within another',
    ['room'],
    { venueId: 'hall', startTime: '14:00', endTime: null },
    { venueId: 'hall' },
  ],
  [
    'neither has an end, the same start',
    ['room'],
    { venueId: 'hall', endTime: null },
    { venueId: 'hall', endTime: null },
  ],
  [
    'no end stated, at the end of another',
    [],
    { venueId: 'hall', startTime: '15:00', endTime: null },
    { venueId: 'hall' },
  ],
  [
    'no time on the same day',
    ['room_day'],
    { venueId: 'hall', startTime: null, endTime: null },
    { venueId: 'hall' },
  ],
  [
    'no time on either',
    ['room_day'],
    { venueId: 'hall', startTime: null, endTime: null },
    { venueId: 'hall', startTime: null, endTime: null },
  ],
  [
    'no time on another day',
    [],
    { venueId: 'hall', startTime: null, endTime: null, startsOn: '2025-05-13' },
    { venueId: 'hall' },
  ],
  [
    'no time, days over it',
    ['room_day'],
    { venueId: 'hall', startTime: null, endTime: null, startsOn: '2025-05-10', endsOn: '2025-05-15' },
    { venueId: 'hall' },
  ],
  [
    'several days over it',
    ['room'],
    { venueId: 'hall', startsOn: '2025-05-10', startTime: '10:00', endsOn: '2025-05-15', endTime: '16:00' },
    { venueId: 'hall' },
  ],
  [
    'several days that end before it',
    [],
    { venueId: 'hall', startsOn: '2025-05-10', endsOn: '2025-05-14', endTime: '13:00' },
    { venueId: 'hall' },
  ],
  [
    'overnight into the morning',
    ['room'],
    { venueId: 'hall', startsOn: '2025-05-13', startTime: '22:00', endsOn: '2025-05-14', endTime: '06:00' },
    { venueId: 'hall', startTime: '05:30', endTime: '07:00' },
  ],
  [
    'to midnight, and from midnight',
    [],
    { venueId: 'hall', startsOn: '2025-05-13', startTime: '22:00', endTime: '24:00' },
    { venueId: 'hall', startTime: '00:00', endTime: '02:00' },
  ],
  [
    'one lecturer, two rooms',
    ['lecturer'],
    { venueId: 'one', lecturer: '斎藤　環氏' },
    { venueId: 'other', lecturer: '齋藤明・斎藤環' },
  ],
  [
    'one lecturer, one room',
    ['room'],
    { venueId: 'one', lecturer: '斎藤環' },
    { venueId: 'one', lecturer: '斎藤環' },
  ],
  [
    'one lecturer, one after the other',
    [],
    { lecturer: '斎藤環' },
    { lecturer: '斎藤環', startTime: '15:00', endTime: '16:00' },
  ],
  ['one name in two towns', [], { lecturer: '斎藤環' }, { lecturer: '斎藤環', organizationId: 'other' }],
  ['a profession is no one', [], { lecturer: '精神保健福祉士' }, { lecturer: '精神保健福祉士' }],
  ['one programme twice', ['programme'], { programmeId: 'p', venueId: 'one' }, { programmeId: 'p' }],
  [
    'one programme twice in one room',
    ['room'],
    { programmeId: 'p', venueId: 'one' },
    { programmeId: 'p', venueId: 'one' },
  ],
  [
    'served by another at its own time',
    ['programme'],
    { programmeId: 'p', alsoForIds: ['q'] },
    { programmeId: 'q' },
  ],
];

describe('two sessions', () => {
  it.each(PAIRS)('%s', (_, kinds, a, b) => {
    const sessions = [planned({ id: 'a', ...a }), planned({ id: 'b', ...b })];
    expect(kindsAmong(sessions)).toEqual(kinds);
    expect(conflictsAmong([...sessions].reverse(), OPEN)).toEqual(conflictsAmong(sessions, OPEN));
  });

  it('say when they meet, and are named in one order', () => {
    const a = planned({ id: 'z', venueId: 'av', startTime: '10:00', endTime: '15:00' });
    const b = planned({ id: 'b', venueId: 'av', startTime: '13:30', endTime: '16:00' });
    expect(conflictsAmong([a, b], OPEN)).toEqual([
      {
        kind: 'room',
        sessionIds: ['b', 'z'],
        fact: 'av | b 2025-05-14 13:30/2025-05-14 16:00 | z 2025-05-14 10:00/2025-05-14 15:00',
        facts: {
          venueId: 'av',
          overlap: { from: new Date('2025-05-14T13:30+09:00'), until: new Date('2025-05-14T15:00+09:00') },
        },
      },
    ]);
  });

  it('are another fact once one moves, changes its room, or takes another length; not once it is renamed', () => {
    const a = planned({ id: 'a', venueId: 'av' });
    const factWith = (given: Given) =>
      conflictsAmong([a, planned({ id: 'b', venueId: 'av', ...given })], OPEN)[0]?.fact;
    const fact = factWith({});
    expect(factWith({ lecturer: '別の人' })).toBe(fact);
    expect(factWith({ startTime: '14:00' })).not.toBe(fact);
    expect(factWith({ endTime: '15:30' })).not.toBe(fact);
    expect(
      conflictsAmong([{ ...a, venueId: 'x' }, planned({ id: 'b', venueId: 'x' })], OPEN)[0]?.fact,
    ).not.toBe(fact);
  });
});

describe('one session for two programmes', () => {
  it('is in nobody’s way', () => {
    expect(
      kindsAmong([planned({ id: 'a', venueId: 'hall', alsoForIds: ['q', 'r'], lecturer: '斎藤環' })]),
    ).toEqual([]);
  });
});

describe('names of lecturers', () => {
  it.each([
    ['斎藤　環 氏（筑波大学）', ['斎藤環']],
    ['臨床心理士　斎藤環、山田花子先生', ['斎藤環', '山田花子']],
    ['斎藤環\n山田 花子／鈴木一郎', ['斎藤環', '山田花子', '鈴木一郎']],
    ['ジョン・スミス・山田花子', ['ジョンスミス', '山田花子']],
    ['Dr. Smith', ['dr.smith']],
    ['市職員、保健師 ほか', []],
    ['　', []],
    [null, []],
  ])('%j', (field, keys) => {
    expect(lecturersOf(field).map(({ key }) => key)).toEqual(keys);
  });
});

describe('the days of a session', () => {
  const house: Partial<PlanFacts> = {
    holidaysPublishedThrough: 2026,
    organizations: new Map([
      [
        'town',
        {
          yearEnd: { from: '12-29', until: '01-03' },
          closures: [{ from: '2025-08-13', until: '2025-08-15', reason: '夏季休業' }, { from: '2025-10-01' }],
        },
      ],
    ]),
    venues: new Map([
      [
        'hall',
        { closures: [{ from: '2025-06-02', until: '2025-06-04', reason: '工事' }], closedOn: ['monday'] },
      ],
    ]),
  };
  const found = (given: Given) =>
    conflictsAmong([planned({ id: 'a', ...given })], { ...OPEN, ...house }).map(({ kind, fact, facts }) => ({
      kind,
      fact,
      days: facts.days,
    }));

  it('is a holiday, by its name in both languages', () => {
    expect(found({ startsOn: '2025-09-23' })).toEqual([
      {
        kind: 'holiday',
        fact: '2025-09-23 秋分の日',
        days: [
          {
            date: '2025-09-23',
            holiday: { name: '秋分の日', nameEn: 'Autumnal Equinox Day' },
            forecast: false,
          },
        ],
      },
    ]);
  });

  it('is the same fact when a forecast comes true', () => {
    const [forecast] = found({ startsOn: '2027-03-22' });
    expect(forecast).toMatchObject({ kind: 'holiday', days: [{ forecast: true }] });
    const later = conflictsAmong([planned({ id: 'a', startsOn: '2027-03-22' })], {
      ...OPEN,
      holidaysPublishedThrough: 2027,
    });
    expect(later[0]).toMatchObject({ fact: forecast?.fact, facts: { days: [{ forecast: false }] } });
  });

  it('lies in the year end over New Year, in a closure of the house, on a closed day of the venue', () => {
    expect(found({ startsOn: '2025-12-30' })).toMatchObject([{ kind: 'year_end', fact: '2025-12-30' }]);
    expect(found({ startsOn: '2026-01-02' })).toMatchObject([{ kind: 'year_end' }]);
    expect(found({ startsOn: '2026-01-04' })).toEqual([]);
    expect(found({ startsOn: '2025-08-14' })).toMatchObject([
      { kind: 'closure', fact: '2025-08-14 夏季休業', days: [{ reason: '夏季休業' }] },
    ]);
    expect(found({ startsOn: '2025-10-01' })).toMatchObject([{ kind: 'closure', fact: '2025-10-01' }]);
    expect(found({ startsOn: '2025-06-03', venueId: 'hall' })).toMatchObject([
      { kind: 'venue_closed', fact: 'hall 2025-06-03 工事' },
    ]);
    expect(found({ startsOn: '2025-05-12', venueId: 'hall' })).toMatchObject([
      { kind: 'venue_closed', days: [{ weekday: 'monday' }] },
    ]);
    expect(found({ startsOn: '2025-05-12', venueId: 'elsewhere' })).toEqual([]);
  });

  it('are all of its days, each counted once; an end at midnight is no day more', () => {
    expect(found({ startsOn: '2025-05-02', endsOn: '2025-05-06', endTime: '16:00' })).toMatchObject([
      {
        kind: 'holiday',
        days: [
          { date: '2025-05-03' },
          { date: '2025-05-04' },
          { date: '2025-05-05' },
          { date: '2025-05-06' },
        ],
      },
    ]);
    expect(found({ startsOn: '2025-05-02', endsOn: '2025-05-03', endTime: '00:00' })).toEqual([]);
    expect(found({ startsOn: '2025-05-02', endsOn: '2025-05-03', endTime: '00:30' })).toHaveLength(1);
    expect(found({ startsOn: '2025-05-02', endTime: '24:00' })).toEqual([]);
    expect(found({ startsOn: '2025-05-03', status: 'cancelled' })).toEqual([]);
  });

  it('of a whole year are told in short', () => {
    const [{ fact } = { fact: '' }] = found({
      startsOn: '2025-04-02',
      endsOn: '2026-03-31',
      venueId: 'hall',
    }).filter(({ kind }) => kind === 'venue_closed');
    expect(fact).toBe('hall 2025-04-07/2026-03-30 54');
  });
});

describe('the window of registration', () => {
  const first = planned({ id: 'a', courseId: 'c', startsOn: '2025-05-14' });
  const second = planned({ id: 'b', courseId: 'c', startsOn: '2025-06-11' });
  const kinds = (
    window: Partial<{ registers: boolean; opensAt: Date; closesAt: Date; firstSessionId: string }>,
  ) =>
    conflictsAmong([second, first], {
      ...OPEN,
      courses: new Map([['c', { registers: true, opensAt: null, closesAt: null, ...window }]]),
    }).map(({ kind, sessionIds }) => [kind, ...sessionIds]);

  it('closes or opens after the course has begun', () => {
    expect(kinds({ closesAt: new Date('2025-05-14T13:30+09:00') })).toEqual([]);
    expect(kinds({ closesAt: new Date('2025-05-14T13:31+09:00') })).toEqual([['closes_after_start', 'a']]);
    expect(kinds({ opensAt: new Date('2025-05-20T00:00+09:00') })).toEqual([['opens_after_start', 'a']]);
    expect(kinds({ registers: false, closesAt: new Date('2025-05-20T00:00+09:00') })).toEqual([]);
  });

  it('is told of the first session of the whole course, also where that is not among those given', () => {
    expect(kinds({ closesAt: new Date('2025-07-01T00:00+09:00'), firstSessionId: 'earlier' })).toEqual([]);
  });

  it('waits for the end of a day whose time is not known', () => {
    const untimed = planned({ id: 'a', courseId: 'c', startTime: null, endTime: null });
    const closing = (closesAt: string) =>
      kindsAmong([untimed], {
        courses: new Map([['c', { registers: true, opensAt: null, closesAt: new Date(closesAt) }]]),
      });
    expect(closing('2025-05-14T17:00+09:00')).toEqual([]);
    expect(closing('2025-05-15T09:00+09:00')).toEqual(['closes_after_start']);
  });
});
