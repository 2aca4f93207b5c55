import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  canonicalText,
  draw,
  drawingKey,
  entryOf,
  hashOfList,
  type LotteryEntry,
  type LotteryList,
  priorityOf,
  rulesMet,
} from '../../../src/registrations/domain/lottery.js';
import { replayDifferences } from '../../../src/registrations/domain/lottery-replay.js';
import { visibleText } from '../../../src/registrations/domain/lottery-seed.js';
import { readFacts } from '../../../src/registrations/lottery/facts-file.js';
import type { Lottery } from '../../../src/registrations/lottery/lottery.entity.js';
import { factsOf } from '../../../src/registrations/lottery/published-lottery.js';
import { expectGolden } from '../../support/golden.js';

const LOTTERY = '01960000-0000-7000-8000-000000000001';
const uuid = (number: number) => `01960000-0000-7000-8000-${String(number).padStart(12, '0')}`;

/** A list of nothing, for tests that say the rest. */
const PLAIN: LotteryList = {
  ...{ lottery: LOTTERY, course: uuid(900), session: null, listedAt: '2025-04-10T08:00:00.000Z' },
  ...{ priorities: [], residents: [], queue: 'passes', seedFrom: null },
  pools: [{ id: uuid(500), free: 3, kept: 0 }],
  entries: [],
};

