import { KINDS } from '../../programmes/domain/kinds.js';
import type { Period } from '../domain/period.js';
import type { SessionClass } from './classes.queries.js';
import { figuresOfOne, figuresOfSeveral, type Reading } from './period-figures.js';
import type { Completed, NamedCourse, ReportedProgramme } from './programmes.queries.js';
import type { Grouping, NamedProgramme, PeriodFigures, PeriodReport, ReportGroup } from './report.js';
import type { ResolvedQuestion } from './resolved-question.js';
import { SCOPE, type ScopeCounts, type Scopes } from './scopes.js';

export interface Counted {
  readonly resolved: ResolvedQuestion;
  readonly at: (scope: string, period: number) => ScopeCounts;
  readonly reading: Reading;
  readonly scopes: Scopes;
  readonly classes: readonly SessionClass[];
  readonly completed: readonly Completed[];
  readonly courses: readonly NamedCourse[];
}

/** Months of earlier periods under the names of the months with which they are compared: April beside April. */
export function comparableMonths<Row extends { readonly period: number; groupKey?: string; month?: string }>(
  rows: readonly Row[],
  by: Grouping,
  periods: readonly Period[],
): Row[] {
  if (by !== 'month') return [...rows];
  const yearOf = (period: Period | undefined) => Number(period?.from.slice(0, 4) ?? 0);
  const shifted = (month: string, period: number) =>
    `${Number(month.slice(0, 4)) + yearOf(periods[0]) - yearOf(periods[period])}${month.slice(4)}`;
  return rows.map((row) => ({
    ...row,
    ...(row.groupKey === undefined ? {} : { groupKey: shifted(row.groupKey, row.period) }),
    ...(row.month === undefined ? {} : { month: shifted(row.month, row.period) }),
  }));
}

/** The rows of the report in their order. */
export function rowsOf(counted: Counted): ReportGroup[] {
  const { by } = counted.resolved.question;
  if (by === 'programme') return counted.resolved.shown.flatMap((one) => programmeRow(counted, one));
  if (by === 'organization') {
    return counted.resolved.chosen.map((organization) => ({
      ...NAMELESS,
      key: organization.slug,
      title: organization.name,
      titleEn: organization.nameEn,
      organization,
      periods: several(counted, SCOPE.organization(organization.id), ownMembers(counted, organization.id)),
    }));
  }
  if (by === 'kind') {
    const members = ownMembers(counted);
    const kinds = KINDS.filter((kind) => members.some((one) => one.kind === kind));
    return kinds.map((kind) => ({
      ...NAMELESS,
      key: kind,
      periods: several(
        counted,
        SCOPE.kind(kind),
        members.filter((one) => one.kind === kind),
      ),
    }));
  }
  return groupRows(counted);
}

/**
 * Totals of each organization that has programmes of its own, and of all of them where there are several, or where somebody else's
 * programme was chosen.
 */
export function totalsOf(counted: Counted): Pick<PeriodReport, 'totals' | 'whole'> {
  const { chosen, programme, programmes } = counted.resolved;
  const running = new Set(programmes.flatMap((one) => (one.hosted ? [] : [one.organization.id])));
  const totals = chosen
    .filter(({ id }) => running.has(id) && !programme?.hosted)
    .map((organization) => ({
      organization,
      periods: several(counted, SCOPE.organization(organization.id), ownMembers(counted, organization.id)),
    }));
  const hasWhole = totals.length > 1 || programme?.hosted === true;
  return { totals, whole: hasWhole ? several(counted, SCOPE.all, ownMembers(counted)) : null };
}

const NAMELESS = {
  title: null,
  titleEn: null,
  organization: null,
  programme: null,
  partOf: null,
  hosted: false,
  rolledUp: null,
};

/** Programmes that are in totals. */
function ownMembers({ resolved }: Counted, organizationId?: string): ReportedProgramme[] {
  return resolved.shown.filter(
    (one) =>
      (!one.hosted || resolved.programme !== null) &&
      (organizationId === undefined || one.organization.id === organizationId),
  );
}

