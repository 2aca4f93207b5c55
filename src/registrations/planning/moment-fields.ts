import { addDays } from '../../shared/civil-time.js';
import { dateText, timeText } from './form-rows.js';

type Moment = 'opens' | 'closes' | 'keptUntil';

/**
 * A moment in two fields, `<name>On` and `<name>At`; midnight, where something ends, is the end of the day before.
 * @param at a civil date, or a date with a clock time after `T`
 */
export function momentFields(name: Moment, at: string | undefined): Record<string, string> {
  if (at === undefined) return {};
  const { date, time } = momentParts(name, at);
  return { [`${name}On`]: date, [`${name}At`]: time };
}

/** The day and the clock time as people read them; a time that is not said, or is the end of the day, is ''. */
export function momentParts(name: Moment, at: string): { readonly date: string; readonly time: string } {
  const [date, time = ''] = at.split('T') as [string, string?];
  if (time !== '00:00') return { date, time };
  return { date: name === 'opens' ? date : addDays(date, -1), time: '' };
}

/** Both fields as one text: what cannot be read stays as typed, to be refused as in a file. Blank: ''. */
export function momentIn(date: string | undefined, time: string | undefined): string {
  const [day, clock] = [dateText(date), timeText(time)];
  return clock === '' ? day : `${day}T${clock}`;
}

/** Names in one field, one a line or with 、 or a comma between them. */
export function namesIn(text: string | undefined): string[] {
  return [
    ...new Set(
      (text ?? '')
        .split(/[、，,\n]/)
        .map((name) => name.trim())
        .filter((name) => name !== ''),
    ),
  ];
}

/** The same names as they are written in one field. */
export function namesText(names: readonly string[] | undefined): string {
  return (names ?? []).join('、');
}
