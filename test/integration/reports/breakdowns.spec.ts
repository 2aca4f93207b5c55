import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { Principal } from '../../../src/organizations/principal.js';
import type { Axis, Breakdown } from '../../../src/reports/breakdowns/breakdown.js';
import { AXES } from '../../../src/reports/breakdowns/breakdown.js';
import { Breakdowns } from '../../../src/reports/breakdowns/breakdowns.service.js';
import { fiscalPeriod } from '../../../src/reports/domain/period.js';
import { FigureReports } from '../../../src/reports/figures/figure-reports.service.js';
import type { ReportQuestion } from '../../../src/reports/figures/report.js';
import { weekdayOf } from '../../../src/shared/civil-time.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { makeWorld, type RawMark, type RawSession, type RawWorld } from './breakdown-world.js';

const QUESTION: ReportQuestion = {
  period: fiscalPeriod(2025),
  asOf: null,
  by: 'programme',
  before: 0,
  organization: null,
  programme: null,
  kind: null,
  venue: null,
  municipality: null,
};
/** Of `QUESTION`, whose bands begin at 15, 40 and 65. */
const BANDS = [15, 40, 65];
const PRESENT = ['attended', 'late', 'left_early', 'online'];

describe('breakdowns of a generated year, computed a second way from the raw marks', () => {
  let app: TestApp;
  let withHeads: RawWorld;
  let named: RawWorld;

  beforeAll(async () => {
    app = await startTestApp({ now: '2026-03-31T21:00:00+09:00' });
    withHeads = await makeWorld(app.db, 20251122, true);
    named = await makeWorld(app.db, 7, false);
  }, 120_000);
  afterAll(() => app.close());

  const reader = (world: RawWorld) =>
    new Principal('staff:reader', 'reader', new Map([[world.organization.id, 'viewer' as const]]));
  const tablesOf = (world: RawWorld, question: Partial<ReportQuestion> = {}, wish = {}) =>
    app.nest.get(Breakdowns).of(reader(world), { ...QUESTION, ...question }, wish);

  it('has merges, companions and joint sessions to be wrong about', () => {
    const all = presences(named);
    const alone = new Set(all.map(({ contact, member }) => `${contact}:${member}`));
    expect(new Set(all.map((one) => personOf(named, one))).size).toBeLessThan(alone.size);
    expect(all.some(({ member }) => member > 0)).toBe(true);
    expect(all.some(({ session }) => session.serves.length > 1)).toBe(true);
    expect(all.length).toBeGreaterThan(100);
  });

  it.each(AXES.map((axis) => [axis]))('延べ by %s', async (axis) => {
    for (const world of [withHeads, named]) {
      const told = tableOf(await tablesOf(world), axis, 'attendances');
      expect(figuresOf(told)).toEqual(attendancesBy(world, axis));
    }
  });

  it.each(AXES.map((axis) => [axis]))('実 by %s', async (axis) => {
    const told = tableOf(await tablesOf(named), axis, 'people');
    expect(figuresOf(told)).toEqual(peopleBy(named, axis));
  });

  it.each(AXES.map((axis) => [axis]))('申込 by %s', async (axis) => {
    for (const world of [withHeads, named]) {
      const told = tableOf(await tablesOf(world), axis, 'applications');
      expect(figuresOf(told)).toEqual(applicationsBy(world, axis));
    }
  });

  it('have the totals of the report, and say truly whether they add up to them', async () => {
    for (const world of [withHeads, named]) {
      const report = await app.nest.get(FigureReports).report(reader(world), QUESTION);
      const { measures } = report.totals[0]!.periods[0]!;
      for (const table of await tablesOf(world)) {
        const figure = {
          attendances: 'attendances',
          people: 'uniquePeople',
          applications: 'applications',
        } as const;
        const total = table.total!.cells[0]!;
        expect([table.key, total.value, total.state]).toEqual([
          table.key,
          measures[figure[table.measure]].value,
          measures[figure[table.measure]].state,
        ]);
        const sum = [...figuresOf(table).values()].reduce((all, value) => all + value, 0);
        expect([table.key, table.exhaustive]).toEqual([
          table.key,
          total.value === null ? null : sum === total.value,
        ]);
      }
    }
  });

  it('do not make people of heads: 算出不可, and no line', async () => {
    const tables = (await tablesOf(withHeads)).filter(({ measure }) => measure === 'people');
    expect(tables.map(({ lines, total }) => [lines.length, total?.cells[0]?.state])).toEqual(
      AXES.map(() => [0, 'unavailable']),
    );
    expect(tables[0]?.notes).toContainEqual({ key: 'breakdowns.note.people.heads' });
  });

  it('put heads where heads can be put, and say how many are 不明', async () => {
    const tables = await tablesOf(withHeads);
    const heads = sessionsOf(withHeads)
      .filter(({ isHeld }) => isHeld)
      .flatMap((session) => Object.values(session.heads))
      .reduce((sum, people) => sum + people, 0);
    expect(heads).toBeGreaterThan(0);
    expect(tableOf(tables, 'age', 'attendances').notes).toContainEqual({
      key: 'breakdowns.note.headsUnknown',
      params: { heads },
    });
    expect(figuresOf(tableOf(tables, 'channel', 'attendances')).get('heads')).toBe(heads);
    const relations = tableOf(tables, 'relation', 'attendances');
    expect(relations.lines.map(({ label }) => ('text' in label ? label.text : null))).toContain('学生');
  });

  it('hold for one programme with its parts, one venue, one municipality, and other bands', async () => {
    const whole = named.programmes[0]!;
    const parts = new Set([named.programmes[0]!.id, named.programmes[1]!.id]);
    const ofWhole = tableOf(await tablesOf(named, { programme: whole.slug }), 'channel', 'attendances');
    const among = (one: RawMark) => one.session.serves.some((id) => parts.has(id));
    expect(figuresOf(ofWhole)).toEqual(attendancesBy(named, 'channel', among));

    const venue = named.sessions.find(({ row }) => row.venueId !== null)!.row.venueId;
    const ofVenue = tableOf(await tablesOf(named, { venue }), 'relation', 'attendances');
    expect(figuresOf(ofVenue)).toEqual(
      attendancesBy(named, 'relation', ({ session }) => session.row.venueId === venue),
    );

    const ofTown = tableOf(await tablesOf(named, { municipality: 'みどり町' }), 'channel', 'attendances');
    expect(figuresOf(ofTown)).toEqual(
      attendancesBy(named, 'channel', ({ registration }) => registration.row.municipality === 'みどり町'),
    );

    const bands = tableOf(await tablesOf(named, {}, { bands: [20, 30] }), 'age', 'attendances');
    expect(bands.lines.map(({ label }) => ('key' in label ? [label.key, label.params] : null))).toEqual([
      ['breakdowns.age.below', { to: 20 }],
      ['breakdowns.age.decade', { from: 20 }],
      ['breakdowns.age.from', { from: 30 }],
    ]);
    const ages = presences(named).map(ageOf);
    expect(bands.lines.map(({ cells }) => cells[0]?.value)).toEqual([
      ages.filter((age) => age !== null && age < 20).length,
      ages.filter((age) => age !== null && age >= 20 && age < 30).length,
      ages.filter((age) => age !== null && age >= 30).length,
    ]);
  });

  it('are nobody else’s', async () => {
    const stranger = new Principal('staff:x', 'x', new Map([[named.organization.id, 'viewer' as const]]));
    const asked = { ...QUESTION, organization: withHeads.organization.slug };
    await expect(app.nest.get(Breakdowns).of(stranger, asked)).rejects.toMatchObject({ code: 'unknown' });
  });

  it('take the same number of statements whatever the year holds', async () => {
    const count = async (question: Partial<ReportQuestion>) => {
      const statements = jest.spyOn(pg.Client.prototype, 'query');
      await tablesOf(named, question);
      const { length } = statements.mock.calls;
      statements.mockRestore();
      return length;
    };
    const full = await count({});
    expect(full).toBe(await count({ period: fiscalPeriod(2019) }));
    expect(full).toBeLessThanOrEqual(20);
  });
});

