import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { conflictsAmong, type PlannedSession } from '../../../../src/programmes/domain/conflicts.js';
import { OPEN, planned } from './planned.js';

const RUNS = { numRuns: 500 };
const DAY = 86_400_000;
const dateAt = (days: number) => new Date(Date.UTC(2025, 3, 1) + days * DAY).toISOString().slice(0, 10);
const timeAt = (half: number) => `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 ? '30' : '00'}`;

/** Sessions in few rooms within a few days, so that many of them meet. */
const anySession = fc
  .record({
    day: fc.integer({ min: 0, max: 5 }),
    days: fc.constantFrom(0, 0, 0, 0, 1, 3),
    start: fc.option(fc.integer({ min: 0, max: 40 }), { freq: 6 }),
    length: fc.option(fc.integer({ min: 0, max: 7 }), { freq: 6 }),
    venueId: fc.constantFrom(null, 'one', 'two'),
    lecturer: fc.constantFrom(null, '斎藤環', '山田花子、斎藤 環', '市職員'),
    programmeId: fc.constantFrom('p', 'q', 'r'),
    alsoForIds: fc.constantFrom<readonly string[]>([], [], ['q']),
    status: fc.constantFrom(
      'scheduled' as const,
      'scheduled' as const,
      'scheduled' as const,
      'cancelled' as const,
    ),
    organizationId: fc.constantFrom('town', 'town', 'other town'),
  })
  .map(({ day, days, start, length, ...rest }) => ({
    ...rest,
    startsOn: dateAt(day),
    endsOn: days === 0 ? null : dateAt(day + days),
    startTime: start === null ? null : timeAt(start),
    endTime: start === null || length === null ? null : timeAt(start + length),
  }));
const anyPlan = fc
  .array(anySession, { minLength: 6, maxLength: 24 })
  .map((rows) => rows.map((row, index) => planned({ ...row, id: `s${String(index).padStart(2, '0')}` })));

const PEOPLE: Readonly<Record<string, readonly string[]>> = {
  斎藤環: ['斎藤環'],
  '山田花子、斎藤 環': ['山田花子', '斎藤環'],
  市職員: [],
};
const share = (a: readonly string[], b: readonly string[]) => a.filter((one) => b.includes(one));

/** Every pair looked at by itself, in the plain words of the rules. */
function pairwise(plan: readonly PlannedSession[]): string[] {
  const found: string[] = [];
  const live = plan.filter(({ status }) => status === 'scheduled');
  for (const [index, a] of live.entries()) {
    for (const b of live.slice(index + 1)) {
      const ids = [a.id, b.id].sort().join(' ');
      const sameRoom = a.venueId !== null && a.venueId === b.venueId;
      if (a.startTime === null || b.startTime === null) {
        const lastOf = ({ startsOn, endsOn, endTime }: PlannedSession) =>
          endsOn && endTime === '00:00'
            ? dateAt((Date.parse(endsOn) - Date.UTC(2025, 3, 1)) / DAY - 1)
            : (endsOn ?? startsOn!);
        if (sameRoom && a.startsOn! <= lastOf(b) && b.startsOn! <= lastOf(a)) found.push(`room_day ${ids}`);
        continue;
      }
      const [x, y] = [a, b].map(({ startsAt, endsAt, endTime, endsOn }) => {
        const from = startsAt!.getTime();
        return {
          from,
          until: Math.max(endTime === null && endsOn === null ? from : endsAt!.getTime(), from + 1),
        };
      });
      if (!x || !y || x.from >= y.until || y.from >= x.until) continue;
      if (sameRoom) {
        found.push(`room ${ids}`);
        continue;
      }
      const people =
        a.organizationId === b.organizationId
          ? share(PEOPLE[a.lecturer ?? ''] ?? [], PEOPLE[b.lecturer ?? ''] ?? [])
          : [];
      const served = (one: PlannedSession) => [...new Set([one.programmeId, ...one.alsoForIds])];
      for (const _ of people) found.push(`lecturer ${ids}`);
      for (const _ of share(served(a), served(b))) found.push(`programme ${ids}`);
    }
  }
  return found.sort();
}

describe('conflicts of any plan', () => {
  it('are those that one finds who looks at every pair', () => {
    let met = 0;
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const found = conflictsAmong(plan, OPEN)
          .filter(({ sessionIds }) => sessionIds.length === 2)
          .map(({ kind, sessionIds }) => `${kind} ${sessionIds.join(' ')}`);
        met += found.length;
        expect(found.sort()).toEqual(pairwise(plan));
      }),
      RUNS,
    );
    expect(met).toBeGreaterThan(1000);
  });

  it('do not depend on the order in which the sessions come, and no fact is said twice', () => {
    fc.assert(
      fc.property(
        anyPlan.chain((plan) =>
          fc.tuple(fc.constant(plan), fc.shuffledSubarray(plan, { minLength: plan.length })),
        ),
        ([plan, shuffled]) => {
          const conflicts = conflictsAmong(plan, OPEN);
          expect(conflictsAmong(shuffled, OPEN)).toEqual(conflicts);
          expect(new Set(conflicts.map(({ kind, fact }) => `${kind} ${fact}`)).size).toBe(conflicts.length);
        },
      ),
      RUNS,
    );
  });

  it('of a year of 6,000 sessions are found well under a second', () => {
    const year = Array.from({ length: 6000 }, (_, index) =>
      planned({
        id: `s${String(index).padStart(4, '0')}`,
        startsOn: dateAt(index % 365),
        startTime: timeAt(18 + (index % 12)),
        endTime: timeAt(21 + (index % 12)),
        venueId: `room ${index % 40}`,
        lecturer: `講 師太郎${index % 90}`,
        programmeId: `p${index % 270}`,
      }),
    );
    const facts = {
      ...OPEN,
      organizations: new Map([['town', { yearEnd: { from: '12-29', until: '01-03' }, closures: [] }]]),
      venues: new Map(year.map(({ venueId }) => [venueId!, { closures: [], closedOn: ['monday' as const] }])),
    };
    const start = performance.now();
    const found = conflictsAmong(year, facts);
    const elapsed = performance.now() - start;
    expect(found.length).toBeGreaterThan(1000);
    expect(elapsed).toBeLessThan(1000);
  });
});
