import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { DataSource } from 'typeorm';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import type { FormValues } from '../../platform/http/edited-form.js';
import { Course } from '../../programmes/course.entity.js';
import {
  type CopiedDate,
  copyOfCourse,
  obstacleOf,
  type StoredCourse,
} from '../../programmes/domain/course-copy.js';
import { surroundingsOf } from '../../programmes/domain/file-surroundings.js';
import { publishedThrough } from '../../programmes/domain/holidays.js';
import type { FileCourse, FileSession } from '../../programmes/domain/programme-file.js';
import type { SkippedDate } from '../../programmes/domain/recurrence.js';
import type { Surroundings } from '../../programmes/domain/surroundings.js';
import { withinText } from '../../programmes/domain/within.js';
import { registrationFile } from '../../programmes/export/registering-words.js';
import { Programme } from '../../programmes/programme.entity.js';
import { ProgrammeAccess } from '../../programmes/programme-access.js';
import { Session } from '../../programmes/session.entity.js';
import { addMonths, civilDateOf, isCivilDate, shortTime } from '../../shared/civil-time.js';
import { DomainError } from '../../shared/domain-error.js';
import { eraFiscalYear, fiscalYearOf, fiscalYearRange } from '../../shared/fiscal-year.js';
import { dateText, rowsOf } from './form-rows.js';
import { fileAround, type Town, townOf } from './town.queries.js';

export interface CourseDraft {
  readonly town: Town;
  /** The course that exists, or the one that the draft was copied from. */
  readonly course: Course;
  readonly draft: StoredCourse;
}

/** Towns plan a year in the winter before it. */
const MONTHS_AHEAD = 3;

/** By row of a form: why a date that is written out should not stand as it is. */
export type CopiedObstacles = ReadonlyMap<number, SkippedDate>;

/** Courses in the words of a programme file, as drafts to edit or to copy. */
@Injectable()
export class CourseDrafts {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly access: ProgrammeAccess,
  ) {}

  /**
   * The course as it is, without its sessions: those are edited one by one.
   * @throws DomainError `unknown`, `forbidden`
   */
  async of(principal: Principal, courseId: string): Promise<CourseDraft> {
    const course = isUUID(courseId) ? await this.db.manager.findOneBy(Course, { id: courseId }) : null;
    if (!course) throw new DomainError('unknown');
    const { programmeId, organizationId } = course;
    await this.access.require(principal, 'organizer', { programmeId, organizationId });
    const town = await townOf(this.db.manager, programmeId);
    return { town, course, draft: draftOf(course, town.organization.timeZone) };
  }

  /**
   * A course to begin with, with a free key: this fiscal year's, and from January on the next one's.
   * @param programmeName its id, or its name in addresses
   * @throws DomainError `unknown`, `forbidden`
   */
  async blank(
    principal: Principal,
    programmeName: string,
  ): Promise<{ readonly town: Town; readonly draft: StoredCourse }> {
    const programme = await this.db.manager.findOneBy(
      Programme,
      isUUID(programmeName) ? { id: programmeName } : { slug: programmeName },
    );
    if (!programme) throw new DomainError('unknown');
    const { id: programmeId, organizationId } = programme;
    await this.access.require(principal, 'organizer', { programmeId, organizationId });
    const town = await townOf(this.db.manager, programmeId);
    const today = civilDateOf(this.clock.now(), town.organization.timeZone);
    const fiscalYear = fiscalYearOf(addMonths(today, MONTHS_AHEAD));
    const key = freeKey(`r${fiscalYear - 2018}`, await this.keysOf(programmeId));
    return { town, draft: { key, title: eraFiscalYear(fiscalYear), fiscalYear } };
  }

  /** The programme's course of that key, or null. @throws DomainError `unknown`, `forbidden` */
  async byKey(principal: Principal, programmeId: string, key: string): Promise<CourseDraft | null> {
    const course = await this.db.manager.findOneBy(Course, { programmeId, key });
    return course && this.of(principal, course.id);
  }

  /** What is against the dates that a form has written out. */
  async obstacles(town: Town, values: FormValues): Promise<CopiedObstacles> {
    const rows = rowsOf(values, 'sessions');
    if (rows.length === 0) return new Map();
    const { venue } = values;
    const draft = { key: '', title: '', ...(venue !== undefined && { defaults: { venue } }) };
    const surroundings = await this.surroundings(town, draft);
    return new Map(
      rows.flatMap(({ position, row }) => {
        const date = dateText(row.date);
        const session = { date, ...(row.venue && { venue: row.venue }) };
        const obstacle = isCivilDate(date) ? obstacleOf(draft, session, surroundings) : null;
        return obstacle ? [[position, obstacle]] : [];
      }),
    );
  }

  /** Keys that courses of the programme have. */
  async keysOf(programmeId: string): Promise<ReadonlySet<string>> {
    const taken = await this.db.manager.find(Course, { select: { key: true }, where: { programmeId } });
    return new Set(taken.map(({ key }) => key));
  }

  /**
   * The course again, `months` later, with every date that was written out mapped to the same weekday of the month. Its key
   * is free to take.
   * @throws DomainError `unknown`, `forbidden`
   */
  async copy(
    principal: Principal,
    courseId: string,
    months: number,
  ): Promise<CourseDraft & { readonly dates: readonly CopiedDate[] }> {
    const { town, course, draft } = await this.of(principal, courseId);
    const sessions = await this.db.manager.find(Session, {
      where: { courseId },
      order: { startsOn: 'ASC', startTime: 'ASC', key: 'ASC' },
    });
    const venueKeys = new Map(town.venues.map(({ id, key }) => [id, key]));
    // What the rule gave, it gives again.
    const written = sessions
      .filter(({ ruled }) => ruled === null)
      .map((one) => fileSession(one, course, venueKeys));
    const original = { ...draft, ...(written.length > 0 && { sessions: written }) };
    const copy = copyOfCourse(original, months, await this.surroundings(town, original));
    const key = freeKey(`r${copy.draft.fiscalYear - 2018}`, await this.keysOf(course.programmeId));
    return { town, course, draft: { ...copy.draft, key }, dates: copy.dates };
  }

  private async surroundings(town: Town, draft: FileCourse): Promise<Surroundings> {
    const today = civilDateOf(this.clock.now(), town.organization.timeZone);
    const file = await fileAround(this.db.manager, town, draft);
    return { ...surroundingsOf(file), holidaysPublishedThrough: publishedThrough(today) };
  }
}

