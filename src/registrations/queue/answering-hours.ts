import type { Organization } from '../../organizations/organization.entity.js';
import { exceptionsIn } from '../../programmes/domain/date-exceptions.js';
import type { Weekday } from '../../programmes/domain/weekdays.js';
import type { AnsweringHours } from '../domain/offer-times.js';

/** When an organization can be answered: its closures, year end, and the days and hours on which nobody is there. */
export function answeringHoursOf(organization: Organization): AnsweringHours {
  const { timeZone, quietFrom, quietUntil, deskClosedOn, deskClosedOnHolidays } = organization;
  const { closures, yearEndFrom, yearEndUntil } = organization;
  const closedOn = exceptionsIn({
    holidays: deskClosedOnHolidays,
    yearEnd: { from: yearEndFrom, until: yearEndUntil },
    periods: closures,
    closedOn: deskClosedOn as Weekday[],
  });
  return { timeZone, quietFrom, quietUntil, isClosed: (date) => closedOn(date) !== undefined };
}
