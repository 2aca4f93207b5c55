import fc from 'fast-check';

/** Sorts of seats that a plan may have, in this order. */
export const POOL_KEYS = ['onsite', 'online'] as const;
export const OWN_TOWN = 'ひかり市';
export const OTHER_TOWN = 'となり町';

const pool = fc.record({
  unit: fc.constantFrom('people' as const, 'people' as const, 'parties' as const),
  /** Seats kept for residents of the own town. */
  kept: fc.option(
    fc.record({
      units: fc.option(fc.integer({ min: 1, max: 2 }), { freq: 3 }),
      untilDays: fc.integer({ min: 1, max: 8 }),
    }),
    { freq: 1 },
  ),
});

const session = fc.record({
  inDays: fc.integer({ min: 1, max: 15 }),
  startTime: fc.constantFrom('07:30', '10:00', '19:00'),
  /** By the position of the pool; null: no limit. */
  capacities: fc.tuple(
    fc.option(fc.integer({ min: 1, max: 4 }), { freq: 8 }),
    fc.option(fc.integer({ min: 1, max: 3 }), { freq: 8 }),
  ),
});

/** A course as it may be: what seats there are, and by what rules they are given. */
export const coursePlan = fc.record({
  pools: fc.array(pool, { minLength: 1, maxLength: POOL_KEYS.length }),
  sessions: fc.array(session, { minLength: 1, maxLength: 4 }),
  mode: fc.constantFrom('course' as const, 'session' as const, 'both' as const, 'both' as const),
  waitingList: fc.constantFrom(true, true, true, false),
  queueHolds: fc.boolean(),
  offerHours: fc.option(fc.constantFrom(1, 24, 50), { freq: 1 }),
  decidedBy: fc.constantFrom(
    'order' as const,
    'order' as const,
    'order' as const,
    'staff' as const,
    'draw' as const,
  ),
  joinUntil: fc.option(fc.integer({ min: 1, max: 2 }), { freq: 1 }),
  maxPeople: fc.option(fc.constant(2), { freq: 1 }),
  closesWhenFull: fc.constantFrom(false, false, false, true),
  desk: fc.record({
    timeZone: fc.constantFrom('Asia/Tokyo', 'Asia/Tokyo', 'Europe/Berlin'),
    quiet: fc.constantFrom(['21:00', '08:00'], ['00:00', '00:00'], ['12:00', '13:30'], ['18:00', '11:00']),
    closedOn: fc.subarray(['monday', 'wednesday', 'saturday', 'sunday'], { maxLength: 3 }),
    closedOnHolidays: fc.boolean(),
  }),
});
export type CoursePlan = typeof coursePlan extends fc.Arbitrary<infer Value> ? Value : never;

/** Chooses one of what there is at that moment. */
const which = fc.nat({ max: 60 });
/** Null: no limit. */
const capacity: fc.Arbitrary<number | null> = fc.option(fc.integer({ min: 1, max: 5 }), { freq: 9 });
const people = fc.constantFrom(1, 1, 2, 3);

const contact = fc.nat({ max: 5 });

const request = fc.record({
  whole: fc.boolean(),
  session: which,
  pool: fc.option(fc.nat({ max: 1 }), { freq: 2 }),
  people,
  contact: fc.option(contact, { freq: 4 }),
  municipality: fc.option(fc.constantFrom(OWN_TOWN, OTHER_TOWN), { freq: 3 }),
  /** Those who come along are named, which makes it an act of several statements. */
  isNamed: fc.boolean(),
});

function of<Act extends string, Model extends object>(
  act: Act,
  model: { readonly [Key in keyof Model]: fc.Arbitrary<Model[Key]> },
): fc.Arbitrary<{ readonly act: Act } & Model> {
  return fc.record<Record<string, unknown>>(
    { act: fc.constant(act), ...model },
    { noNullPrototype: true },
  ) as never;
}

const act = fc.oneof(
  { weight: 9, arbitrary: of('register', { request, isTwice: fc.nat({ max: 4 }).map((n) => n === 0) }) },
  { weight: 1, arbitrary: of('repeat', { which }) },
  {
    weight: 2,
    arbitrary: of('proxy', {
      request,
      gives: fc.constantFrom('seats' as const, 'overrides' as const, 'overbooks' as const),
    }),
  },
  { weight: 4, arbitrary: of('cancel', { which }) },
  { weight: 3, arbitrary: of('skip', { which, session: which }) },
  { weight: 2, arbitrary: of('accept', { which }) },
  { weight: 1, arbitrary: of('decline', { which }) },
  { weight: 1, arbitrary: of('waitOn', { which }) },
  { weight: 2, arbitrary: of('return', { which, session: which }) },
  { weight: 2, arbitrary: of('party', { which, people }) },
  { weight: 1, arbitrary: of('moveOver', { which, whole: fc.boolean(), session: which }) },
  { weight: 1, arbitrary: of('transfer', { which, contact: fc.option(contact), isResident: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: of('decide', { which, says: fc.constantFrom('yes' as const, 'yes' as const, 'no' as const) }),
  },
  { weight: 1, arbitrary: of('seatBeyond', { which }) },
  { weight: 1, arbitrary: of('changeSort', { which, pool: fc.nat({ max: 1 }) }) },
  {
    weight: 3,
    arbitrary: of('resize', { session: which, pool: fc.nat({ max: 1 }), capacity }),
  },
  { weight: 1, arbitrary: of('move', { session: which, inDays: fc.integer({ min: 1, max: 15 }) }) },
  { weight: 1, arbitrary: of('callOff', { session: which }) },
  { weight: 1, arbitrary: of('restore', { session: which }) },
  { weight: 1, arbitrary: of('sweep', {}) },
  { weight: 1, arbitrary: of('closeList', { session: which }) },
  { weight: 1, arbitrary: of('draw', { session: which }) },
);
export type EngineAct = typeof act extends fc.Arbitrary<infer Value> ? Value : never;
export type SeatAsked = typeof request extends fc.Arbitrary<infer Value> ? Value : never;

/** Acts that happen at the same time, some of them with a connection that breaks; before them, time may pass. */
export const engineStep = fc.record({
  hours: fc.oneof(
    { weight: 3, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 60 }) },
  ),
  acts: fc.array(act, { minLength: 1, maxLength: 6 }),
  cut: fc.option(
    fc.record({
      statement: fc.integer({ min: 1, max: 40 }),
      moment: fc.constantFrom('before' as const, 'after' as const),
    }),
    { freq: 2 },
  ),
});
export type EngineStep = typeof engineStep extends fc.Arbitrary<infer Value> ? Value : never;
