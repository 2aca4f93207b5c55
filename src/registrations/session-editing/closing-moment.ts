import type { RegistrationMode } from '../../programmes/course.entity.js';
import { addDays, instantOf, isCivilDate, isCivilTime } from '../../shared/civil-time.js';
import { DomainError } from '../../shared/domain-error.js';

/** True for courses in which people register for sessions here. */
export function takesRegistrations(mode: RegistrationMode): boolean {
  return mode === 'course' || mode === 'session' || mode === 'both';
}

/**
 * The instant of a new closing moment, a date (which closes when it is over) or a date and a clock time after `T`, by the
 * clocks of `timeZone`.
 * @throws DomainError `invalid` at `closes` where it is none, or has passed
 */
export function closingMoment(said: string | undefined, timeZone: string, now: Date): Date {
  const [date = '', time] = (said ?? '').split('T');
  if (!isCivilDate(date) || (time !== undefined && !isCivilTime(time))) throw faulty('planning.not_a_moment');
  const at =
    time === undefined ? instantOf(addDays(date, 1), '00:00', timeZone) : instantOf(date, time, timeZone);
  if (at <= now) throw faulty('planning.moment_passed');
  return at;
}

function faulty(code: string): DomainError {
  return new DomainError('invalid', { faults: [{ field: 'closes', code }] });
}
