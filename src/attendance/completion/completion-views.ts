import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Looks } from '../../organizations/audit/looks.js';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { type OwnedProgramme, ProgrammeAccess } from '../../programmes/programme-access.js';
import { civilDateOf } from '../../shared/civil-time.js';
import { DomainError } from '../../shared/domain-error.js';
import { isSeen } from '../domain/residents.js';
import { isActiveOn, isRegistered, nextRollNumbers, type RollSum, rollSums } from '../domain/roll.js';
import type { RollQuery } from './completion.dto.js';
import { type CompletionCourse, CompletionQueries, type CourseSession } from './completion.queries.js';
import { type CompletionTable, completionTable, type TablePerson } from './completion-table.js';
import { type RollProgramme, type RollRow, rollNumbersOf, rollProgramme, rollRows } from './roll.queries.js';

/** What is asked for in `municipality` where it is not known. */
export const NOT_KNOWN = '-';

/** Completion of a course as one principal sees it. */
export interface CompletionView extends Omit<CompletionTable, 'people'> {
  readonly course: CompletionCourse;
  /** Null: they see numbers only. */
  readonly people: readonly TablePerson[] | null;
  /** False: of the people, they see those who live in their town, and print nothing. */
  readonly isWhole: boolean;
  readonly mayRecognise: boolean;
  /** A civil date, on the clock of the organization. */
  readonly today: string;
}

/** A roll as one principal sees it, as of the end of a day. */
export interface RollView {
  readonly programme: RollProgramme;
  readonly asOf: string;
  /** As asked for; null: all. */
  readonly municipality: string | null;
  /** All that there are, to choose from; null among them: not known. */
  readonly municipalities: readonly (string | null)[];
  readonly sums: { readonly rows: readonly RollSum[]; readonly total: RollSum };
  /** Null: they see numbers only. */
  readonly entries: readonly (RollRow & { readonly isActive: boolean })[] | null;
  /** As of completion. */
  readonly isWhole: boolean;
  readonly mayChange: boolean;
}

