import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type AnsweringHours,
  isReachable,
  offerTimes,
  restsUntil,
} from '../../../src/registrations/domain/offer-times.js';

const HOUR_MS = 3_600_000;
const ZONES = [
  'Asia/Tokyo',
  'Europe/Berlin',
  'America/New_York',
  'America/Sao_Paulo',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Africa/Casablanca',
  // Midnight is left out where summer time begins.
  'Asia/Beirut',
  'America/Havana',
  'UTC',
];
const QUIET = [
  ['21:00', '08:00'],
  ['00:00', '00:00'],
  ['00:00', '07:00'],
  ['12:00', '13:30'],
  ['18:00', '17:00'],
  ['23:30', '00:30'],
  ['01:30', '03:30'],
] as const;
const OPEN_NEVER = new Set([0, 1, 2, 3, 4, 5, 6]);

const house = fc
  .record({
    timeZone: fc.constantFrom(...ZONES),
    quiet: fc.constantFrom(...QUIET),
    closedOn: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { maxLength: 6 }),
  })
  .map(({ timeZone, quiet: [quietFrom, quietUntil], closedOn }) =>
    of(timeZone, [quietFrom, quietUntil], new Set(closedOn)),
  );

function of(
  timeZone: string,
  [quietFrom, quietUntil]: readonly [string, string],
  closedOn: ReadonlySet<number>,
) {
  return {
    ...{ timeZone, quietFrom, quietUntil },
    isClosed: (date: string) => closedOn.has(new Date(`${date}T00:00:00Z`).getUTCDay()),
  } satisfies AnsweringHours;
}

/** Any minute of two years in which every zone turns its clocks, or does not. */
const instant = fc
  .integer({ min: 0, max: 2 * 365 * 24 * 60 })
  .map((minute) => new Date(Date.UTC(2025, 0, 1, 0, minute)));
const hours = fc.constantFrom(1, 2, 24, 48, 72, 720);
const before = fc.option(fc.integer({ min: 0, max: 60 * 24 }), { freq: 2 });

describe('when an offer arrives and runs out', () => {
  const asked = { now: instant, hours, inHours: before, house };

  it('is never in quiet hours, nor on a day on which the house is closed, in any zone', () => {
    fc.assert(
      fc.property(fc.record(asked), ({ now, hours: given, inHours, house: desk }) => {
        const start = inHours === null ? null : new Date(now.getTime() + inHours * HOUR_MS);
        const times = offerTimes(now, { hours: given, before: start }, desk);
        if (times === null) return;
        expect([isReachable(times.arrivesAt, desk), isReachable(times.expiresAt, desk)]).toEqual([
          true,
          true,
        ]);
      }),
      { numRuns: 400 },
    );
  });

  it('leaves an hour at least, begins no sooner than now, and ends before the first session', () => {
    fc.assert(
      fc.property(fc.record(asked), ({ now, hours: given, inHours, house: desk }) => {
        const start = inHours === null ? null : new Date(now.getTime() + inHours * HOUR_MS);
        const times = offerTimes(now, { hours: given, before: start }, desk);
        if (times === null) return;
        expect(times.arrivesAt.getTime()).toBeGreaterThanOrEqual(now.getTime());
        expect(times.expiresAt.getTime() - times.arrivesAt.getTime()).toBeGreaterThanOrEqual(HOUR_MS);
        if (start) expect(times.expiresAt.getTime()).toBeLessThanOrEqual(start.getTime());
      }),
      { numRuns: 400 },
    );
  });

  it('leaves as many hours as the course says where no session comes sooner', () => {
    fc.assert(
      fc.property(fc.record(asked), ({ now, hours: given, house: desk }) => {
        const times = offerTimes(now, { hours: given, before: null }, desk);
        expect(times).not.toBeNull();
        const left = times!.expiresAt.getTime() - times!.arrivesAt.getTime();
        expect(left).toBeGreaterThanOrEqual(given * HOUR_MS);
        // Put off by closed days at most, and by what is left of one.
        expect(left).toBeLessThanOrEqual((given + 8 * 24) * HOUR_MS);
      }),
      { numRuns: 400 },
    );
  });

  it('comes to an end for a house that is never open', () => {
    fc.assert(
      fc.property(
        instant,
        fc.constantFrom(...ZONES),
        fc.constantFrom(...QUIET),
        before,
        (now, zone, quiet, inHours) => {
          const start = inHours === null ? null : new Date(now.getTime() + inHours * HOUR_MS);
          const times = offerTimes(now, { hours: 24, before: start }, of(zone, quiet, OPEN_NEVER));
          if (times) expect(times.expiresAt.getTime()).toBeGreaterThan(times.arrivesAt.getTime());
        },
      ),
      { numRuns: 6 },
    );
  });
});

describe('when a letter that can wait goes out', () => {
  const TOWN = { timeZone: 'Asia/Tokyo', quietFrom: '21:00', quietUntil: '08:00' };
  const at = (iso: string) => new Date(`${iso}+09:00`);

  it.each<[string, string | null, string | null]>([
    ['2025-04-01T20:59:59', null, null],
    ['2025-04-01T21:00:00', null, '2025-04-02T08:00:00'],
    ['2025-04-02T07:59:00', null, '2025-04-02T08:00:00'],
    ['2025-04-02T08:00:00', null, null],
    ['2025-04-01T22:00:00', '2025-04-02T10:00:00', '2025-04-02T08:00:00'],
    ['2025-04-01T22:00:00', '2025-04-02T09:59:00', null],
    ['2025-04-01T22:00:00', '2025-04-01T23:00:00', null],
  ])('at %s, about what begins at %s, waits until %s', (now, before, until) => {
    expect(restsUntil(at(now), before === null ? null : at(before), TOWN)).toEqual(until && at(until));
  });

  it('is awake and not before now, whatever the zone and the hours', () => {
    fc.assert(
      fc.property(
        house,
        fc.date({ min: new Date('2024-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }),
        (hours, now) => {
          const until = restsUntil(now, null, hours);
          const isAwake = isReachable(now, { ...hours, isClosed: () => false });
          if (isAwake) expect(until).toBeNull();
          else
            expect(until && until > now && isReachable(until, { ...hours, isClosed: () => false })).toBe(
              true,
            );
        },
      ),
      { seed: 2025 },
    );
  });
});
