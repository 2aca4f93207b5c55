import { fiscalYearOf } from '../../shared/fiscal-year.js';
import { type Counts, NOTHING_COUNTED } from '../domain/measures.js';
import type { ClassHeads, SessionClass } from './classes.queries.js';
import type { ScopePeople } from './people.queries.js';
import type { Completed, ReportedProgramme } from './programmes.queries.js';
import type { Grouping } from './report.js';

/** What is counted in one scope and period: a row, a programme with its parts, an organization, or everything. */
export interface ScopeCounts {
  readonly counts: Counts;
  readonly heads: ReadonlyMap<string, { readonly people: number; readonly approximate: boolean }>;
  /** Whose sessions are in it. */
  readonly organizations: ReadonlySet<string>;
}

/** Names of scopes. */
export const SCOPE = {
  own: (programmeId: string) => `own ${programmeId}`,
  whole: (programmeId: string) => `whole ${programmeId}`,
  organization: (id: string) => `organization ${id}`,
  kind: (kind: string) => `kind ${kind}`,
  group: (key: string) => `group ${key}`,
  all: 'all',
};

const PEOPLE_FIELDS = [
  'attendances',
  'people',
  'newPeople',
  'householdAttendances',
  'households',
  'absent',
  'excused',
  'applications',
  'waiting',
  'withdrawals',
] as const;

/**
 * Which sessions count where. A session counts once in each scope, through whichever of the programmes that it serves; not through
 * one whose year the town reported itself, but in that programme's own row.
 */
export class Scopes {
  private readonly numbers = new Map<string, number>();
  private readonly byId: ReadonlyMap<string, ReportedProgramme>;
  private readonly wholes: ReadonlySet<string>;
  private readonly own = new Set<string>();

  constructor(
    programmes: readonly ReportedProgramme[],
    private readonly by: Grouping,
    /** Programme, period and fiscal year (`id period year`) of which a reported result stands in place of records, outside its own row. */
    private readonly replaced: ReadonlySet<string>,
    /** The same, in its own row too. */
    private readonly replacedInOwn: ReadonlySet<string>,
    hostedCount: boolean,
  ) {
    this.byId = new Map(programmes.map((one) => [one.id, one]));
    this.wholes = new Set(programmes.flatMap(({ partOfId }) => (partOfId ? [partOfId] : [])));
    for (const { id, hosted } of programmes) if (!hosted || hostedCount) this.own.add(id);
  }

  /** Number of a scope in a period, as statements know it. */
  number(scope: string, period: number): number {
    const key = `${period} ${scope}`;
    const number = this.numbers.get(key) ?? this.numbers.size;
    this.numbers.set(key, number);
    return number;
  }

  /** A programme and all of which it is a part, as far as they are in the report. */
  upwards(programmeId: string): string[] {
    const found: string[] = [];
    for (
      let one = this.byId.get(programmeId);
      one && !found.includes(one.id);
      one = this.byId.get(one.partOfId ?? '')
    )
      found.push(one.id);
    return found;
  }

  /** Scopes in which what a programme did counts. `group`: key of a row that its sessions make. */
  of(programmeId: string, group: string): string[] {
    const programme = this.byId.get(programmeId);
    if (!programme) return [];
    const wholes = this.upwards(programmeId).filter((id) => this.wholes.has(id));
    const scopes = this.by === 'programme' ? wholes.map(SCOPE.whole) : [];
    if (!this.own.has(programmeId)) return scopes;
    scopes.push(SCOPE.organization(programme.organization.id), SCOPE.all);
    if (this.by === 'kind') scopes.push(SCOPE.kind(programme.kind));
    if (group !== '') scopes.push(SCOPE.group(group));
    return scopes;
  }

  /** Scopes of a class of sessions, each once. */
  ofClass(one: SessionClass): Set<string> {
    const scopes = new Set<string>();
    for (const id of [one.programmeId, ...one.alsoForIds]) {
      const year = `${id} ${one.period} ${one.fiscalYear}`;
      if (this.by === 'programme' && this.byId.has(id) && !this.replacedInOwn.has(year))
        scopes.add(SCOPE.own(id));
      if (!this.replaced.has(year)) for (const scope of this.of(id, one.groupKey)) scopes.add(scope);
    }
    return scopes;
  }

  /** Every class with the number of each scope in which it counts. */
  pairs(classes: readonly SessionClass[]): [number, number][] {
    return classes.flatMap((one) =>
      [...this.ofClass(one)].map((scope): [number, number] => [one.class, this.number(scope, one.period)]),
    );
  }

  /** Adds up what was counted, by scope and period. */
  sum(counted: {
    readonly classes: readonly SessionClass[];
    readonly heads: readonly ClassHeads[];
    readonly people: readonly ScopePeople[];
    readonly completed: readonly Completed[];
  }): (scope: string, period: number) => ScopeCounts {
    const sums = new Map<number, MutableScope>();
    const at = (number: number) => {
      const scope = sums.get(number) ?? {
        counts: { ...NOTHING_COUNTED },
        heads: new Map(),
        organizations: new Set(),
      };
      sums.set(number, scope);
      return scope;
    };
    const scopesOf = new Map(
      counted.classes.map((one) => [one.class, { one, scopes: [...this.ofClass(one)] }]),
    );
    for (const { one, scopes } of scopesOf.values()) {
      for (const scope of scopes) {
        const { counts, organizations } = at(this.number(scope, one.period));
        organizations.add(one.organizationId);
        for (const field of CLASS_FIELDS) counts[field] += one[field];
      }
    }
    for (const { class: number, category, people, approximate } of counted.heads) {
      const { one, scopes } = scopesOf.get(number) ?? { one: null, scopes: [] };
      if (one)
        for (const scope of scopes)
          addHeads(at(this.number(scope, one.period)), category, people, approximate);
    }
    for (const row of counted.people) {
      const { counts } = at(row.scope);
      for (const field of PEOPLE_FIELDS) counts[field] += row[field];
    }
    for (const { period, programmeId, courseId, month, people } of counted.completed) {
      const year = `${programmeId} ${period} ${fiscalYearOf(`${month}-01`)}`;
      const group = this.by === 'course' ? courseId : this.by === 'month' ? month : '';
      const scopes = this.replaced.has(year) ? [] : this.of(programmeId, group);
      if (this.by === 'programme' && !this.replacedInOwn.has(year)) scopes.push(SCOPE.own(programmeId));
      for (const scope of scopes) at(this.number(scope, period)).counts.completions += people;
    }
    return (scope, period) => at(this.number(scope, period));
  }
}

const CLASS_FIELDS = [
  'sessions',
  'cancelled',
  'held',
  'recorded',
  'approximate',
  'seats',
  'partySeats',
  'pools',
  'openPools',
  'partyPools',
  'openPartyPools',
] as const;

interface MutableScope {
  readonly counts: { -readonly [field in keyof Counts]: number };
  readonly heads: Map<string, { people: number; approximate: boolean }>;
  readonly organizations: Set<string>;
}

function addHeads(scope: MutableScope, category: string, people: number, approximate: boolean): void {
  const before = scope.heads.get(category) ?? { people: 0, approximate: false };
  scope.heads.set(category, {
    people: before.people + people,
    approximate: before.approximate || approximate,
  });
  scope.counts.heads += people;
}
