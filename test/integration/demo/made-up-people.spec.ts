import { describe, expect, test } from '@jest/globals';
import type { CourseToFill, DemoSession } from '../../../src/demo/domain/course-to-fill.js';
import type { DemoCourse } from '../../../src/demo/domain/demo-terms.js';
import { fill, type Participant } from '../../../src/demo/domain/made-up-people.js';
import { randomOf, someOf } from '../../../src/demo/domain/random.js';

const CAST: Participant[] = Array.from({ length: 30 }, (_, index) => ({
  nickname: `participant ${index}`,
  relation: index % 3 === 0 ? 'self' : 'family',
  ...(index % 2 === 0 ? { email: `p${index}@family.example` } : {}),
}));

const CLASS: DemoCourse = {
  organization: 'town',
  programme: 'class',
  course: 'r7',
  pace: 'term',
  registration: { mode: 'course' },
  people: [8, 12],
  relations: ['family'],
  attendance: 'marks',
  exceptions: [
    { year: 2025, session: 2, attendance: 'heads' },
    { year: 2025, session: 3, attendance: 'empty' },
    { year: 2025, session: 4, attendance: 'nobody' },
  ],
};

function sessions(first: string, count: number, capacity: number | null = null): DemoSession[] {
  return Array.from({ length: count }, (_, index) => {
    const startsAt = new Date(Date.parse(`${first}T01:00:00Z`) + index * 14 * 86_400_000);
    return {
      id: `session-${index + 1}`,
      position: index + 1,
      startsAt,
      endsAt: new Date(startsAt.getTime() + 7_200_000),
      cancelled: index === 4,
      pool: { id: `pool-${index + 1}`, key: 'onsite', unit: 'people', capacity },
    };
  });
}

function course(given: Partial<CourseToFill> = {}): CourseToFill {
  return {
    seed: ['town', 'class', 2025],
    role: 'past',
    year: 2025,
    sessions: sessions('2025-04-14', 6),
    now: new Date('2026-11-21T00:00:00Z'),
    ...given,
  };
}

describe('the people made up for a course', () => {
  test('are the same at every load, whenever that is', () => {
    const once = fill(CLASS, course(), CAST);
    expect(fill(CLASS, course(), CAST)).toEqual(once);
    expect(fill(CLASS, course({ now: new Date('2030-01-01T00:00:00Z') }), CAST)).toEqual(once);
    expect(fill(CLASS, course({ seed: ['town', 'class', 2024] }), CAST)).not.toEqual(once);
  });

  test('a session has marks, heads, a recorded zero, or nothing', () => {
    const { registrations, records } = fill(CLASS, course(), CAST);
    expect(registrations.length).toBeGreaterThanOrEqual(8);
    expect(records.map(({ session }) => session.position)).toEqual([1, 2, 4, 6]);
    const heads = new Map(records.map(({ session, heads: counts }) => [session.position, counts.length > 0]));
    expect([...heads]).toEqual([
      [1, false],
      [2, true],
      [4, false],
      [6, false],
    ]);
    for (const { seats, people } of registrations) {
      expect(seats.filter(({ mark }) => mark).map(({ session }) => session.position)).toEqual([1, 6]);
      for (const { mark } of seats) {
        if (mark) expect(mark.people).toBe(['excused', 'absent'].includes(mark.mark) ? 0 : people);
      }
    }
  });

  test('never take more seats than there are', () => {
    const { registrations } = fill(
      { ...CLASS, people: [20, 20] },
      course({ sessions: sessions('2025-04-14', 6, 7) }),
      CAST,
    );
    const taken = registrations.reduce((sum, { people }) => sum + people, 0);
    expect(taken).toBeLessThanOrEqual(7);
    expect(taken).toBeGreaterThan(4);
  });

  test('are on record only for what is over, and the running course leaves its last session to staff', () => {
    const running = course({ role: 'running', now: new Date('2025-05-13T00:00:00Z'), year: 2026 });
    const { registrations, records } = fill(CLASS, running, CAST);
    expect(records.map(({ session }) => session.position)).toEqual([1, 2]);
    expect(registrations.every(({ over }) => !over)).toBe(true);
    expect(registrations.every(({ createdAt }) => createdAt < running.now)).toBe(true);
  });

  test('do not register for sessions far ahead, nor in the past of a course that is all to come', () => {
    const single: DemoCourse = { ...CLASS, registration: { mode: 'session' }, exceptions: [] };
    const now = new Date('2025-04-01T00:00:00Z');
    expect(fill(single, course({ now }), CAST).registrations).toEqual([]);
    const coming = fill(single, course({ now, role: 'coming' }), CAST).registrations;
    expect(new Set(coming.map(({ sessionId }) => sessionId))).toEqual(
      new Set(['session-1', 'session-2', 'session-3']),
    );
  });
});

describe('the generator', () => {
  test('spreads its numbers', () => {
    const random = randomOf('spread');
    const numbers = Array.from({ length: 5000 }, random);
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
    const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.02);
    expect(new Set(numbers).size).toBeGreaterThan(4990);
  });

  test('takes no item twice', () => {
    const taken = someOf(randomOf('some'), [1, 2, 3, 4, 5], 4);
    expect(new Set(taken).size).toBe(4);
    expect(someOf(randomOf('some'), [1, 2], 4)).toHaveLength(2);
  });
});
