import { isCivilDate, isEndTime, isOnClock, isTimeZone } from '../../shared/civil-time.js';
import type { FileCourse, FileFinding, FilePath, Loose } from './programme-file.js';
import { type CourseSession, rulesOf } from './rule-sessions.js';

/** Times that cannot be, each told once: where the course's defaults are wrong, not in every session that takes them. */
export function timeFindings(course: Loose<FileCourse>, sessions: readonly CourseSession[]): FileFinding[] {
  const found = new Map<string, FileFinding>();
  for (const { values, path } of sessions) {
    const { date, endDate, start, end, doorsOpen } = values;
    // A rule's own times are told once, with the rule.
    if (start === undefined || (path[0] === 'rule' && hasOwnTimes(course, path))) continue;
    const own = course.sessions?.[path[1] as number];
    const at = (field: 'end' | 'doorsOpen') =>
      path[0] === 'sessions' && own && ('start' in own || field in own)
        ? [...path, field]
        : ['defaults', field];
    const severalDays = date !== undefined && endDate !== undefined && endDate > date;
    const findings = [
      ...(end !== undefined && end <= start && !severalDays ? [endBeforeStart(start, end, at('end'))] : []),
      ...(doorsOpen !== undefined && doorsOpen > start
        ? [{ path: at('doorsOpen'), code: 'doors_after_start', params: { doors: doorsOpen, start } }]
        : []),
    ];
    for (const finding of findings) found.set(finding.path.join('/'), finding);
  }
  return [...found.values()];
}

function hasOwnTimes(course: Loose<FileCourse>, path: FilePath): boolean {
  const rule = rulesOf(course).find((one) => one.path.join() === path.join())?.rule;
  return rule?.slots !== undefined || (rule?.start !== undefined && rule.end !== undefined);
}

/** Starts and ends that the zone's clocks skip on their day, when summer time begins. */
export function skippedTimeFindings(
  sessions: readonly CourseSession[],
  timeZoneOfTown: string,
): FileFinding[] {
  return sessions.flatMap(({ values, path }) => {
    const { date, endDate, start, end, timeZone = timeZoneOfTown } = values;
    if (date === undefined || !isCivilDate(date) || !isTimeZone(timeZone)) return [];
    const times = [
      { day: date, time: start },
      { day: endDate !== undefined && isCivilDate(endDate) ? endDate : date, time: end },
    ];
    return times.flatMap(({ day, time }) =>
      time === undefined || !isEndTime(time) || isOnClock(day, time, timeZone)
        ? []
        : [{ path, code: 'skipped_time', params: { time, date: day, zone: timeZone } }],
    );
  });
}

/** Of an end that does not come after its start. */
export function endBeforeStart(start: string, end: string, path: FilePath): FileFinding {
  return { path, code: 'end_before_start', params: { start, end } };
}
