import type { SeatPool } from '../../../src/registrations/seats/seat-pool.entity.js';
import type { Asked, SecondWay, Slice } from './second-way.js';

interface Read {
  value: number | null;
  state: string;
  approximate?: boolean;
}

const no = (state: string): Read => ({ value: null, state });

/** The definitions of docs/reports.md, written a second time: how sums become figures. */
export function secondReading(way: SecondWay, slice: Slice, asked: Asked) {
  const sums = way.sums(slice, asked);
  const members = slice.members ?? slice.programmes;
  const { used, leftOut } = way.results(members, asked);
  const year = Number(asked.from.slice(0, 4));
  const plan = slice.isOwn && asked.isFiscal ? planOf(way, slice, year) : null;
  const idle = plan?.status === 'suspended' || plan?.status === 'cancelled' ? plan.status : 'none';
  const nothing = sums.sessions > 0 && sums.cancelled === sums.sessions ? 'cancelled' : idle;
  let recording = 'counted';
  if (sums.recorded < sums.held) recording = 'partial';
  if (sums.recorded === 0) recording = 'unrecorded';
  if (sums.held === 0) recording = nothing;
  const isKnown = sums.recorded > 0;
  const ofParties = (value: number) => {
    if (!isKnown) return no(recording);
    return sums.heads > 0 ? no('unavailable') : { value, state: recording };
  };
  const ofPeople = (value: number) =>
    isKnown && sums.organizations.size > 1 ? no('unavailable') : ofParties(value);
  const ofAbsent = (value: number) => {
    if (!isKnown) return no(recording);
    const marks = sums.attendances + sums.absent + sums.excused;
    return marks === 0 && sums.heads > 0 ? no('unavailable') : { value, state: recording };
  };
  const hasDates = sums.sessions > 0;
  const counted = (value: number) => ({ value, state: 'counted' });
  const asking = (value: number) => {
    if (!hasDates) return no(idle);
    return sums.pools.length === 0 && sums.applications === 0 ? no(nothing) : counted(value);
  };
  const all = sums.attendances + (asked.municipality === null ? sums.heads : 0);
  const present = (value: number): Read => {
    if (!isKnown) return no(recording);
    const state = asked.municipality !== null && sums.heads > 0 ? 'partial' : recording;
    return { value, state, ...(sums.approximate > 0 ? { approximate: true } : {}) };
  };
  const isCompletable = way.raw.courses.some(
    ({ programmeId, completion }) => members.includes(programmeId) && completion !== null,
  );
  // Nobody completes a course at a venue.
  const tells = asked.venue === null && slice.group?.by !== 'venue';
  const completions = isCompletable || sums.completions > 0 ? counted(sums.completions) : no('none');
  const measures: Record<string, Read> = {
    inCalendar: hasDates ? counted(sums.sessions) : no(idle),
    held: hasDates
      ? {
          value: sums.held,
          state: nothing === 'cancelled' && sums.cancelled === sums.sessions ? nothing : 'counted',
        }
      : no(idle),
    cancelled: hasDates ? counted(sums.cancelled) : no(idle),
    recorded: sums.held > 0 ? counted(sums.recorded) : no(nothing),
    attendances: present(all),
    uniquePeople: ofPeople(sums.people),
    perSession: present(Number(`${Math.round(Number(`${(all * 100) / sums.recorded}`) / 10) / 10}`)),
    householdAttendances: ofParties(sums.partyAttendances),
    households: ofPeople(sums.parties),
    seats: seatsOf(sums.pools, 'people', nothing),
    partySeats: seatsOf(sums.pools, 'parties', nothing),
    applications: asking(sums.applications),
    waiting: asking(sums.waiting),
    withdrawals: asking(sums.withdrawals),
    noShows: ofAbsent(sums.absent),
    excused: ofAbsent(sums.excused),
    newPeople: ofPeople(sums.newPeople),
    returningPeople: ofPeople(sums.people - sums.newPeople),
    completions: tells ? completions : no('unavailable'),
  };
  const heads = [...sums.categories].map(([category, { people, approximate }]) => ({
    category,
    people: {
      value: people,
      state: sums.recorded < sums.held ? 'partial' : 'counted',
      ...(approximate ? { approximate } : {}),
    },
  }));
  const figures = {
    measures,
    heads,
    records: { held: sums.held, recorded: sums.recorded } as { held: number; recorded: number } | null,
    reported: used.length === 0 ? null : reportedSum(used),
    reportedLeftOut: leftOut,
  };
  const [told] = used;
  if (!told || !slice.isOwn || !asked.isFiscal) return figures;
  // The town's own figures of the year stand in place of those of who came.
  const said = (value: number | null): Read =>
    value === null ? no(told.held === 0 ? idle : 'unrecorded') : { value, state: 'reported' };
  for (const name of ['recorded', 'perSession', 'householdAttendances', 'households'].concat(
    'noShows',
    'excused',
    'newPeople',
    'returningPeople',
  ))
    measures[name] = said(null);
  measures.held = told.held === null ? no('unrecorded') : said(told.held);
  if (told.held !== null && told.approximate) measures.held = { ...measures.held, approximate: true };
  measures.attendances = said(told.attendances);
  measures.uniquePeople = said(told.uniquePeople);
  return { ...figures, heads: [], records: null, reported: null };
}

function planOf({ raw }: SecondWay, slice: Slice, year: number) {
  return raw.plans.find(
    ({ programmeId, fiscalYear }) => programmeId === slice.programmes[0] && fiscalYear === year,
  );
}

function seatsOf(pools: readonly SeatPool[], unit: string, nothing: string): Read {
  const some = pools.filter((pool) => pool.unit === unit);
  if (some.length === 0) return no(nothing);
  const stated = some.flatMap(({ capacity }) => (capacity === null ? [] : [capacity]));
  if (stated.length === 0) return no('unavailable');
  const value = stated.reduce((sum, one) => sum + one, 0);
  return { value, state: stated.length < some.length ? 'partial' : 'counted' };
}

function reportedSum(used: ReturnType<SecondWay['results']>['used']) {
  const sum = (values: readonly (number | null)[]) =>
    values.every((value) => value === null) ? null : values.reduce<number>((all, one) => all + (one ?? 0), 0);
  return {
    results: used.length,
    held: sum(used.map(({ held, unit }) => (unit === '回' ? held : null))),
    attendances: sum(used.map(({ attendances }) => attendances)),
    approximate: used.some(({ approximate }) => approximate),
  };
}
