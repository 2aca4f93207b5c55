import type { FileRule } from '../../../../src/programmes/domain/rule-file.js';

/** National holidays from July to October 2025, as the Cabinet Office published them. */
const HOLIDAYS = ['2025-07-21', '2025-08-11', '2025-09-15', '2025-09-23', '2025-10-13'];
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** True where the rule gives this date and start: told anew, with nothing of the code that it is to judge. */
export function ruleGives(rule: FileRule, date: string, start: string): boolean {
  const instant = new Date(`${date}T00:00:00Z`);
  const [day, month] = [instant.getUTCDate(), instant.getUTCMonth() + 1];
  const isLastWeek = new Date(instant.getTime() + 7 * 86_400_000).getUTCMonth() + 1 !== month;
  const isLastDay = new Date(instant.getTime() + 86_400_000).getUTCMonth() + 1 !== month;
  const weekday = WEEKDAYS[instant.getUTCDay()]!;
  const isNamed =
    rule.weekly?.some((name) => name === weekday) ||
    rule.monthDays?.some((number) => number === day || (number === -1 && isLastDay)) ||
    rule.monthly?.some((words) => {
      const [nth, name] = words.split(' ');
      return (
        name === weekday && (nth === 'last' ? isLastWeek : Math.floor((day - 1) / 7) + 1 === Number(nth))
      );
    });
  const starts = rule.slots?.map((slot) => slot.start) ?? [rule.start];
  return (
    Boolean(isNamed) &&
    starts.includes(start) &&
    rule.months!.includes(month) &&
    !(rule.except?.holidays && HOLIDAYS.includes(date)) &&
    !rule.except?.dates?.includes(date)
  );
}
