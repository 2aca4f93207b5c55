import { describe, expect, test } from '@jest/globals';
import { readProgrammeFile, readTerms } from '../../../src/demo/demo-files.js';
import { copiesOf, type TitleOf, weeksUntil } from '../../../src/demo/domain/course-copies.js';
import type { DemoCourse } from '../../../src/demo/domain/demo-terms.js';
import type { FileCourse } from '../../../src/programmes/domain/programme-file.js';
import { addDays, daysBetween, weekdayOf } from '../../../src/shared/civil-time.js';
import { fiscalYearOf } from '../../../src/shared/fiscal-year.js';

const titleOf: TitleOf = ({ year, month }) => ({ title: `${year}/${month ?? ''}`, titleEn: `${year}` });

function originalOf(demo: DemoCourse): FileCourse {
  const programme = readProgrammeFile(demo.organization).programmes?.find(
    ({ key }) => key === demo.programme,
  );
  return programme?.courses?.find(({ key }) => key === demo.course) as FileCourse;
}

function copies(programme: string, today: string): Map<string, FileCourse> {
  const { courses, pastYears } = readTerms();
  const demo = courses.find((course) => course.programme === programme) as DemoCourse;
  return new Map(copiesOf(originalOf(demo), demo, pastYears, today, titleOf).map((copy) => [copy.key, copy]));
}

const datesOf = (course: FileCourse | undefined) =>
  (course?.sessions ?? []).map(({ date }) => date as string);

describe('copies of a course', () => {
  test('keep numbers, topics, venues, weekdays and gaps', () => {
    const original = originalOf(readTerms().courses[0] as DemoCourse);
    const coming = copies('family-class', '2026-11-21').get('sample-coming');
    expect(coming?.sessions?.map(({ number, topic }) => ({ number, topic }))).toEqual(
      original.sessions?.map(({ number, topic }) => ({ number, topic })),
    );
    expect(coming?.sessions?.map(({ venue }) => venue)).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => (number === 3 ? 'hidamarium' : 'hokenjo')),
    );
    expect(datesOf(coming)[0]).toBe('2026-12-14');
    expect(datesOf(coming).map((date) => daysBetween('2026-12-14', date))).toEqual(
      datesOf(original).map((date) => daysBetween('2025-04-14', date)),
    );
    expect(new Set(datesOf(coming).map(weekdayOf))).toEqual(new Set([1]));
    expect(coming?.registration?.mode).toBe('course');
  });

  test('say of registering what the demo says, for the coming one anew, with dates that move along', () => {
    const lecture = copies('lecture', '2026-11-21');
    expect(lecture.get('sample-running')?.registration).toEqual({ mode: 'session', waitingList: true });
    const { registration, pools, sessions } = lecture.get('sample-coming')!;
    expect(registration?.lottery).toEqual({ priorities: ['residents', 'first_timers'] });
    expect(daysBetween(registration!.closes!.slice(0, 10), sessions![0]!.date!)).toBe(7);
    expect(registration?.closes?.slice(10)).toBe('T15:00');
    expect(pools).toEqual([{ key: 'onsite', capacity: 20 }]);
    const term = copies('family-class', '2026-11-21').get('sample-coming')!;
    expect(daysBetween(term.pools![0]!.keptUntil!, term.sessions![0]!.date!)).toBe(10);
    const meeting = copies('yell-no-kai', '2026-11-21').get('sample-running')!;
    expect(meeting.registration?.channels?.web).toEqual({ closesBefore: { days: 1, at: '17:00' } });
  });

  test.each([
    '2024-02-29',
    '2025-03-31',
    '2025-12-31',
    '2026-01-01',
    '2026-11-21',
    '2030-02-28',
    '2030-12-31',
  ])('lie around %s: the running term began six weeks ago, the coming one begins in three', (today) => {
    for (let ahead = 0; ahead < 7; ahead++) {
      const day = addDays(today, ahead);
      const { running, coming } = weeksUntil('2025-04-14', 'term', day);
      const since = daysBetween(addDays('2025-04-14', 7 * running), day);
      const until = daysBetween(day, addDays('2025-04-14', 7 * coming));
      expect(since).toBeGreaterThanOrEqual(42);
      expect(since).toBeLessThan(49);
      expect(until).toBeGreaterThanOrEqual(21);
      expect(until).toBeLessThan(28);
    }
  });

  test('of a monthly meeting lie in this fiscal year and the next, on the same weekday', () => {
    for (const today of ['2025-06-01', '2026-03-31', '2026-04-01', '2030-01-15']) {
      const found = copies('yell-no-kai', today);
      const running = datesOf(found.get('sample-running'));
      expect(running).toHaveLength(10);
      expect(new Set(running.map(weekdayOf))).toEqual(new Set([6]));
      expect(new Set(running.map(fiscalYearOf))).toEqual(new Set([fiscalYearOf(today)]));
      expect(new Set(datesOf(found.get('sample-coming')).map(fiscalYearOf))).toEqual(
        new Set([fiscalYearOf(today) + 1]),
      );
    }
  });

  test('in the past are made where the original is not, and only there sessions are cancelled', () => {
    const found = copies('family-class', '2026-11-21');
    expect([...found.keys()]).toEqual(['sample-2024', 'sample-running', 'sample-coming']);
    expect(datesOf(found.get('sample-2024'))[0]).toBe('2024-04-15');
    const cancelled = [...found].flatMap(([key, course]) =>
      (course.sessions ?? [])
        .filter(({ status }) => status === 'cancelled')
        .map(({ number }) => [key, number]),
    );
    expect(cancelled).toEqual([['sample-2024', 5]]);
    expect([...copies('iibasho-women', '2026-11-21').keys()]).toEqual([
      'sample-2025',
      'sample-running',
      'sample-coming',
    ]);
    expect(copies('family-meeting', '2026-11-21').size).toBe(0);
  });

  test('of slots keep the slots of each day', () => {
    const running = copies('individual-consultation', '2026-11-21').get('sample-running');
    const starts = new Map<string, string[]>();
    for (const { date, start } of running?.sessions ?? []) {
      starts.set(date as string, [...(starts.get(date as string) ?? []), start as string]);
    }
    expect(starts.size).toBe(12);
    for (const slots of starts.values()) expect(slots).toEqual(['10:30', '13:00', '15:00']);
  });
});
