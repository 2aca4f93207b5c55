import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isPresence, MARKS, type Mark } from '../../../src/attendance/domain/attendance.js';
import {
  attendanceOf,
  type CompletionRule,
  type SessionStanding,
  standingOf,
} from '../../../src/attendance/domain/completion.js';
import {
  isActiveOn,
  isRegistered,
  nextRollNumbers,
  type RollEntry,
  rollSums,
} from '../../../src/attendance/domain/roll.js';

const STANDINGS: readonly SessionStanding[] = ['held', 'unrecorded', 'to_come', 'cancelled'];

/** Sessions in a row, each with the marks that one person has there: `held:attended,absent`. */
function course(...words: string[]) {
  const parts = words.map((word, index) => {
    const [standing, marks = ''] = word.split(':') as [SessionStanding, string?];
    return { id: `s${index}`, standing, marks: marks === '' ? [] : (marks.split(',') as Mark[]) };
  });
  return { sessions: parts, marks: new Map(parts.map(({ id, marks }) => [id, marks])) };
}

const stateOf = (rule: CompletionRule | null, ...words: string[]) => {
  const { sessions, marks } = course(...words);
  return attendanceOf(rule, sessions, marks);
};

describe('completion of a course', () => {
  const TWO: CompletionRule = { atLeast: 2 };
  const ALL: CompletionRule = { atLeast: 'all' };

  it.each<[string, CompletionRule | null, string[], string]>([
    ['two of three, all to come', TWO, ['to_come', 'to_come', 'to_come'], 'possible'],
    ['two of three, both attended', TWO, ['held:attended', 'held:late', 'to_come'], 'fulfilled'],
    ['two of three, one attended, one open', TWO, ['held:attended', 'held:absent', 'unrecorded'], 'possible'],
    ['two of three, one attended', TWO, ['held:attended', 'held:excused', 'held:absent'], 'impossible'],
    [
      'two, of which one was cancelled',
      TWO,
      ['held:attended', 'cancelled:attended', 'held:absent'],
      'impossible',
    ],
    ['online and leaving early are presence', TWO, ['held:online', 'held:left_early'], 'fulfilled'],
    ['all, attended, but one is to come', ALL, ['held:attended', 'to_come'], 'possible'],
    ['all, attended, but one is not recorded', ALL, ['held:attended', 'unrecorded'], 'possible'],
    [
      'all that were held; the cancelled one does not count',
      ALL,
      ['held:attended', 'cancelled', 'held:late'],
      'fulfilled',
    ],
    ['all but one', ALL, ['held:attended', 'held:absent'], 'impossible'],
    ['all of nothing', ALL, ['cancelled'], 'impossible'],
    [
      'more than there are',
      { atLeast: 4 },
      ['held:attended', 'held:attended', 'held:attended'],
      'impossible',
    ],
    ['no rule', null, ['held:attended'], 'no_rule'],
  ])('%s', (_name, rule, words, expected) => {
    expect(stateOf(rule, ...words).state).toBe(expected);
  });

  it('counts a session once, though several registrations of one person hold places there', () => {
    expect(stateOf(TWO, 'held:absent,attended', 'held:attended,attended', 'held')).toMatchObject({
      ...{ attended: 2, held: 3, open: 0, state: 'fulfilled', metWith: 's1' },
    });
  });

  it('knows what is held, what lacks a record and what is to come', () => {
    const session = { status: 'scheduled', startsOn: '2025-05-12', isRecorded: false } as const;
    expect(standingOf(session, '2025-05-11')).toBe('to_come');
    expect(standingOf(session, '2025-05-12')).toBe('unrecorded');
    expect(standingOf({ ...session, startsOn: null }, '2025-05-12')).toBe('to_come');
    expect(standingOf({ ...session, isRecorded: true }, '2025-05-12')).toBe('held');
    expect(standingOf({ ...session, status: 'cancelled', isRecorded: true }, '2025-05-12')).toBe('cancelled');
  });

  it('agrees with a plain recount of any course, and with what may still become of it', () => {
    const session = fc.record({
      standing: fc.constantFrom(...STANDINGS),
      marks: fc.array(fc.constantFrom(...MARKS), { maxLength: 3 }),
    });
    const rule = fc.option(
      fc.record({ atLeast: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.constant('all' as const)) }),
    );
    fc.assert(
      fc.property(fc.array(session, { maxLength: 8 }), rule, (parts, given) => {
        const sessions = parts.map(({ standing }, index) => ({ id: String(index), standing }));
        const marks = new Map(parts.map((part, index) => [String(index), part.marks]));
        const result = attendanceOf(given, sessions, marks);
        let [attended, held, open] = [0, 0, 0];
        for (const { standing, marks: own } of parts) {
          if (standing === 'held') held++;
          if (standing === 'held' && own.filter(isPresence).length > 0) attended++;
          if (standing === 'unrecorded' || standing === 'to_come') open++;
        }
        expect(result).toMatchObject({ attended, held, open });
        if (given === null) return expect(result.state).toBe('no_rule');
        // The best that can come: every open session is held and attended.
        const best = parts.map((part) =>
          part.standing === 'held' || part.standing === 'cancelled' ? part.standing : ('held' as const),
        );
        const bestMarks = new Map(
          parts.map((part, index) => [
            String(index),
            part.standing === 'held' ? part.marks : (['attended'] as Mark[]),
          ]),
        );
        const end = attendanceOf(
          given,
          best.map((standing, index) => ({ id: String(index), standing })),
          bestMarks,
        );
        expect(result.state === 'impossible').toBe(end.state !== 'fulfilled');
        if (result.state === 'fulfilled' && given.atLeast !== 'all')
          expect(attended).toBeGreaterThanOrEqual(given.atLeast);
        if (given.atLeast === 'all' && held > 0 && open === 0)
          expect(result.state).toBe(attended === held ? 'fulfilled' : 'impossible');
        return expect(result.metWith === null).toBe(result.state !== 'fulfilled');
      }),
    );
  });
});

