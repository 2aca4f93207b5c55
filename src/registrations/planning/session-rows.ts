import type { FormValues } from '../../platform/http/edited-form.js';
import type { CopiedDate } from '../../programmes/domain/course-copy.js';
import type { FileSession } from '../../programmes/domain/programme-file.js';
import { dateText, prefixed, rowsOf, said, timeText } from './form-rows.js';

/** Fields of a session that a row shows; the others travel with it as they are. */
const SHOWN = ['date', 'start', 'end', 'topic', 'venue'] as const;

/**
 * Rows of dates that are written out, for a copy: each is ticked, except where something is against its new date. The reason
 * stands beside it.
 */
export function rowsOfSessions(
  sessions: readonly FileSession[],
  dates: readonly CopiedDate[],
): Record<string, string> {
  const copied = new Map(dates.map((one) => [one.index, one]));
  return Object.assign(
    {},
    ...sessions.map((session, position) => {
      const { date, start, end, topic, venue, ...rest } = session;
      const copy = copied.get(position);
      return prefixed(`sessions.${position}`, {
        use: copy?.obstacle ? '' : '1',
        original: copy?.original,
        ...{ date, start, end, topic, venue },
        rest: JSON.stringify(rest),
      });
    }),
  );
}

/** The ticked rows as sessions of a draft, and which rows they are. */
export function sessionsOfRows(values: FormValues): {
  readonly sessions: FileSession[];
  readonly sessionRows: number[];
} {
  const ticked = rowsOf(values, 'sessions').filter(({ row }) => row.use);
  const sessions = ticked.map(({ row: { date, start, end, topic, venue, rest } }) => {
    const others = Object.entries(restOf(rest)).filter(
      ([field]) => !(SHOWN as readonly string[]).includes(field),
    );
    return said({
      ...Object.fromEntries(others),
      date: dateText(date),
      start: timeText(start),
      end: timeText(end),
      topic: topic?.trim(),
      venue,
    }) as FileSession;
  });
  return { sessions, sessionRows: ticked.map(({ position }) => position) };
}

/** What travels with a row comes back from the browser: it is read as data and checked like a file. */
export function restOf(text: string | undefined): Record<string, unknown> {
  try {
    const rest: unknown = JSON.parse(text ?? '{}');
    return typeof rest === 'object' && rest !== null && !Array.isArray(rest) ? { ...rest } : {};
  } catch {
    return {};
  }
}