function several(
  { resolved, at, reading }: Counted,
  scope: string,
  members: readonly ReportedProgramme[],
): PeriodFigures[] {
  return resolved.selection.periods.map((period, number) =>
    figuresOfSeveral(period, at(scope, number), members, reading),
  );
}

/** A programme that has ended is left out once it has nothing to show in any of the periods. */
function programmeRow(counted: Counted, programme: ReportedProgramme): ReportGroup[] {
  const { resolved, at, reading, scopes } = counted;
  const periods = resolved.selection.periods.map((period, number) =>
    figuresOfOne(period, at(SCOPE.own(programme.id), number), programme, reading, number === 0),
  );
  const parts = resolved.shown.filter((one) => scopes.upwards(one.id).includes(programme.id));
  const isSilent = periods.every(
    (one) =>
      one.planned.plan === null &&
      one.measures.inCalendar.value === null &&
      one.records !== null &&
      one.reported === null,
  );
  if (programme.status === 'ended' && isSilent) return [];
  return [
    {
      key: programme.slug,
      title: programme.title,
      titleEn: programme.titleEn,
      organization: programme.organization,
      programme: nameOf(programme),
      partOf: resolved.programmes.find(({ id }) => id === programme.partOfId)?.slug ?? null,
      hosted: programme.hosted,
      periods,
      rolledUp: parts.length > 1 ? several(counted, SCOPE.whole(programme.id), parts) : null,
    },
  ];
}

/** Rows that sessions make: venues by name, courses as their programmes stand, months as they come. */
function groupRows(counted: Counted): ReportGroup[] {
  const { resolved, classes, completed, courses } = counted;
  const { by } = resolved.question;
  const inTotals = new Set(ownMembers(counted).map(({ id }) => id));
  const present = new Set(
    classes
      .filter(({ programmeId, alsoForIds }) => [programmeId, ...alsoForIds].some((id) => inTotals.has(id)))
      .map(({ groupKey }) => groupKey),
  );
  if (by === 'month') for (const { month } of completed) present.add(month);
  if (by === 'month') {
    return [...present].toSorted().map((key) => ({
      ...NAMELESS,
      key,
      periods: several(counted, SCOPE.group(key), [...ownMembers(counted)]),
    }));
  }
  if (by === 'venue') {
    // Nobody completes a course at a venue.
    const reading = { ...counted.reading, tellsCompletions: false };
    const rows = resolved.venues
      .filter(({ id }) => present.has(id))
      .map(({ id, name, nameEn }) => ({ key: id, title: name, titleEn: nameEn }));
    // A venue of another organization, at which a session was held together, has no name here that one could choose.
    const others = [...present].filter((key) => !resolved.venues.some(({ id }) => id === key)).toSorted();
    return [...rows, ...others.map((key) => ({ key }))].map((row) => ({
      ...NAMELESS,
      ...row,
      periods: several({ ...counted, reading }, SCOPE.group(row.key), ownMembers(counted)),
    }));
  }
  const position = new Map(resolved.shown.map(({ id }, index) => [id, index]));
  return courses
    .filter(({ id }) => present.has(id))
    .toSorted((a, b) => (position.get(a.programmeId) ?? 0) - (position.get(b.programmeId) ?? 0))
    .map((course) => {
      const programme = resolved.programmes.find(({ id }) => id === course.programmeId);
      return {
        ...NAMELESS,
        key: course.id,
        title: course.title,
        titleEn: course.titleEn,
        organization: programme?.organization ?? null,
        programme: programme ? nameOf(programme) : null,
        periods: several(counted, SCOPE.group(course.id), programme ? [programme] : []),
      };
    });
}

function nameOf({ id, slug, title, titleEn, kind }: ReportedProgramme): NamedProgramme {
  return { id, slug, title, titleEn, kind };
}
