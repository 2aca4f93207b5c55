import { repeated } from './course-rules.js';
import type { FileFinding, Loose } from './programme-file.js';
import type { ReminderRule } from './reminder-file.js';

/** What cannot be among the reminders of a programme; paths start at the programme. */
export function reminderFindings(
  reminders: readonly (Loose<ReminderRule> | undefined)[] | undefined,
): FileFinding[] {
  const rules = (reminders ?? []).map((rule) => ({ ...rule }) as LooseRule);
  return [
    ...rules.flatMap((rule, index): FileFinding[] =>
      'hoursBefore' in rule && ('daysBefore' in rule || 'at' in rule)
        ? [{ path: ['reminders', index, 'hoursBefore'], code: 'reminder_both_ways', atKey: true }]
        : [],
    ),
    ...repeated(
      rules.map(({ daysBefore, at }, index) => ({
        id: at === undefined ? undefined : daysBefore,
        path: ['reminders', index],
      })),
      (days, path) => ({ path, code: 'duplicate_reminder', params: { days } }),
    ),
    ...repeated(
      rules.map(({ hoursBefore }, index) => ({ id: hoursBefore, path: ['reminders', index, 'hoursBefore'] })),
      (hours, path) => ({ path, code: 'duplicate_reminder_hours', params: { hours } }),
    ),
  ];
}

/** Either form of a rule, whole or not. */
interface LooseRule {
  readonly daysBefore?: number;
  readonly at?: string;
  readonly hoursBefore?: number;
}
