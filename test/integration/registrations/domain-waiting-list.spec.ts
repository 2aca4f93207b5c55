import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fits, type Room, withTaken } from '../../../src/registrations/domain/seat-room.js';
import {
  promotions,
  type Rooms,
  type WaitingRegistration,
} from '../../../src/registrations/domain/waiting-list.js';

const NOW = new Date('2025-04-01T00:00:00Z');
const POOLS = ['1', '2', '3'];

const rooms = fc
  .array(
    fc.record({
      capacity: fc.option(fc.nat({ max: 6 }), { freq: 6 }),
      taken: fc.nat({ max: 6 }),
      keptUnits: fc.option(fc.nat({ max: 3 }), { freq: 3 }),
      keptUntil: fc.option(fc.constant(new Date('2025-05-01T00:00:00Z')), { freq: 1 }),
      ofResidents: fc.nat({ max: 3 }),
    }),
    { minLength: 3, maxLength: 3 },
  )
  .map(
    (all) =>
      new Map(
        all.map(({ ofResidents, ...room }, index): [string, Room] => [
          POOLS[index]!,
          { ...room, takenKept: Math.min(ofResidents, room.taken) },
        ]),
      ),
  );

const waiting = fc.record({
  pools: fc.subarray(POOLS, { minLength: 1 }),
  units: fc.integer({ min: 1, max: 4 }),
  kept: fc.boolean(),
});

const queueOf = (holds: boolean) =>
  fc.array(waiting, { maxLength: 10 }).map((all) =>
    all.map(
      ({ pools, units, kept }, index): WaitingRegistration => ({
        id: `registration ${index}`,
        holds,
        seats: pools.map((poolId) => ({ poolId, units, kept })),
      }),
    ),
  );
const queue = fc.boolean().chain(queueOf);

/** The rooms once these have their seats. */
function seated(
  before: ReadonlyMap<string, Room>,
  all: readonly WaitingRegistration[],
  promoted: readonly string[],
) {
  const left = new Map(before);
  for (const { id, seats } of all)
    if (promoted.includes(id))
      for (const seat of seats) left.set(seat.poolId, withTaken(left.get(seat.poolId)!, seat));
  return left;
}

const isFree = (left: ReadonlyMap<string, Room>, { seats }: WaitingRegistration) =>
  seats.every((seat) => fits(left.get(seat.poolId)!, seat, NOW));

/** True where not even all seats would be enough. */
function neverFits(rooms: Rooms, { seats }: WaitingRegistration): boolean {
  return seats.some(({ poolId, units }) => units > (rooms.get(poolId)?.capacity ?? Number.POSITIVE_INFINITY));
}

describe('who moves up', () => {
  it('never takes a seat that is not there', () => {
    fc.assert(
      fc.property(rooms, queue, (before, all) => {
        const left = seated(before, all, promotions(before, all, NOW).promoted);
        for (const [id, { capacity, taken }] of left)
          if (capacity !== null && taken !== before.get(id)?.taken)
            expect(taken).toBeLessThanOrEqual(capacity);
      }),
      { numRuns: 1000 },
    );
  });

  it('leaves nobody waiting for whom every seat is free and whom nobody holds', () => {
    fc.assert(
      fc.property(rooms, queue, (before, all) => {
        const { promoted, held } = promotions(before, all, NOW);
        const left = seated(before, all, promoted);
        const ahead = new Set<string>();
        for (const one of all.filter(({ id }) => !promoted.includes(id))) {
          const isHeld = one.seats.some(({ poolId }) => ahead.has(poolId));
          expect(isFree(left, one) && !isHeld).toBe(false);
          if (one.holds && !neverFits(before, one)) for (const { poolId } of one.seats) ahead.add(poolId);
        }
        expect([...held].sort()).toEqual([...ahead].sort());
      }),
      { numRuns: 1000 },
    );
  });

  it('lets nobody overtake in a queue that holds', () => {
    fc.assert(
      fc.property(rooms, queueOf(true), (before, all) => {
        const { promoted } = promotions(before, all, NOW);
        all.forEach((ahead, rank) => {
          if (promoted.includes(ahead.id) || neverFits(before, ahead)) return;
          const pools = ahead.seats.map(({ poolId }) => poolId);
          const behind = all
            .slice(rank + 1)
            .filter(({ seats }) => seats.some(({ poolId }) => pools.includes(poolId)));
          expect(behind.filter(({ id }) => promoted.includes(id))).toEqual([]);
        });
      }),
      { numRuns: 1000 },
    );
  });

  it('gives whoever would have moved up alone among those ahead of them the same, whoever stands behind', () => {
    fc.assert(
      fc.property(rooms, queue, fc.nat({ max: 10 }), (before, all, length) => {
        const short = all.slice(0, length);
        const ids = short.map(({ id }) => id);
        const promoted = promotions(before, all, NOW).promoted.filter((id) => ids.includes(id));
        expect(promotions(before, short, NOW).promoted).toEqual(promoted);
      }),
      { numRuns: 1000 },
    );
  });

  it('never takes the first who moves up out again where more seats are free', () => {
    fc.assert(
      fc.property(
        rooms,
        queue,
        fc.constantFrom(...POOLS),
        fc.integer({ min: 1, max: 4 }),
        (before, all, id, more) => {
          const room = before.get(id)!;
          const wider = new Map(before).set(id, {
            ...room,
            capacity: room.capacity === null ? null : room.capacity + more,
          });
          const [first] = all;
          if (first && promotions(before, all, NOW).promoted.includes(first.id))
            expect(promotions(wider, all, NOW).promoted).toContain(first.id);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('is decided once: who has moved up leaves nothing to decide', () => {
    fc.assert(
      fc.property(rooms, queue, (before, all) => {
        const { promoted, held } = promotions(before, all, NOW);
        const left = seated(before, all, promoted);
        const rest = all.filter(({ id }) => !promoted.includes(id));
        expect(promotions(left, rest, NOW)).toEqual({ promoted: [], held });
      }),
      { numRuns: 1000 },
    );
  });
});