const inYear = ({ row }: RawSession) => row.startsOn! >= '2025-04-01' && row.startsOn! <= '2026-03-31';
const sessionsOf = ({ sessions }: RawWorld) => sessions.filter(inYear);

function presences(world: RawWorld): RawMark[] {
  return world.marks.filter(
    ({ session, mark }) => inYear(session) && session.isHeld && PRESENT.includes(mark),
  );
}

function ageOf({ member, registration }: RawMark): number | null {
  return member === 0 ? registration.row.age : (registration.companions.get(member)?.age ?? null);
}

function relationOf({ member, registration }: RawMark): string | null {
  const said =
    member === 0 ? registration.row.relation : (registration.companions.get(member)?.relation ?? null);
  return said === 'public' ? 'other' : said;
}

function bandOf(age: number | null): string | null {
  return age === null ? null : String(BANDS.filter((start) => age >= start).length);
}

function slotOf({ row }: RawSession): string {
  const day = weekdayOf(row.startsOn!) || 7;
  const hour = row.startTime === null ? null : Number(row.startTime.slice(0, 2));
  return `${day}:${hour === null ? 'unknown' : hour < 12 ? 'morning' : hour < 17 ? 'afternoon' : 'evening'}`;
}

/** Values of an axis that a session, with a sort of seat, stands for; null: 不明. */
function placeValues(session: RawSession, axis: Axis, online: boolean): (string | null)[] {
  if (axis === 'venue') return [session.row.venueId];
  if (axis === 'programme') return [...session.serves];
  if (axis === 'weekday') return [slotOf(session)];
  return [session.venueOnline || online ? 'online' : 'onsite'];
}

