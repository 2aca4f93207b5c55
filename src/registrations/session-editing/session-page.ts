import { type EntityManager, Not } from 'typeorm';
import { Course } from '../../programmes/course.entity.js';
import { Programme } from '../../programmes/programme.entity.js';
import { Venue } from '../../programmes/venue.entity.js';
import { addMonths } from '../../shared/civil-time.js';
import { fiscalYearRange } from '../../shared/fiscal-year.js';
import type { SessionChoices } from './session-form.js';

const MONTHS = 12;

/** What surrounds a session on its forms. */
export interface SessionPlace {
  readonly course: Course;
  readonly programme: Programme;
  readonly venues: readonly Venue[];
  /** Other programmes of the organization. */
  readonly programmes: readonly Programme[];
  readonly choices: SessionChoices;
}

export async function placeOf(tx: EntityManager, course: Course): Promise<SessionPlace> {
  const { organizationId, programmeId, fiscalYear } = course;
  const programmes = await tx.find(Programme, {
    where: { organizationId, id: Not(programmeId) },
    order: { position: 'ASC', title: 'ASC' },
  });
  return {
    course,
    programme: await tx.findOneByOrFail(Programme, { id: programmeId }),
    venues: await tx.find(Venue, { where: { organizationId }, order: { name: 'ASC' } }),
    programmes,
    choices: { periods: periodsOf(fiscalYear), programmes: programmes.map(({ key }) => key) },
  };
}

/** Names by the ids that sessions and their audit entries hold. */
export function namesOf({ venues, programmes, programme }: SessionPlace): ReadonlyMap<string, string> {
  return new Map([
    ...venues.map(({ id, name }): [string, string] => [id, name]),
    ...[programme, ...programmes].map(({ id, title }): [string, string] => [id, title]),
  ]);
}

/** Halves of a fiscal year, all of it, and each of its months, as `within` writes them. */
function periodsOf(fiscalYear: number): string[] {
  const { from } = fiscalYearRange(fiscalYear);
  const month = (index: number) => addMonths(from, index).slice(0, 7);
  const months = Array.from({ length: MONTHS }, (_, index) => month(index));
  return [`${month(0)}/${month(5)}`, `${month(6)}/${month(11)}`, `${month(0)}/${month(11)}`, ...months];
}
