import fc from 'fast-check';
import pg from 'pg';
import { violationsOf } from '../../src/platform/database/check.js';
import { LOTTERY_CHECKS } from '../../src/registrations/lottery/lottery-checks.js';
import { SEAT_CHECKS } from '../../src/registrations/seats/seat-checks.js';
import { DomainError } from '../../src/shared/domain-error.js';
import { disturbing, wrongLetters } from './engine-letter-oracle.js';
import { brokenPromises } from './engine-oracle.js';
import { type CoursePlan, coursePlan, type EngineStep, engineStep } from './engine-plans.js';
import { overlooked, overtaken } from './engine-queue-oracle.js';
import { type EngineSnapshot, forgetAll, snapshotOf } from './engine-snapshot.js';
import { EngineWire } from './engine-wire.js';
import { EngineFault, EngineWorld } from './engine-world.js';
import type { TestApp } from './test-app.js';

/** Milliseconds after which what was found so far is small enough. */
const LONGEST_SHRINKING_MS = 60_000;
const HOUR_MS = 3_600_000;
const CHECKS = [...SEAT_CHECKS, ...LOTTERY_CHECKS];
/** Acts by which somebody gets seats in another order than that of the queue, or more than there are. */
const OUT_OF_ORDER: readonly string[] = [
  ...['proxy', 'move', 'callOff', 'restore', 'draw', 'decide', 'seatBeyond', 'changeSort', 'transfer'],
];
/** Acts after which more may be taken than there is: a recorded one, and sessions that come back to those who hold the course. */
const OVERBOOKING: readonly string[] = ['proxy', 'move', 'restore', 'draw', 'seatBeyond'];

/** Acts that give a course a session more: who registers at that moment gets it from the sweep. */
const ADDING: readonly string[] = ['move', 'restore'];

export interface EngineProperty {
  readonly runs: number;
  /** Chooses everything that is random but the order in which PostgreSQL meets what happens at once. */
  readonly seed?: number;
  /** Of one run that failed before. */
  readonly path?: string;
  /** True: looks for a smaller course and fewer acts that fail. */
  readonly shrinks?: boolean;
  /** What is sent to PostgreSQL in the place of a statement. */
  readonly rewrite?: (sql: string) => string;
}

/**
 * Lets random things happen to random courses, and looks after each step whether every promise holds.
 * @returns what broke, with the course, the acts, and the seed and path that make them again; null: nothing did
 */
export async function runEngine(
  app: TestApp,
  { runs, seed, path, shrinks = false, rewrite }: EngineProperty,
): Promise<string | null> {
  const admin = new pg.Client({ connectionString: app.database.url });
  await admin.connect();
  const wire = new EngineWire(app.db, admin);
  try {
    const property = fc.asyncProperty(
      coursePlan,
      fc.array(engineStep, { minLength: 3, maxLength: 14 }),
      (plan, steps) => live(app, wire, { plan, steps, rewrite }),
    );
    const limits = shrinks ? { interruptAfterTimeLimit: LONGEST_SHRINKING_MS } : { endOnFailure: true };
    return reportOf(await fc.check(property, { numRuns: runs, seed, path, ...limits }));
  } finally {
    await admin.end();
  }
}

function reportOf(details: fc.RunDetails<[CoursePlan, EngineStep[]]>): string | null {
  if (!details.failed) return null;
  const { seed, counterexamplePath, counterexample, errorInstance, numRuns, numShrinks } = details;
  const [plan, steps = []] = counterexample ?? [];
  return [
    `PROPERTY_SEED=${seed} PROPERTY_PATH=${counterexamplePath} (run ${numRuns}, made smaller ${numShrinks} times)`,
    errorInstance instanceof Error ? (errorInstance.stack ?? '') : String(errorInstance),
    JSON.stringify(plan),
    ...steps.map((step) => JSON.stringify(step)),
  ].join('\n');
}

interface Life {
  readonly plan: CoursePlan;
  readonly steps: readonly EngineStep[];
  readonly rewrite: EngineProperty['rewrite'];
}

async function live(app: TestApp, wire: EngineWire, { plan, steps, rewrite }: Life): Promise<void> {
  await forgetAll(app.db);
  const world = await EngineWorld.make(app, plan);
  wire.rewrite = rewrite ?? ((sql) => sql);
  try {
    let before = await snapshotOf(app.db, app.clock.now());
    let mayOverbook = false;
    const told: string[] = [];
    for (const step of steps) {
      mayOverbook ||= step.acts.some(({ act }) => OVERBOOKING.includes(act));
      told.push(await happen(app, wire, world, step));
      const after = await snapshotOf(app.db, app.clock.now());
      const faults = [
        ...(await violationsOf(app.db.manager, CHECKS, app.clock.now())).map(
          ({ invariant, name, detail }) => `${invariant} ${name}: ${detail}`,
        ),
        ...brokenPromises(after, { mayOverbook }),
        ...overlooked(after, plan.queueHolds),
        ...wrongLetters(after),
        ...disturbing(after, { ...plan.desk, closedOn: plan.desk.closedOn }),
        ...orderFaults(before, after, { plan, step }),
      ];
      if (faults.length > 0) throw new EngineFault([...new Set(faults), 'after', ...told].join('\n'));
      before = after;
    }
  } finally {
    wire.arm(null);
    wire.rewrite = (sql) => sql;
  }
}

/**
 * Time passes, the acts of the step happen at once, and the sweep looks after what time has changed.
 * @returns what became of each act
 */
async function happen(app: TestApp, wire: EngineWire, world: EngineWorld, step: EngineStep): Promise<string> {
  if (step.hours > 0) app.clock.set(new Date(app.clock.now().getTime() + step.hours * HOUR_MS).toISOString());
  wire.arm(step.cut);
  const ends = await Promise.allSettled(step.acts.map((act) => world.perform(act, step.acts.length === 1)));
  const hasCut = wire.hasCut;
  wire.arm(null);
  const told: string[] = [];
  for (const [index, end] of ends.entries()) {
    const act = step.acts[index]!;
    let became = end.status === 'fulfilled' ? end.value : refusalIn(end.reason);
    if (became === null) {
      if (end.status === 'rejected' && (!hasCut || end.reason instanceof EngineFault)) throw end.reason;
      // Whoever got no answer tries again, as people do.
      became = await world.perform(act, false).catch((error) => refusalIn(error) ?? Promise.reject(error));
    }
    told.push(`${act.act}: ${became}`);
  }
  const needsSweep = step.hours > 0 || hasCut || step.acts.some(({ act }) => ADDING.includes(act));
  if (needsSweep) await world.sweep();
  return `${step.hours} h${hasCut ? ', cut' : ''}: ${told.join(', ')}`;
}

/** The code of a refusal; null where it is something else that went wrong. */
function refusalIn(error: unknown): string | null {
  if (!(error instanceof DomainError) || error.code === 'busy' || error.code === 'unavailable') return null;
  return error.code;
}

function orderFaults(
  before: EngineSnapshot,
  after: EngineSnapshot,
  { plan, step }: { plan: CoursePlan; step: EngineStep },
): string[] {
  if (step.hours > 0 || step.acts.some(({ act }) => OUT_OF_ORDER.includes(act))) return [];
  return overtaken(before, after, plan.queueHolds);
}
