import type { Formats } from '../../platform/views/formats.js';
import type { Translate } from '../../platform/views/messages.js';
import type { Weekday } from '../../programmes/domain/recurrence.js';
import type { FileChannel, FileChannelName, FileChannels } from '../../programmes/domain/registering-file.js';
import { weekdayRuns } from './desk-slots.js';

export interface WayWords {
  readonly name: FileChannelName;
  /** 電話 */
  readonly label: string;
  /** 平日 午前8時30分から午後5時30分まで。前日の午後5時に締め切ります。 Empty: as long as registration is open. */
  readonly text: string;
}

interface Wording {
  readonly t: Translate;
  readonly format: Formats;
}

const NUMBERS: Readonly<Record<Weekday, number>> = {
  monday: 1,
  tuesday: 2,
  wednesday: 3,
  thursday: 4,
  friday: 5,
  saturday: 6,
  sunday: 7,
};
/** A Monday: days of the week get their names from the dates after it. */
const MONDAY = 5;

/** The ways of registering that a course names, with when each is open; none where it names no ways. */
export function wayWords(channels: FileChannels | null, wording: Wording): WayWords[] {
  return (['web', 'telephone', 'desk'] as const).flatMap((name) => {
    const channel = channels?.[name];
    if (!channel) return [];
    const label = wording.t(`registering.way.${name}`);
    return [{ name, label, text: sentencesOf(channel, wording) }];
  });
}

function sentencesOf(channel: FileChannel, { t, format }: Wording): string {
  const { opens, closes, closesBefore, weekdays = [], from, until } = channel;
  const hours = [
    ...(weekdays.length > 0 ? [weekdayWords(weekdays, { t, format })] : []),
    ...(from && until ? [format.timeRange(from, until)] : []),
  ];
  return [
    ...(opens ? [t('registering.way.opens', { when: moment(opens, format) })] : []),
    ...(closes ? [t('registering.way.closes', { when: moment(closes, format) })] : []),
    ...(hours.length > 0 ? [t('registering.way.hours', { hours: hours.join(' ') })] : []),
    ...(closesBefore
      ? [
          t('registering.way.closesBefore', {
            days: closesBefore.days,
            time: format.time(closesBefore.at),
          }),
        ]
      : []),
  ].join(t('public.gap'));
}

/** 平日, 毎日, or 月～水・金. */
function weekdayWords(weekdays: readonly Weekday[], { t, format }: Wording): string {
  const numbers = weekdays.map((weekday) => NUMBERS[weekday]).sort((one, other) => one - other);
  if (numbers.join('') === '1234567') return t('public.desk.everyDay');
  if (numbers.join('') === '12345') return t('registering.way.weekdays');
  const name = (day: number) => format.weekday(`2026-01-${String(MONDAY - 1 + day).padStart(2, '0')}`);
  return weekdayRuns(numbers)
    .map(([first, last]) =>
      first === last ? name(first) : t('public.desk.run', { first: name(first), last: name(last) }),
    )
    .join(t('public.desk.separator'));
}

/** `2025-04-10`, or `2025-04-10T17:00`, as people read it. */
function moment(at: string, format: Formats): string {
  const date = format.date(at.slice(0, 10));
  return at.length > 10 ? `${date} ${format.time(at.slice(11, 16))}` : date;
}
