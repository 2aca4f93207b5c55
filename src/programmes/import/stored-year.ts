import { type EntityManager, In } from 'typeorm';
import { Organization } from '../../organizations/organization.entity.js';
import { shortTime } from '../../shared/civil-time.js';
import { Course } from '../course.entity.js';
import { FiscalYearPlan } from '../fiscal-year-plan.entity.js';
import { Programme } from '../programme.entity.js';
import { ProgrammeHost } from '../programme-host.entity.js';
import { ReportedResult } from '../reported-result.entity.js';
import { Session } from '../session.entity.js';
import { Venue } from '../venue.entity.js';
import type { Stored } from './differences.js';
import type { Year } from './year-records.js';

/** What the database holds of an organization's year, as far as one file speaks of it. */
export interface StoredYear {
  readonly organization: Organization | null;
  readonly venues: readonly Stored<Venue>[];
  readonly programmes: readonly Stored<Programme>[];
  readonly hosts: readonly Stored<ProgrammeHost>[];
  readonly plans: readonly Stored<FiscalYearPlan>[];
  readonly results: readonly Stored<ReportedResult>[];
  /** Of the programmes in the file. */
  readonly courses: readonly Stored<Course>[];
  /** Of the courses in the file. */
  readonly sessions: readonly (Stored<Session> & { readonly ruled: object | null })[];
  /** Slugs of the file's programmes that programmes of other ids have, with those ids. */
  readonly slugs: ReadonlyMap<string, string>;
}

/** Loads it with one query per table, however many rows the file has. */
export async function storedYear(tx: EntityManager, year: Year): Promise<StoredYear> {
  const organizationId = year.organization.row.id;
  const slug = year.organization.row.slug;
  const programmeIds = year.programmes.map(({ row }) => row.id);
  const courseIds = year.courses.map(({ row }) => row.id);
  const ofProgrammes = { where: { programmeId: In(programmeIds) } };
  const organization = await tx.findOneBy(Organization, { id: organizationId });
  const venues = await tx.find(Venue, { where: { organizationId } });
  const programmes = await tx.find(Programme, { where: { organizationId }, order: { position: 'ASC' } });
  const courses = await tx.find(Course, ofProgrammes);
  const sessions = await tx.find(Session, { where: { courseId: In(courseIds) } });
  const taken = await tx.find(Programme, {
    select: { id: true, slug: true },
    where: { slug: In(year.programmes.map(({ row }) => row.slug)) },
  });
  const programmeOf = new Map(
    programmes.map((one) => [one.id, { key: `${slug}/${one.key}`, label: one.title }]),
  );
  const courseOf = new Map(
    courses.map((one) => {
      const programme = programmeOf.get(one.programmeId);
      return [one.id, { key: `${programme?.key}/${one.key}`, label: `${programme?.label} ${one.title}` }];
    }),
  );
  const under = <Row extends object>(
    row: Row,
    parent: { readonly key: string; readonly label: string } | undefined,
    key: string | number,
    label: string | number,
  ): Stored<Row> => ({
    row,
    asked: 'asked' in row ? (row.asked as object | null) : null,
    key: `${parent?.key}/${key}`,
    label: `${parent?.label} ${label}`,
  });
  return {
    organization,
    venues: venues.map((row) => ({ row, asked: row.asked, key: `${slug}/${row.key}`, label: row.name })),
    programmes: programmes.map((row) => ({
      row,
      asked: row.asked,
      key: `${slug}/${row.key}`,
      label: row.title,
    })),
    hosts: (await tx.find(ProgrammeHost, ofProgrammes)).map((row) =>
      under(row, programmeOf.get(row.programmeId), `${row.role}/${row.name}`, row.name),
    ),
    plans: (await tx.find(FiscalYearPlan, ofProgrammes)).map((row) =>
      under(row, programmeOf.get(row.programmeId), row.fiscalYear, row.fiscalYear),
    ),
    results: (await tx.find(ReportedResult, ofProgrammes)).map((row) =>
      under(row, programmeOf.get(row.programmeId), row.fiscalYear, row.fiscalYear),
    ),
    courses: courses.map((row) => under(row, programmeOf.get(row.programmeId), row.key, row.title)),
    sessions: sessions.map((row) => ({
      ...under(
        withShortTimes(row),
        courseOf.get(row.courseId),
        row.key,
        row.startsOn ?? row.dateText ?? row.key,
      ),
      ruled: row.ruled,
    })),
    slugs: new Map(taken.map((one) => [one.slug, one.id])),
  };
}

/** PostgreSQL gives times with seconds; files have none. */
export function withShortTimes(session: Session): Session {
  const { startTime, endTime, doorsOpen } = session;
  return {
    ...session,
    startTime: startTime && shortTime(startTime),
    endTime: endTime && shortTime(endTime),
    doorsOpen: doorsOpen && shortTime(doorsOpen),
  };
}