/** Lists as they come: two kinds of seats in some sessions, parties of up to four, few seats. */
const lists = fc
  .record({
    pools: fc.array(
      fc.record({
        free: fc.option(fc.nat({ max: 12 }), { nil: null, freq: 6 }),
        kept: fc.oneof(fc.constant(0), fc.nat({ max: 8 }), fc.constant('all' as const)),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    requests: fc.array(
      fc.record({
        units: fc.integer({ min: 1, max: 4 }),
        kept: fc.boolean(),
        wants: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
        priority: fc.nat({ max: 3 }),
      }),
      { minLength: 1, maxLength: 25 },
    ),
    queue: fc.constantFrom('passes' as const, 'holds' as const),
  })
  .map(({ pools, requests, queue }): LotteryList => {
    const entries = requests.map(({ units, kept, wants, priority }, index): LotteryEntry => {
      const needs = pools.flatMap((_, at) => (wants[at] || at === 0 ? [{ pool: at + 1, units, kept }] : []));
      return { entry: entryOf(LOTTERY, uuid(index)), priority, needs };
    });
    return {
      ...{ lottery: LOTTERY, course: uuid(900), session: null, listedAt: '2025-04-10T08:00:00.000Z' },
      priorities: ['residents', 'first_timers'],
      residents: ['ひかり市'],
      ...{ queue, seedFrom: null },
      pools: pools.map((pool, index) => ({ id: uuid(500 + index), ...pool })),
      entries: entries.sort((a, b) => (a.entry < b.entry ? -1 : 1)),
    };
  });
const seeds = fc.string({ minLength: 1, maxLength: 20 });

/** The seats that winners take of each pool: all, and those of people for whom none are kept. */
function takenIn(list: LotteryList, won: readonly string[]) {
  const winners = list.entries.filter(({ entry }) => won.includes(entry));
  return list.pools.map((_, index) => {
    const needs = winners.flatMap((one) => one.needs.filter(({ pool }) => pool === index + 1));
    const sum = (of: typeof needs) => of.reduce((total, { units }) => total + units, 0);
    return { all: sum(needs), others: sum(needs.filter(({ kept }) => !kept)) };
  });
}

describe('the draw', () => {
  it('is the same from the same list and seed, however the entries came', () => {
    fc.assert(
      fc.property(lists, seeds, fc.infiniteStream(fc.nat()), (list, seed, random) => {
        const shuffled = list.entries
          .map((entry) => ({ entry, at: random.next().value as number }))
          .sort((a, b) => a.at - b.at)
          .map(({ entry }) => entry);
        const drawn = draw(list, seed);
        expect(draw({ ...list, entries: shuffled }, seed)).toEqual(drawn);
        expect(draw(structuredClone(list), seed)).toEqual(drawn);
      }),
    );
  });

  it('never gives more seats than the list has, nor kept ones to others', () => {
    fc.assert(
      fc.property(lists, seeds, (list, seed) => {
        const taken = takenIn(list, draw(list, seed).won);
        list.pools.forEach(({ free, kept }, index) => {
          const { all, others } = taken[index]!;
          if (kept === 'all') expect(others).toBe(0);
          if (free === null) return;
          expect(all).toBeLessThanOrEqual(free);
          // What residents have not taken of their seats is still there for them.
          const stillKept = kept === 'all' ? 0 : Math.max(0, kept - (all - others));
          if (others > 0) expect(all + stillKept).toBeLessThanOrEqual(free);
        });
      }),
    );
  });

  it('orders by priority, then by lot; the order holds every entry once', () => {
    fc.assert(
      fc.property(lists, seeds, (list, seed) => {
        const { order } = draw(list, seed);
        expect([...order].sort()).toEqual(list.entries.map(({ entry }) => entry));
        const priorityOfEntry = new Map(list.entries.map(({ entry, priority }) => [entry, priority]));
        for (let at = 1; at < order.length; at++) {
          const [a, b] = [order[at - 1]!, order[at]!];
          const [first, second] = [priorityOfEntry.get(a)!, priorityOfEntry.get(b)!];
          expect(first).toBeLessThanOrEqual(second);
          if (first === second) expect(drawingKey(seed, a) < drawingKey(seed, b)).toBe(true);
        }
      }),
    );
  });

  it('lets nobody lose for whom, after all before them, everything they need was free', () => {
    fc.assert(
      fc.property(lists, seeds, (list, seed) => {
        fc.pre(list.queue === 'passes');
        const { order, won } = draw(list, seed);
        for (const [at, entry] of order.entries()) {
          if (won.includes(entry)) continue;
          const before = order.slice(0, at).filter((one) => won.includes(one));
          const only = { ...list, entries: list.entries.filter((one) => one.entry === entry) };
          const left = list.pools.map((pool, index) => {
            const { all, others } = takenIn(list, before)[index]!;
            const kept = pool.kept === 'all' ? pool.kept : Math.max(0, pool.kept - (all - others));
            return { ...pool, kept, free: pool.free === null ? null : pool.free - all };
          });
          expect(draw({ ...only, pools: left }, seed).won).toEqual([]);
        }
      }),
    );
  });

  it('passes over who withdrew: they keep their position and take nothing', () => {
    fc.assert(
      fc.property(lists, seeds, (list, seed) => {
        const whole = draw(list, seed);
        const [first] = whole.won;
        if (first === undefined) return;
        const without = draw(list, seed, [first]);
        expect(without.order).toEqual(whole.order);
        expect(without.won).not.toContain(first);
        const entries = list.entries.filter(({ entry }) => entry !== first);
        expect(without.won).toEqual(draw({ ...list, entries }, seed).won);
      }),
    );
  });

  it('with a queue that holds, gives nobody the seats that one before them waits for', () => {
    const entry = (number: number, priority: number, needs: [number, number][]): LotteryEntry => ({
      entry: entryOf(LOTTERY, uuid(number)),
      priority,
      needs: needs.map(([pool, units]) => ({ pool, units, kept: false })),
    });
    const pools = [
      { id: uuid(500), free: 2, kept: 0 },
      { id: uuid(501), free: 2, kept: 0 },
    ];
    const [big, small, other] = [entry(1, 0, [[1, 3]]), entry(2, 1, [[1, 1]]), entry(3, 2, [[2, 1]])];
    const list = { ...PLAIN, pools, entries: [big, small, other] };
    expect(draw({ ...list, queue: 'passes' }, 's').won).toEqual([small.entry, other.entry]);
    expect(draw({ ...list, queue: 'holds' }, 's').won).toEqual([other.entry]);
  });

  it('draws another order from another seed', () => {
    const entries = Array.from({ length: 30 }, (_, index) => ({
      entry: entryOf(LOTTERY, uuid(index)),
      priority: 0,
      needs: [{ pool: 1, units: 1, kept: false }],
    }));
    const list = { ...PLAIN, entries };
    const orders = new Set(Array.from({ length: 50 }, (_, seed) => draw(list, String(seed)).order.join()));
    expect(orders.size).toBe(50);
  });

  it('gives every entry the same chance, seed by seed', () => {
    const entries = Array.from({ length: 10 }, (_, index) => ({
      entry: entryOf(LOTTERY, uuid(index)),
      priority: 0,
      needs: [{ pool: 1, units: 1, kept: false }],
    }));
    const pools = [{ id: uuid(500), free: 3, kept: 0 }];
    const list = { ...PLAIN, pools, entries };
    const wins = new Map<string, number>();
    for (let seed = 0; seed < 4000; seed++)
      for (const entry of draw(list, `seed ${seed}`).won) wins.set(entry, (wins.get(entry) ?? 0) + 1);
    // 1,200 each are expected; five standard deviations are 145.
    for (const { entry } of entries) expect(Math.abs((wins.get(entry) ?? 0) - 1200)).toBeLessThan(145);
  });

  it('is found wrong by a replay whatever is changed of what is published', () => {
    fc.assert(
      fc.property(lists, seeds, (list, seed) => {
        const listHash = hashOfList(list);
        const result = { seedSource: 'given' as const, withdrawn: [], ...draw(list, seed) };
        const published = { list, listHash, seed, result };
        expect(replayDifferences(published)).toEqual([]);
        expect(replayDifferences({ ...published, seed: null, result: null })).toEqual([]);
        const [first, ...others] = result.won;
        if (first !== undefined) {
          const fewer = { ...published, result: { ...result, won: others } };
          const last = result.won.at(-1);
          expect(replayDifferences(fewer)).toContainEqual({
            ...{ what: 'won', published: `${result.won.length} -`, replayed: `${result.won.length} ${last}` },
          });
          const again = { ...published, result: { ...result, won: [...result.won, first] } };
          expect(replayDifferences(again).map(({ what }) => what)).toEqual(['won']);
          const gone = { entry: first, reason: 'cancelled' as const };
          const left = { seedSource: 'given' as const, withdrawn: [gone], ...draw(list, seed, [first]) };
          expect(replayDifferences({ ...published, result: left })).toEqual([]);
          const twice = { ...published, result: { ...left, withdrawn: [gone, gone] } };
          expect(replayDifferences(twice).map(({ what }) => what)).toEqual(['withdrawn']);
        }
        if (result.won.length > 1) {
          const turned = { ...published, result: { ...result, won: [...result.won].reverse() } };
          expect(replayDifferences(turned).map(({ what }) => what)).toContain('won');
        }
        if (result.order.length > 1) {
          const turned = { ...published, result: { ...result, order: [...result.order].reverse() } };
          expect(replayDifferences(turned).map(({ what }) => what)).toContain('order');
        }
        const stranger = {
          ...published,
          result: { ...result, withdrawn: [{ entry: '0'.repeat(64), reason: 'cancelled' as const }] },
        };
        expect(replayDifferences(stranger).map(({ what }) => what)).toContain('withdrawn');
        for (const other of changed(list))
          expect(replayDifferences({ ...published, list: other }).map(({ what }) => what)).toContain('hash');
      }),
      { numRuns: 40 },
    );
  });
});

/** The list with each of its facts changed, one at a time. */
function changed(list: LotteryList): LotteryList[] {
  const [pool, ...pools] = list.pools;
  const [entry, ...entries] = list.entries;
  const [need, ...needs] = entry!.needs;
  const withPool = (change: object) => ({ ...list, pools: [{ ...pool!, ...change }, ...pools] });
  const withEntry = (change: object) => ({ ...list, entries: [{ ...entry!, ...change }, ...entries] });
  const withNeed = (change: object) => withEntry({ needs: [{ ...need!, ...change }, ...needs] });
  return [
    { ...list, lottery: uuid(2) },
    { ...list, course: uuid(901) },
    { ...list, session: uuid(902) },
    { ...list, listedAt: '2025-04-10T08:00:00.001Z' },
    { ...list, priorities: ['first_timers', 'residents'] },
    { ...list, priorities: [] },
    { ...list, residents: ['ひかり市', 'みなと市'] },
    { ...list, queue: list.queue === 'holds' ? 'passes' : 'holds' },
    { ...list, seedFrom: 'さいころ' },
    withPool({ id: uuid(999) }),
    withPool({ free: pool!.free === null ? 0 : pool!.free + 1 }),
    withPool({ kept: pool!.kept === 'all' ? 0 : pool!.kept + 1 }),
    { ...list, pools: [...list.pools, pool!] },
    withEntry({ entry: 'f'.repeat(64) }),
    withEntry({ priority: entry!.priority + 1 }),
    withNeed({ units: need!.units + 1 }),
    withNeed({ kept: !need!.kept }),
    withNeed({ pool: need!.pool + 1 }),
    { ...list, entries },
  ];
}

describe('priorities', () => {
  it('weigh by their order, and can be read back from the number', () => {
    const both = ['residents', 'first_timers'] as const;
    const numbers = [
      { residents: true, first_timers: true },
      { residents: true, first_timers: false },
      { residents: false, first_timers: true },
      { residents: false, first_timers: false },
    ].map((meets) => priorityOf(both, meets));
    expect(numbers).toEqual([0, 1, 2, 3]);
    expect(numbers.map((number) => rulesMet(both, number))).toEqual([
      ['residents', 'first_timers'],
      ['residents'],
      ['first_timers'],
      [],
    ]);
    expect(priorityOf([], { residents: false, first_timers: false })).toBe(0);
    expect(priorityOf(['first_timers'], { residents: true, first_timers: false })).toBe(1);
  });
});

describe('a seed', () => {
  it.each([
    ['  3 5\t1\n6 ', '3 5 1 6'],
    ['か\u3099', 'が'],
    ['日経平均 38,000.12円', '日経平均 38,000.12円'],
  ])('%j is kept as %j', (typed, kept) => {
    expect(visibleText(typed)).toBe(kept);
  });

  it.each([[''], ['   '], ['a\u200Bb'], ['a\u202Eb'], ['x'.repeat(201)]])('%j is refused', (typed) => {
    expect(visibleText(typed)).toBeUndefined();
  });

  it('may have 200 characters, however many bytes they are', () => {
    expect(visibleText('𠮷'.repeat(200))).toBe('𠮷'.repeat(200));
  });
});

describe('what is published', () => {
  const entries: LotteryEntry[] = [
    { needs: [1, 2, 3].map((pool) => ({ pool, units: 2, kept: true })), priority: 0 },
    { needs: [1, 2, 3].map((pool) => ({ pool, units: 1, kept: false })), priority: 3 },
    { needs: [{ pool: 2, units: 1, kept: false }], priority: 1 },
  ]
    .map((one, index) => ({ entry: entryOf(LOTTERY, uuid(index + 1)), ...one }))
    .sort((a, b) => (a.entry < b.entry ? -1 : 1));
  const list: LotteryList = {
    ...{ lottery: LOTTERY, course: uuid(900), session: null, listedAt: '2025-04-10T08:00:00.000Z' },
    priorities: ['residents', 'first_timers'],
    residents: ['ひかり市', 'みなと市'],
    queue: 'passes',
    seedFrom: '4月20日10時に窓口で振るさいころ6個の目',
    pools: [
      { id: uuid(500), free: 3, kept: 2 },
      { id: uuid(501), free: 3, kept: 0 },
      { id: uuid(502), free: null, kept: 'all' },
    ],
    entries,
  };
  const seed = '3 5 1 6 2 2';
  const lottery = {
    id: LOTTERY,
    list,
    listHash: hashOfList(list),
    seed,
    drawnAt: new Date('2025-04-20T01:10:00Z'),
    result: { seedSource: 'given', withdrawn: [], ...draw(list, seed) },
  } as unknown as Lottery;

  it('has this text, byte for byte, and the hash that any other tool finds', () => {
    expectGolden('lottery/list.txt', Buffer.from(canonicalText(list)));
    const digest = createHash('sha256')
      .update(Buffer.from(canonicalText(list), 'utf8'))
      .digest('hex');
    expect(hashOfList(list)).toBe(digest);
  });

  it('is this JSON, in whatever order the database gives the fields back', () => {
    const turned = JSON.parse(JSON.stringify(list), (_, value) =>
      value !== null && typeof value === 'object' && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value,
    );
    const text = `${JSON.stringify(factsOf({ ...lottery, list: turned }), null, 2)}\n`;
    expectGolden('lottery/facts.json', Buffer.from(text));
    expect(readFacts(text)).toEqual(factsOf(lottery));
  });

  it.each([
    ['no JSON', '{'],
    ['another format', JSON.stringify({ ...factsOf(lottery), format: 'tsudoi-lottery/9' })],
    [
      'a reason that is none',
      JSON.stringify({
        ...factsOf(lottery),
        result: { ...lottery.result, withdrawn: [{ entry: '0'.repeat(64), reason: 'disliked' }] },
      }),
    ],
    ['a field more', JSON.stringify({ ...factsOf(lottery), note: 'x' })],
    [
      'a list without entries',
      JSON.stringify({ ...factsOf(lottery), list: { ...list, entries: undefined } }),
    ],
  ])('is not read where it is %s', (_, text) => {
    expect(readFacts(text)).toHaveProperty('fault');
  });
});