function personValue(one: RawMark, axis: Axis): string | null {
  if (axis === 'relation') return relationOf(one);
  if (axis === 'age') return bandOf(ageOf(one));
  return axis === 'municipality' ? one.registration.row.municipality : one.registration.row.channel;
}

const isOfSession = (axis: Axis) => ['format', 'venue', 'programme', 'weekday'].includes(axis);

function attendancesBy(world: RawWorld, axis: Axis, among: (one: RawMark) => boolean = () => true) {
  const sums = new Map<string, number>();
  const add = (value: string | null, count: number) =>
    sums.set(value ?? 'unknown', (sums.get(value ?? 'unknown') ?? 0) + count);
  for (const one of presences(world).filter(among)) {
    const values = isOfSession(axis)
      ? placeValues(one.session, axis, one.pool === 'online' || one.mark === 'online')
      : [personValue(one, axis)];
    for (const value of values) add(value, 1);
  }
  for (const session of sessionsOf(world).filter(({ isHeld }) => isHeld)) {
    for (const [category, people] of Object.entries(session.heads)) {
      if (people === 0) continue;
      if (axis === 'relation') add(category, people);
      else if (axis === 'channel') add('heads', people);
      else if (axis === 'age' || axis === 'municipality') add(null, people);
      else if (axis === 'format') add(formatOfHeads(world, session), people);
      else for (const value of placeValues(session, axis, false)) add(value, people);
    }
  }
  return nonZero(sums);
}

/** A session with seats of both sorts does not say where the heads sat. */
function formatOfHeads(world: RawWorld, session: RawSession): string | null {
  if (session.venueOnline) return 'online';
  return world.hybrid.has(session.row.id) ? null : 'onsite';
}

const personOf = (world: RawWorld, { contact, member }: RawMark) =>
  `${world.merged.get(contact) ?? contact}:${member}`;

function peopleBy(world: RawWorld, axis: Axis) {
  const sets = new Map<string, Set<string>>();
  const add = (value: string | null, person: string) =>
    sets.set(value ?? 'unknown', (sets.get(value ?? 'unknown') ?? new Set()).add(person));
  const all = presences(world);
  if (isOfSession(axis)) {
    for (const one of all)
      for (const value of placeValues(one.session, axis, one.pool === 'online' || one.mark === 'online'))
        add(value, personOf(world, one));
  } else {
    // The last registration that says something of them.
    const latest = all.toSorted(
      (a, b) =>
        b.registration.row.createdAt.getTime() - a.registration.row.createdAt.getTime() ||
        (a.registration.row.id < b.registration.row.id ? 1 : -1),
    );
    for (const person of new Set(all.map((one) => personOf(world, one)))) {
      const said = latest
        .filter((one) => personOf(world, one) === person)
        .map((one) => personValue(one, axis))
        .find((value) => value !== null);
      add(said ?? null, person);
    }
  }
  return nonZero(new Map([...sets].map(([value, people]) => [value, people.size])));
}

function applicationsBy(world: RawWorld, axis: Axis) {
  const sums = new Map<string, number>();
  for (const { row, places } of world.registrations) {
    const asked = places.filter(({ session }) => inYear(session));
    if (row.channel === 'walk_in' || asked.length === 0) continue;
    const contact = { member: 0, registration: { row, companions: new Map(), places } } as unknown as RawMark;
    const values = isOfSession(axis)
      ? new Set(asked.flatMap(({ session, pool }) => placeValues(session, axis, pool === 'online')))
      : [personValue(contact, axis)];
    for (const value of values) sums.set(value ?? 'unknown', (sums.get(value ?? 'unknown') ?? 0) + 1);
  }
  return nonZero(sums);
}

function nonZero(sums: ReadonlyMap<string, number>): Map<string, number> {
  return new Map([...sums].filter(([, count]) => count > 0).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function tableOf(tables: readonly Breakdown[], axis: Axis, measure: Breakdown['measure']): Breakdown {
  return tables.find((table) => table.axis === axis && table.measure === measure)!;
}

/** What is counted in each line, or in its parts where it has them. */
function figuresOf({ lines, unknown }: Breakdown): Map<string, number> {
  const leaves = lines.flatMap((line) => (line.children.length > 0 ? line.children : [line]));
  return nonZero(
    new Map([...leaves, ...(unknown ? [unknown] : [])].map(({ key, cells }) => [key, cells[0]?.value ?? 0])),
  );
}
