import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { civilDateOf, DEFAULT_TIME_ZONE } from '../../shared/civil-time.js';
import { type FiscalYear, fiscalYearOf, fiscalYearRange } from '../../shared/fiscal-year.js';
import { ALL_ORGANIZATIONS, chosenOf } from './chosen-organizations.js';
import { Conflicts } from './conflicts.service.js';
import type { FoundConflicts } from './found-conflicts.js';
import type { PlanOrganization, PlanRows, PlanScope, PlanSession } from './plan-rows.js';
import { organizationsOf, undatedSessions, withNames } from './plan-rows.queries.js';
import type { YearFilter } from './year.dto.js';
import { type CalendarProgramme, calendarProgrammes } from './year-calendar.queries.js';
import { type CalendarMonth, yearMonths } from './year-months.js';

/** A course with sessions in the year, and how many of them. */
export interface CalendarCourse {
  readonly id: string;
  readonly programmeId: string;
  readonly dated: number;
  readonly undated: number;
  readonly cancelled: number;
}

/** Everything that a fiscal year holds, for those who plan it. */
export interface YearCalendar {
  readonly fiscalYear: FiscalYear;
  /** Organizations to choose from, and those chosen. */
  readonly organizations: readonly PlanOrganization[];
  readonly chosen: readonly PlanOrganization[];
  readonly programmes: readonly CalendarProgramme[];
  readonly months: readonly CalendarMonth[];
  readonly undated: readonly PlanSession[];
  /** Programmes without any session in the year, though nothing says that they rest. */
  readonly sessionless: readonly CalendarProgramme[];
  readonly courses: readonly CalendarCourse[];
  /** Names of everything in the months and among the undated. */
  readonly rows: PlanRows;
  readonly found: FoundConflicts;
}

/** The year calendar of organizers. */
@Injectable()
export class YearCalendars {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly conflicts: Conflicts,
  ) {}

  /**
   * One fiscal year of one organization, or of all; programmes of others in which it has rights belong to it. Eleven
   * queries, whatever the size. The first organization by name where none is asked for: a year of several is long.
   * @throws DomainError `unknown` for an organization that is not theirs
   */
  async of(principal: Principal, filter: YearFilter): Promise<YearCalendar> {
    const tx = this.db.manager;
    const fiscalYear = filter.fiscalYear ?? fiscalYearOf(civilDateOf(this.clock.now(), DEFAULT_TIME_ZONE));
    const organizations = await organizationsOf(tx, principal.organizationsWith('viewer'));
    const chosen = chosenOf(organizations, filter.organization);
    const programmes = await calendarProgrammes(tx, {
      organizationIds: chosen.map(({ id }) => id),
      organizerOf: principal.organizationsWith('organizer'),
      fiscalYear,
    });
    const scope = scopeOf(chosen, programmes);
    const span = fiscalYearRange(fiscalYear);
    const found = await this.conflicts.of(scope, span);
    const undated = await undatedSessions(tx, scope, { ...span, fiscalYear });
    const shown = shownOf(programmes, filter);
    const isShown = ({ programmeId, alsoForIds }: PlanSession) =>
      shown.has(programmeId) || alsoForIds.some((id) => shown.has(id));
    const dated = [...found.rows.sessions.values()].filter(
      (session) =>
        session.startsOn! <= span.to &&
        (session.endsOn ?? session.startsOn!) >= span.from &&
        isShown(session),
    );
    const undatedShown = undated.filter(isShown);
    const shownIds = new Set(dated.map(({ id }) => id));
    const conflicts = found.conflicts.filter(({ sessionIds }) => sessionIds.some((id) => shownIds.has(id)));
    const held = new Set(
      [...dated, ...undatedShown].flatMap((session) => [session.programmeId, ...session.alsoForIds]),
    );
    return {
      fiscalYear,
      organizations,
      chosen,
      programmes,
      months: yearMonths(fiscalYear, {
        sessions: dated,
        undated: undatedShown,
        organizations: chosen,
        openKindsOf: openKinds(conflicts),
        holidaysPublishedThrough: this.conflicts.publishedThrough(),
      }),
      undated: undatedShown,
      courses: coursesOf([...dated, ...undatedShown], programmes),
      sessionless: programmes.filter(
        (programme) => shown.has(programme.id) && !held.has(programme.id) && !rests(programme),
      ),
      rows: joined(found.rows, await withNames(tx, undatedShown)),
      found: { rows: found.rows, conflicts },
    };
  }

  /** What the JSON of conflicts and its like may look into. @throws DomainError `unknown` */
  async scope(principal: Principal, organization: string | undefined): Promise<PlanScope> {
    const organizations = await organizationsOf(this.db.manager, principal.organizationsWith('viewer'));
    const chosen = chosenOf(organizations, organization ?? ALL_ORGANIZATIONS);
    const programmes = await calendarProgrammes(this.db.manager, {
      organizationIds: chosen.map(({ id }) => id),
      organizerOf: [],
      fiscalYear: 0,
    });
    return scopeOf(chosen, programmes);
  }
}

