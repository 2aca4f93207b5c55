import { type EntityManager, In, IsNull, Not } from 'typeorm';
import { Organization } from '../../organizations/organization.entity.js';
import { Course } from '../../programmes/course.entity.js';
import type { FileCourse, ProgrammeFile } from '../../programmes/domain/programme-file.js';
import { Programme } from '../../programmes/programme.entity.js';
import { Session } from '../../programmes/session.entity.js';
import { Venue } from '../../programmes/venue.entity.js';
import { DomainError } from '../../shared/domain-error.js';
import { Registration } from '../registration.entity.js';

/** A town as the database has it, as far as the plan of one course depends on it. */
export interface Town {
  readonly organization: Organization;
  readonly programme: Programme;
  readonly venues: readonly Venue[];
  readonly programmes: readonly Programme[];
}

/** @throws DomainError `unknown` */
export async function townOf(tx: EntityManager, programmeId: string): Promise<Town> {
  const programme = await tx.findOneBy(Programme, { id: programmeId });
  if (!programme) throw new DomainError('unknown');
  const { organizationId } = programme;
  return {
    programme,
    organization: await tx.findOneByOrFail(Organization, { id: organizationId }),
    venues: await tx.find(Venue, { where: { organizationId }, order: { name: 'ASC' } }),
    programmes: await tx.find(Programme, {
      where: { organizationId },
      order: { position: 'ASC', title: 'ASC' },
    }),
  };
}

/** How many hold, are offered or await a place in the whole course. */
export function registrantsOf(tx: EntityManager, courseId: string): Promise<number> {
  return tx.countBy(Registration, {
    courseId,
    sessionId: IsNull(),
    status: Not(In(['cancelled', 'declined'])),
  });
}

/**
 * The town in the words of a programme file, with `draft` as the one course of its programme: so that what is drafted on
 * the screen is checked and worked out by the same rules as what comes in a file. Programmes whose dates the draft takes
 * have courses with those dates.
 */
export async function fileAround(tx: EntityManager, town: Town, draft: FileCourse): Promise<ProgrammeFile> {
  const { organization, programme, programmes, venues } = town;
  // The draft may be anybody's JSON, not checked yet: that is done on the file as a whole.
  const borrowed = new Set(
    [draft.rule ?? []].flat().flatMap((rule) => {
      const said: unknown = rule?.sameDatesAs;
      return typeof said === 'string' ? [said.split('/')[0]] : [];
    }),
  );
  const lenders = programmes.filter(({ id, key }) => borrowed.has(key) && id !== programme.id);
  const courses = await tx.find(Course, { where: { programmeId: In(lenders.map(({ id }) => id)) } });
  const sessions = await tx.find(Session, {
    where: { courseId: In(courses.map(({ id }) => id)), dateState: 'dated', status: 'scheduled' },
  });
  const coursesOf = (id: string): FileCourse[] =>
    courses
      .filter(({ programmeId }) => programmeId === id)
      .map((course) => ({
        key: course.key,
        title: course.title,
        fiscalYear: course.fiscalYear,
        sessions: sessions
          .filter(({ courseId }) => courseId === course.id)
          .map(({ key, startsOn }) => ({ key, date: startsOn! })),
      }));
  return {
    format: 'tsudoi/1',
    organization: {
      key: organization.slug,
      name: organization.name,
      timeZone: organization.timeZone,
      yearEnd: { from: organization.yearEndFrom, until: organization.yearEndUntil },
      closures: organization.closures,
    },
    venues: venues.map(({ key, name, closures, closedOn }) => ({ key, name, closures, closedOn })),
    programmes: programmes.map((one) => ({
      key: one.key,
      title: one.title,
      kind: one.kind,
      courses: one.id === programme.id ? [draft] : coursesOf(one.id),
    })),
  };
}
