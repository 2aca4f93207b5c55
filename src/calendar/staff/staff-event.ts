import { withLanguage } from '../../platform/views/views.js';
import { publicEvent, type Wording } from '../../registrations/entries/session-event.js';
import type { CalendarEvent } from '../../shared/icalendar.js';
import type { ShownSeats } from './seat-figures.entity.js';
import type { OpenedStaffCalendar } from './staff-calendars.queries.js';
import type { StaffEventRow } from './staff-feed.queries.js';

/** What concerns all entries of a staff calendar alike. */
export type StaffLooks = Pick<OpenedStaffCalendar, 'showsSeats' | 'revision' | 'changedAt'>;

/**
 * A session as its staff see it: what everyone sees, the page on which staff work on it, and its seats where they want them. Its
 * SEQUENCE counts changes of the seats also where they are not shown, or it would fall when somebody chooses not to see them; and
 * what changed the calendar as a whole, of which no session knows. UID: that of the public entry.
 */
export function staffEvent(row: StaffEventRow, looks: StaffLooks, wording: Wording): CalendarEvent {
  const event = publicEvent(row, wording);
  const seats = looks.showsSeats && row.status !== 'cancelled' ? row.seats : [];
  const url = withLanguage(`${wording.publicUrl}/staff/sessions/${row.id}`, wording.language);
  return {
    ...event,
    sequence: event.sequence + row.seatsRevision + looks.revision,
    changedAt: latest(event.changedAt, row.seatsChangedAt, looks.changedAt),
    summary: titleWithSeats(event.summary, seats, wording),
    description: [
      ...seats.map((sort) => seatLine(sort, wording)),
      wording.t('staffFeed.page', { url }),
      event.description,
    ].join('\n'),
    url,
  };
}

function latest(...dates: readonly (Date | null)[]): Date {
  return new Date(Math.max(...dates.map(Number)));
}

/** The title with taken and capacity behind it, by sort where there are several, and how many wait. */
function titleWithSeats(title: string, seats: readonly ShownSeats[], wording: Wording): string {
  const { t } = wording;
  if (seats.length === 0) return title;
  const waiting = seats.reduce((sum, sort) => sum + sort.waiting, 0);
  const parts = seats.map((sort) => {
    const taken = takenOf(sort, wording);
    return seats.length === 1 ? taken : t('staffFeed.sort', { label: labelOf(sort, wording), taken });
  });
  const all = parts.join(t('staffFeed.separator'));
  return t('staffFeed.title', {
    title,
    seats: waiting === 0 ? all : t('staffFeed.withWaiting', { seats: all, waiting }),
  });
}

function takenOf({ taken, capacity }: ShownSeats, { t }: Wording): string {
  return capacity === null ? t('staffFeed.unlimited', { taken }) : t('staffFeed.of', { taken, capacity });
}

function seatLine(sort: ShownSeats, wording: Wording): string {
  const { t } = wording;
  const { unit, waiting, undecided } = sort;
  return [
    t(`staffFeed.line.${unit}`, { label: labelOf(sort, wording), taken: takenOf(sort, wording) }),
    ...(waiting > 0 ? [t('staffFeed.line.waiting', { waiting })] : []),
    ...(undecided > 0 ? [t('staffFeed.line.undecided', { undecided })] : []),
  ].join(t('staffFeed.separator'));
}

function labelOf({ label, labelEn }: ShownSeats, { language }: Wording): string {
  return language === 'en' ? (labelEn ?? label) : label;
}
