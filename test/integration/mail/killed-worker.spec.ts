import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Message } from '../../../src/platform/mail/message.entity.js';
import { type Fault, Killing } from './killing.js';
import { markingAfterwards } from './marking-afterwards.js';

/** Seed of the moments at which workers die; the number of the run to repeat. */
const SEED = Number(process.env.TSUDOI_KILL_SEED ?? 20_250_401);
/** Kills per fault, in each of the two worlds. */
const KILLS = 2;
const PEOPLE = 4;

const FAULTS: readonly Fault[] = [
  { name: 'a refused connection', treatment: 'accept' },
  { name: 'a greeting of 421', treatment: 'no-greeting', moment: 'connection' },
  { name: '450 to the recipient', treatment: { refuse: 450 }, moment: 'recipient' },
  { name: '550 to the recipient', treatment: { refuse: 550 }, moment: 'recipient' },
  { name: '554 to the message', treatment: { refuseMessage: 554 }, moment: 'message' },
  { name: 'a connection broken in DATA', treatment: 'hang-up-in-data', moment: 'data' },
  { name: 'silence after the final dot', treatment: 'silent-after-dot', moment: 'message' },
  { name: 'a certificate that nobody trusts', treatment: 'accept', moment: 'connection', secure: true },
  { name: 'an answer that takes twenty seconds', treatment: 'hold', moment: 'recipient' },
  { name: 'a server that takes everything', treatment: 'accept', moment: 'accepted' },
];
const SILENT: Fault = { name: 'silence', treatment: 'silent-before-data', moment: 'recipient' };

describe('workers that are killed while they send', () => {
  const worlds: Killing[] = [];
  const kills: string[] = [];
  /** Claims that the dead left behind, by world. */
  const left: Message[][] = [];

  beforeAll(async () => {
    worlds.push(await Killing.begin(), await Killing.begin());
    const random = randomOf(SEED);
    const plans = worlds.map(() =>
      FAULTS.flatMap((fault) =>
        Array.from({ length: KILLS }, () => ({ fault, nth: nthOf(fault, random()) })),
      ),
    );
    await Promise.all(
      worlds.map(async (world, index) => {
        for (const { fault, nth } of shuffled(plans[index] ?? [], randomOf(SEED + index + 1))) {
          await world.putFor(PEOPLE);
          kills.push(await world.kill(fault, { nth }));
        }
      }),
    );
    for (const world of worlds) {
      left.push((await world.messages()).filter(({ state }) => state === 'claimed'));
      await world.heal();
    }
    process.stdout.write(`${kills.length} kills with TSUDOI_KILL_SEED=${SEED}\n${kills.sort().join('\n')}\n`);
  }, 900_000);

  afterAll(async () => {
    for (const world of worlds) await world.end();
  });

  it('were killed forty times, at every fault', () => {
    expect(kills).toHaveLength(40);
    for (const { name } of FAULTS) expect(kills.filter((line) => line.includes(name))).toHaveLength(4);
  });

  it('left claims behind, or the kills were no test', () => {
    expect(left.flat().length).toBeGreaterThan(20);
  });

  it('lose nothing, send nothing twice on their own account', async () => {
    for (const world of worlds) await expect(world.faults()).resolves.toEqual([]);
  });

  it.each([
    ['confirmed', 'uncertain'],
    ['changed', 'sent'],
  ])('of what they left, every message of kind %s is %s in the end', async (kind, state) => {
    for (const [index, world] of worlds.entries()) {
      const ids = new Set((left[index] ?? []).filter((one) => one.kind === kind).map(({ id }) => id));
      const fates = (await world.messages()).filter(({ id }) => ids.has(id));
      expect(new Set(fates.map((one) => one.state))).toEqual(new Set([state]));
    }
  });
});

describe('a worker that marks what it has sent afterwards', () => {
  it('sends twice: the same kills find it out', async () => {
    const world = await Killing.begin(markingAfterwards);
    try {
      for (const nth of [1, 2, 3, 4]) {
        await world.putFor(2);
        await world.kill(
          { name: 'a server that takes everything', treatment: 'accept', moment: 'accepted' },
          { nth },
        );
      }
      await world.heal();
      const twice = (await world.faults()).filter((fault) => fault.startsWith('sent twice'));
      expect(twice.length).toBeGreaterThan(0);
    } finally {
      await world.end();
    }
  }, 120_000);
});

describe('a worker that is asked to stop', () => {
  it('finishes with its claims', async () => {
    const world = await Killing.begin();
    try {
      await world.putFor(1);
      await world.kill(SILENT, { nth: 2, signal: 'SIGTERM' });
      const states = (await world.messages()).map(({ state, attempts }) => `${state} ${attempts}`);
      expect(states).toEqual(['delayed 1', 'delayed 1']);
      await world.heal();
      await expect(world.faults()).resolves.toEqual([]);
    } finally {
      await world.end();
    }
  }, 120_000);
});

/** Which of several such moments: as many as come whatever the server does to the first of them. */
function nthOf({ treatment }: Fault, random: number): number {
  return treatment === 'hang-up-in-data' ? 1 : 1 + Math.floor(random * 4);
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function shuffled<Thing>(things: readonly Thing[], random: () => number): Thing[] {
  return things
    .map((thing) => ({ thing, rank: random() }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ thing }) => thing);
}
