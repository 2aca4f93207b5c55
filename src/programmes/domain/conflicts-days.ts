import { addDays, type CivilDate, weekdayOf } from '../../shared/civil-time.js';
import type { FileClosure } from './closure-file.js';
import {
  type Booking,
  type Conflict,
  type ConflictDay,
  type ConflictKind,
  lastDayOf,
} from './conflicts-kinds.js';
import { isForecast } from './date-exceptions.js';
import { type DaysOfYear, holidayOn, isYearEnd } from './holidays.js';
import { WEEKDAYS, type Weekday } from './weekdays.js';

/** When houses are closed. */
export interface DayFacts {
  readonly organizations: ReadonlyMap<
    string,
    { readonly yearEnd: DaysOfYear; readonly closures: readonly FileClosure[] }
  >;
  readonly venues: ReadonlyMap<
    string,
    { readonly closures: readonly FileClosure[]; readonly closedOn: readonly Weekday[] }
  >;
  /** Last calendar year whose holidays are published; those after it are forecasts. Undefined: every year is. */
  readonly holidaysPublishedThrough?: number;
}

/** Beyond so many days a fact names the first, the last and their number. */
const MOST_DAYS_NAMED = 31;

/** What is to be said of the days on which a session lies: one conflict of each kind at most. */
export function dayConflicts(session: Booking, facts: DayFacts): Conflict[] {
  const organization = facts.organizations.get(session.organizationId);
  const venue = session.venueId === null ? undefined : facts.venues.get(session.venueId);
  const days = daysOf(session);
  const daysThat = (is: (date: CivilDate) => Omit<ConflictDay, 'date'> | undefined): ConflictDay[] =>
    days.flatMap((date) => {
      const why = is(date);
      return why ? [{ date, ...why }] : [];
    });
  const inClosure = (closures: readonly FileClosure[], date: CivilDate) => {
    const closure = closures.find(({ from, until = from }) => from <= date && date <= until);
    return closure && (closure.reason === undefined ? {} : { reason: closure.reason });
  };
  const conflict = (kind: ConflictKind, found: readonly ConflictDay[], about = ''): Conflict[] =>
    found.length === 0
      ? []
      : [
          {
            kind,
            sessionIds: [session.id],
            fact: [about, factOf(found)].filter((part) => part !== '').join(' '),
            facts: {
              days: found,
              ...(kind === 'venue_closed' && session.venueId !== null && { venueId: session.venueId }),
            },
          },
        ];
  return [
    ...conflict(
      'holiday',
      daysThat((date) => {
        const holiday = holidayOn(date);
        return holiday && { holiday, forecast: isForecast(date, facts.holidaysPublishedThrough) };
      }),
    ),
    ...(organization
      ? [
          ...conflict(
            'year_end',
            daysThat((date) => (isYearEnd(date, organization.yearEnd) ? {} : undefined)),
          ),
          ...conflict(
            'closure',
            daysThat((date) => inClosure(organization.closures, date)),
          ),
        ]
      : []),
    ...(venue
      ? conflict(
          'venue_closed',
          daysThat((date) => inClosure(venue.closures, date) ?? closedWeekday(venue.closedOn, date)),
          session.venueId ?? '',
        )
      : []),
  ];
}

function closedWeekday(closedOn: readonly Weekday[], date: CivilDate) {
  if (closedOn.length === 0) return undefined;
  const weekday = WEEKDAYS[weekdayOf(date) - 1]!;
  return closedOn.includes(weekday) ? { weekday } : undefined;
}

function daysOf(session: Booking): CivilDate[] {
  const last = lastDayOf(session);
  const days = [session.startsOn!];
  while (days.at(-1)! < last) days.push(addDays(days.at(-1)!, 1));
  return days;
}

/** A forecast that comes true is the same fact. */
function factOf(days: readonly ConflictDay[]): string {
  if (days.length > MOST_DAYS_NAMED) return `${days[0]!.date}/${days.at(-1)!.date} ${days.length}`;
  return days
    .map(({ date, holiday, reason, weekday }) =>
      [date, holiday?.name, reason, weekday].filter((part) => part !== undefined).join(' '),
    )
    .join(', ');
}