/** A key that no course of the programme has: the wish, or the wish with a number. */
export function freeKey(wish: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wish)) return wish;
  for (let number = 2; ; number++) if (!taken.has(`${wish}-${number}`)) return `${wish}-${number}`;
}

/** A stored course in the words of a programme file, without its sessions. */
export function draftOf(course: Course, timeZone: string): StoredCourse {
  return {
    key: course.key,
    title: course.title,
    ...(course.titleEn !== null && { titleEn: course.titleEn }),
    fiscalYear: course.fiscalYear,
    ...(course.notes !== null && { notes: course.notes }),
    registration: {
      mode: course.registrationMode,
      waitingList: course.waitingList,
      ...registrationFile(course, timeZone),
    },
    ...course.schedule,
  };
}

/** A session in the words of a programme file; what belongs to that one day only (its key, its status) is left out. */
function fileSession(
  session: Session,
  { fiscalYear }: Course,
  venueKeys: ReadonlyMap<string, string>,
): FileSession {
  const { venueId } = session;
  const year = fiscalYearRange(fiscalYear);
  // Of a date of which nothing at all is known, the course's year is.
  const months =
    session.withinFrom && session.withinUntil
      ? { from: session.withinFrom, until: session.withinUntil }
      : session.dateText === null && { from: year.from, until: year.to };
  const values = {
    number: session.number,
    date: session.startsOn,
    endDate: session.endsOn,
    undated: session.startsOn === null ? session.dateText : null,
    within: session.startsOn === null && months ? withinText(months) : null,
    start: session.startTime && shortTime(session.startTime),
    end: session.endTime && shortTime(session.endTime),
    doorsOpen: session.doorsOpen && shortTime(session.doorsOpen),
    durationText: session.durationText,
    venue: venueId === null ? null : venueKeys.get(venueId),
    title: session.title,
    topic: session.topic,
    format: session.format,
    lecturer: session.lecturer,
    segments: session.segments.length > 0 ? session.segments : null,
  };
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== undefined),
  );
}