/** Shows who completed a course and who is on the roll of a programme. Each look at people is in the audit log. */
@Injectable()
export class CompletionViews {
  constructor(
    private readonly db: DataSource,
    private readonly queries: CompletionQueries,
    private readonly access: ProgrammeAccess,
    private readonly looks: Looks,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `unknown`, `forbidden` */
  async course(principal: Principal, id: string): Promise<CompletionView> {
    const course = await this.queries.course(id);
    if (!course) throw new DomainError('unknown');
    await this.access.require(principal, 'viewer', course);
    const [places, completions] = [await this.queries.places(id), await this.queries.completions(id)];
    const now = this.clock.now();
    const table = completionTable(course, { places, completions, now });
    const { rows: people, isWhole } = await this.seen(principal, course, table.people);
    if (people !== null)
      await this.looks.record(principal, {
        organizationId: course.organizationId,
        action: 'completion.viewed',
        subjectId: id,
        after: { people: people.length },
      });
    return {
      ...table,
      ...{ course, people, isWhole },
      mayRecognise: await this.access.may(principal, 'organizer', course),
      today: civilDateOf(now, course.organization.timeZone),
    };
  }

  /**
   * @param format by which means the list goes out; null: on the screen
   * @throws DomainError `unknown`, `forbidden`
   */
  async roll(
    principal: Principal,
    slug: string,
    query: RollQuery,
    format: 'print' | 'csv' | 'json' | null = null,
  ): Promise<RollView> {
    const programme = await rollProgramme(this.db, slug);
    if (!programme) throw new DomainError('unknown');
    // A list that leaves the screen is of people.
    const role = format === 'print' || format === 'csv' ? 'reception' : 'viewer';
    await this.access.require(principal, role, programme);
    const asOf = query.asOf ?? civilDateOf(this.clock.now(), programme.timeZone);
    const rows = await rollRows(this.db, programme);
    const { municipality = null } = query;
    const isAsked = (row: RollRow) =>
      municipality === null || (row.municipality ?? NOT_KNOWN) === municipality;
    const sums = rollSums(rows, asOf);
    const entered = rows.filter((row) => isAsked(row) && isRegistered(row, asOf));
    const { rows: entries, isWhole } = await this.seen(
      principal,
      programme,
      entered.map((row) => ({ ...row, isActive: isActiveOn(row, asOf) })),
    );
    if (entries !== null)
      await this.looks.record(principal, {
        organizationId: programme.organizationId,
        action: format === 'print' ? 'roll.printed' : format === null ? 'roll.viewed' : 'roll.exported',
        subjectId: programme.programmeId,
        after: { asOf, people: entries.length, ...(format === null ? {} : { format }) },
      });
    return {
      ...{ programme, asOf, municipality, sums, entries, isWhole },
      municipalities: [...new Set(rows.map((row) => row.municipality))].sort(byName),
      mayChange: await this.access.may(principal, 'organizer', programme),
    };
  }

  /** One entry, to change it. @throws DomainError `unknown`, `forbidden`, `conflict` where who it was has been erased */
  async entry(principal: Principal, id: string) {
    const found = await this.queries.completion(id);
    if (!found) throw new DomainError('unknown');
    await this.access.require(principal, 'organizer', found);
    const [row] = await rollRows(this.db, { id });
    if (!row) throw new DomainError('unknown');
    if (row.isErased) throw new DomainError('conflict');
    await this.looks.record(principal, {
      organizationId: found.organizationId,
      action: 'roll.entry_viewed',
      subjectId: id,
    });
    const programme = (await rollProgramme(this.db, found.programmeId))!;
    const [suggested = ''] = nextRollNumbers(await rollNumbersOf(this.db, found.programmeId), 1);
    return { row, programme, suggested, today: civilDateOf(this.clock.now(), programme.timeZone) };
  }

  /**
   * What certificates say: of one completion, or of all of a course but those of people who were erased.
   * @throws DomainError `unknown`, `forbidden`
   */
  async certificates(
    principal: Principal,
    of: { readonly courseId: string } | { readonly id: string },
  ): Promise<{
    readonly course: CompletionCourse;
    readonly rows: readonly RollRow[];
    readonly planned: readonly CourseSession[];
  }> {
    const one = 'id' in of ? await this.queries.completion(of.id) : null;
    if ('id' in of && (one === null || one.withdrawnAt !== null)) throw new DomainError('unknown');
    const course = await this.queries.course(one?.courseId ?? ('courseId' in of ? of.courseId : ''));
    if (!course) throw new DomainError('unknown');
    await this.access.require(principal, 'reception', course);
    const found = await rollRows(this.db, 'id' in of ? { id: of.id } : { courseId: course.id });
    const rows = found.filter(({ isErased }) => !isErased);
    await this.looks.record(principal, {
      organizationId: course.organizationId,
      action: 'certificate.printed',
      subjectId: 'id' in of ? of.id : course.id,
      after: { people: rows.length },
    });
    return { course, rows, planned: course.sessions.filter(({ status }) => status !== 'cancelled') };
  }

  /** Those whose names this principal may see; null: nobody's. A co-host that only looks on sees its own residents, if there is a town. */
  private async seen<Row extends { readonly municipality: string | null }>(
    principal: Principal,
    programme: OwnedProgramme,
    rows: readonly Row[],
  ): Promise<{ readonly rows: readonly Row[] | null; readonly isWhole: boolean }> {
    if (await this.access.may(principal, 'reception', programme)) return { rows, isWhole: true };
    const towns = (await this.access.residentsOf(principal, programme)) ?? [];
    const seen = towns.length === 0 ? null : rows.filter(({ municipality }) => isSeen(municipality, towns));
    return { rows: seen, isWhole: false };
  }
}

function byName(one: string | null, other: string | null): number {
  if (one === null || other === null) return one === other ? 0 : one === null ? 1 : -1;
  return one < other ? -1 : 1;
}