function scopeOf(chosen: readonly PlanOrganization[], programmes: readonly CalendarProgramme[]): PlanScope {
  const organizationIds = chosen.map(({ id }) => id);
  return {
    organizationIds,
    programmeIds: programmes
      .filter(({ organizationId }) => !organizationIds.includes(organizationId))
      .map(({ id }) => id),
  };
}

/** Ids of the programmes that the filter lets through; one that is not of these organizations filters nothing. */
function shownOf(
  programmes: readonly CalendarProgramme[],
  { programme, kind }: YearFilter,
): ReadonlySet<string> {
  const isKnown = programmes.some(({ slug }) => slug === programme);
  return new Set(
    programmes
      .filter((one) => (!isKnown || one.slug === programme) && (kind === undefined || one.kind === kind))
      .map(({ id }) => id),
  );
}

/** By the order of their programmes, then of their first session. */
function coursesOf(
  sessions: readonly PlanSession[],
  programmes: readonly CalendarProgramme[],
): CalendarCourse[] {
  const position = new Map(programmes.map(({ id }, index) => [id, index]));
  return [...Map.groupBy(sessions, ({ courseId }) => courseId)]
    .map(([id, own]) => {
      const held = own.filter(({ status }) => status !== 'cancelled');
      const dated = held.filter(({ startsOn }) => startsOn !== null).length;
      return {
        id,
        programmeId: own[0]!.programmeId,
        dated,
        undated: held.length - dated,
        cancelled: own.length - held.length,
      };
    })
    .sort((a, b) => (position.get(a.programmeId) ?? 0) - (position.get(b.programmeId) ?? 0));
}

function rests({ status, planStatus }: CalendarProgramme): boolean {
  const state = planStatus ?? status;
  return state === 'suspended' || state === 'ended' || state === 'cancelled';
}

function openKinds(conflicts: FoundConflicts['conflicts']) {
  const kinds = new Map<string, Set<FoundConflicts['conflicts'][number]['kind']>>();
  for (const { sessionIds, kind, acceptance } of conflicts) {
    if (acceptance) continue;
    for (const id of sessionIds) kinds.set(id, (kinds.get(id) ?? new Set()).add(kind));
  }
  return (sessionId: string) => [...(kinds.get(sessionId) ?? [])];
}

function joined(a: PlanRows, b: PlanRows): PlanRows {
  return {
    sessions: new Map([...a.sessions, ...b.sessions]),
    courses: new Map([...a.courses, ...b.courses]),
    programmes: new Map([...a.programmes, ...b.programmes]),
    venues: new Map([...a.venues, ...b.venues]),
    organizations: new Map([...a.organizations, ...b.organizations]),
  };
}