describe('the roll', () => {
  it.each<[readonly string[], number, readonly string[]]>([
    [[], 2, ['1', '2']],
    [['1', '2', '10'], 1, ['11']],
    [['R7-009', 'R7-008'], 2, ['R7-010', 'R7-011']],
    [['い', 'A-1'], 1, ['A-2']],
  ])('goes on after %j', (taken, count, expected) => {
    expect(nextRollNumbers(taken, count)).toEqual(expected);
  });

  it('counts each person once, by municipality as of a day, as a plain recount does', () => {
    const day = fc.integer({ min: 1, max: 28 }).map((number) => `2025-04-${String(number).padStart(2, '0')}`);
    const entry: fc.Arbitrary<RollEntry> = fc
      .record({
        person: fc.constantFrom('a', 'b', 'c', 'd'),
        municipality: fc.constantFrom('北区', '南区', null),
        completedOn: day,
        enrolledOn: fc.option(day),
        endedOn: fc.option(day),
      })
      .map((one) => (one.enrolledOn === null ? { ...one, endedOn: null } : one));
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 12 }), day, (entries, asOf) => {
        const { rows, total } = rollSums(entries, asOf);
        const people = ['a', 'b', 'c', 'd'].filter((person) =>
          entries.some((one) => one.person === person && one.completedOn <= asOf),
        );
        const count = (holds: (one: RollEntry) => boolean) =>
          people.filter((person) =>
            entries.some((one) => one.person === person && one.completedOn <= asOf && holds(one)),
          ).length;
        expect(total).toMatchObject({
          trained: people.length,
          registered: count(({ enrolledOn }) => enrolledOn !== null && enrolledOn <= asOf),
          active: count(
            ({ enrolledOn, endedOn }) =>
              enrolledOn !== null && enrolledOn <= asOf && (endedOn === null || endedOn > asOf),
          ),
        });
        // Whoever the list of that day has is counted, and nobody else.
        for (const [figure, isListed] of [
          ['registered', isRegistered],
          ['active', isActiveOn],
        ] as const)
          expect(total[figure]).toBe(
            new Set(entries.filter((one) => isListed(one, asOf)).map(({ person }) => person)).size,
          );
        for (const figure of ['trained', 'registered', 'active'] as const)
          expect(rows.reduce((sum, row) => sum + row[figure], 0)).toBe(total[figure]);
      }),
    );
  });
});
