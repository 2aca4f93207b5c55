import { expect } from '@jest/globals';
import fc from 'fast-check';
import { ATTENDANCE_CHECKS } from '../../../../src/attendance/attendance-checks.js';
import { violationsOf } from '../../../../src/platform/database/check.js';
import { MAIL_CHECKS } from '../../../../src/platform/mail/mail-checks.js';
import type { FileRule } from '../../../../src/programmes/domain/rule-file.js';
import { SEAT_CHECKS } from '../../../../src/registrations/seats/seat-checks.js';
import { addDays } from '../../../../src/shared/civil-time.js';
import type { TestApp } from '../../../support/test-app.js';
import { BEFORE, COURSE_ID, NOW, PlannedTown, type StoredSession } from './planned-town.js';
import { ruleGives } from './rule-oracle.js';

const CHECKS = [...SEAT_CHECKS, ...MAIL_CHECKS, ...ATTENDANCE_CHECKS];
const TODAY = NOW.slice(0, 10);
const POOLS = [{ key: 'onsite', capacity: 3 }] as const;

const weekday = fc.constantFrom('monday', 'tuesday', 'friday', 'saturday');
const days = fc.oneof(
  fc.record({ weekly: fc.tuple(weekday) }),
  fc.record({
    monthly: fc.uniqueArray(
      fc.tuple(fc.constantFrom('1', '2', '4', 'last'), weekday).map((words) => words.join(' ')),
      { minLength: 1, maxLength: 2 },
    ),
  }),
  fc.record({
    monthDays: fc.uniqueArray(fc.constantFrom(5, 11, 15, 23, -1), { minLength: 1, maxLength: 2 }),
  }),
);
const times = fc.oneof(
  fc.constantFrom({ start: '10:00', end: '12:00' }, { start: '13:30', end: '15:00' }, { start: '13:30' }),
  fc.constant({ slots: [{ start: '10:00' }, { start: '13:30' }] }),
);
/** The rest of the year that the rules of these tests speak of. */
const COMING = Array.from({ length: 122 }, (_, index) => addDays(TODAY, index + 1));

const rule = fc
  .record({
    days,
    times,
    months: fc.uniqueArray(fc.constantFrom(5, 6, 8, 9, 10), { maxLength: 2 }),
    except: fc.record({
      holidays: fc.boolean(),
      dates: fc.subarray(['2025-07-11', '2025-08-15', '2025-09-05']),
    }),
    topic: fc.constantFrom('近況', '講話'),
  })
  .map((parts): FileRule => {
    const { months, except, topic } = parts;
    return { ...parts.days, ...parts.times, months: [7, ...months], except, topic } as FileRule;
  })
  // A rule that gives no date is refused, and of that there are other tests.
  .filter((one) => COMING.some((date) => startsOf(one).some((start) => ruleGives(one, date, start))));

function startsOf({ slots, start }: FileRule): string[] {
  return slots?.map((slot) => slot.start) ?? [start!];
}

const which = fc.nat({ max: 1000 });
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant('rule' as const),
      rule,
      by: fc.constantFrom('file' as const, 'screen' as const),
      choice: which,
      sameDays: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('again' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant('register' as const),
      which,
      whole: fc.boolean(),
      people: fc.integer({ min: 1, max: 2 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('withdraw' as const), which }) },
  {
    weight: 2,
    arbitrary: fc.record({ act: fc.constant('move' as const), which, days: fc.integer({ min: 1, max: 9 }) }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constantFrom('topic' as const, 'cancel' as const), which }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

interface Place {
  readonly id: string;
  readonly sessionId: string;
  readonly status: string;
  readonly hasAddress: boolean;
}

/** What a change of the rule may not disturb. */
interface Snapshot {
  readonly sessions: ReadonlyMap<string, StoredSession>;
  readonly places: ReadonlyMap<string, Place>;
  /** Mails about moves and cancellations, by place. */
  readonly mails: ReadonlyMap<string, number>;
}

/** One run: a course planned by a rule, and what then happens to it. */
class RandomYear {
  private readonly town: PlannedTown;
  private readonly edited = new Set<string>();
  private readonly managing: string[] = [];
  private people = 0;
  /** As it was last, from wherever. */
  private rule: FileRule;

  constructor(
    private readonly app: TestApp,
    private fileRule: FileRule,
  ) {
    this.town = new PlannedTown(app);
    this.rule = fileRule;
  }

  async run(steps: readonly Step[]): Promise<void> {
    await this.town.empty();
    this.app.clock.set(BEFORE);
    await this.town.import({ rule: this.fileRule, pools: POOLS });
    this.app.clock.set(NOW);
    for (const one of steps) {
      await this.take(one);
      expect(await violationsOf(this.app.db.manager, CHECKS, this.app.clock.now())).toEqual([]);
    }
  }

  private async take(one: Step): Promise<void> {
    if (one.act === 'rule') return this.changeRule(one);
    if (one.act === 'again') return this.importAgain();
    if (one.act === 'withdraw') return this.withdraw(one.which);
    const open = (await this.town.sessions()).filter(
      ({ startsOn, status }) => startsOn > TODAY && status === 'scheduled',
    );
    const session = open[one.which % Math.max(1, open.length)];
    if (!session) return;
    if (one.act === 'register') {
      const target = one.whole ? { course: COURSE_ID } : { session: session.id };
      const email = `p${++this.people}@family.example`;
      this.managing.push(await this.town.register({ ...target, people: one.people, email }));
      return;
    }
    if (one.act === 'topic') await this.town.change(session.key, { topic: `手直し${one.which}` });
    else if (one.act === 'cancel')
      await this.town.change(session.key, { status: 'cancelled', cancelReason: '台風' });
    else if (one.act === 'move') {
      const startsOn = addDays(session.startsOn, one.days);
      // Staff may put two sessions at one time; what is looked for here is who else does.
      if (open.some((other) => other.startsOn === startsOn && other.startTime === session.startTime)) return;
      await this.town.change(session.key, { startsOn });
    }
    this.edited.add(session.id);
  }

  private async withdraw(index: number): Promise<void> {
    const [token] = this.managing.splice(index % Math.max(1, this.managing.length), 1);
    if (token) await this.app.http.delete(`/api/v1/registrations/${token}`).expect(200);
  }

  private async importAgain(): Promise<void> {
    const before = await this.snapshot();
    await this.town.import({ rule: this.fileRule, pools: POOLS });
    expect(await this.snapshot()).toEqual(before);
  }

  private async changeRule({ rule, by, choice, sameDays }: Extract<Step, { act: 'rule' }>): Promise<void> {
    const { start, end, slots, topic } = rule;
    const next = sameDays ? ({ ...this.rule, start, end, slots, topic } as FileRule) : rule;
    this.rule = next;
    const before = await this.snapshot();
    const decided = new Map<string, string>();
    if (by === 'file') {
      const isNew = JSON.stringify(next) !== JSON.stringify(this.fileRule);
      await this.town.import({ rule: next, pools: POOLS });
      this.fileRule = next;
      if (!isNew) return expect(await this.snapshot()).toEqual(before);
    } else {
      for (const [id, decision] of await this.decisions(next, choice)) decided.set(id, decision);
      await this.town.save(
        { rule: next, pools: POOLS },
        { bySession: Object.fromEntries(decided), cancelReason: '会場の都合' },
      );
    }
    const after = await this.snapshot();
    this.checkNothingLost(before, after, decided);
    this.checkGiven(before, after, decided, next);
    checkMails(before, after);
    for (const [id, decision] of decided) {
      if (decision === 'apply') this.edited.delete(id);
      else this.edited.add(id);
    }
  }

  /** What staff might answer to each question, by chance. */
  private async decisions(next: FileRule, choice: number): Promise<[string, string][]> {
    const { undecided, sessions } = await this.town.preview({ rule: next, pools: POOLS });
    const taken = new Set<string>();
    return undecided.map(({ session, wanted, moves }, index): [string, string] => {
      const isFree = sessions.every(
        (other) =>
          other.id === session.id ||
          other.startsOn !== wanted?.startsOn ||
          other.startTime !== wanted?.startTime,
      );
      const targets = moves.filter(({ id }) => !taken.has(id));
      const answers = wanted
        ? ['keep', ...(isFree ? ['apply'] : [])]
        : ['keep', 'cancel', ...targets.map(({ id }) => `move:${id}`)];
      const answer = answers[(choice + index) % answers.length]!;
      taken.add(answer.slice('move:'.length));
      return [session.id, answer];
    });
  }

  /** Held, edited and past sessions stay as they are unless staff decided otherwise; nobody's place goes. */
  private checkNothingLost(before: Snapshot, after: Snapshot, decided: ReadonlyMap<string, string>): void {
    const held = new Set([...before.places.values()].map(({ sessionId }) => sessionId));
    for (const session of before.sessions.values()) {
      const decision = decided.get(session.id) ?? 'keep';
      const isTheirs = held.has(session.id) || this.edited.has(session.id) || session.startsOn <= TODAY;
      const now = after.sessions.get(session.id);
      if (isTheirs) expect(now && `${now.key} is there`).toBe(`${session.key} is there`);
      if (isTheirs && decision === 'keep') expect(now).toEqual(session);
    }
    for (const place of before.places.values()) {
      expect(after.places.get(place.id) && 'kept').toBe('kept');
    }
  }

  /** What the rule made or changed is what it says, in the future, once; and what it says is there. */
  private checkGiven(
    before: Snapshot,
    after: Snapshot,
    decided: ReadonlyMap<string, string>,
    next: FileRule,
  ): void {
    const occasions = new Map<string, string>();
    for (const session of after.sessions.values()) {
      const { id, key, startsOn, startTime, status } = session;
      const old = before.sessions.get(id);
      const isRules =
        !old ||
        (JSON.stringify(old) !== JSON.stringify(session) && ['apply', undefined].includes(decided.get(id)));
      if (isRules) {
        expect([key, startsOn > TODAY, ruleGives(next, startsOn, startTime)]).toEqual([key, true, true]);
      }
      if (status === 'cancelled') continue;
      const occasion = `${startsOn} ${startTime}`;
      expect([occasion, occasions.get(occasion)]).toEqual([occasion, undefined]);
      occasions.set(occasion, key);
    }
    if ([...decided.values()].includes('apply')) return;
    // One that was cancelled stands for the rule's too.
    const standing = new Set([...after.sessions.values()].map((one) => `${one.startsOn} ${one.startTime}`));
    const keys = [...after.sessions.values()].map(({ key }) => key.slice(0, 10));
    for (const date of COMING) {
      for (const start of startsOf(next).filter((one) => ruleGives(next, date, one))) {
        const isThere = standing.has(`${date} ${start}`) || keys.includes(date);
        expect([date, start, isThere]).toEqual([date, start, true]);
      }
    }
  }

  private async snapshot(): Promise<Snapshot> {
    const places: Place[] = await this.app.db.query(
      `SELECT place.id, place.session_id AS "sessionId", place.status, registration.email IS NOT NULL AS "hasAddress"
       FROM places place JOIN registrations registration ON registration.id = place.registration_id
       WHERE place.status IN ('confirmed', 'waitlisted') ORDER BY place.id`,
    );
    const mails: { id: string; count: number }[] = await this.app.db.query(
      `SELECT subject_id AS id, count(*)::int AS count FROM messages WHERE kind IN ('changed', 'cancelled_session')
       GROUP BY 1 ORDER BY 1`,
    );
    return {
      sessions: new Map((await this.town.sessions()).map((session) => [session.id, session])),
      places: new Map(places.map((place) => [place.id, place])),
      mails: new Map(mails.map(({ id, count }) => [id, count])),
    };
  }
}

/** One mail to each holder of what moved or fell out or was added, none to the others. */
function checkMails(before: Snapshot, after: Snapshot): void {
  const when = (session: StoredSession | undefined) =>
    session && [session.startsOn, session.startTime, session.endTime, session.status].join(' ');
  for (const { id, sessionId, hasAddress } of after.places.values()) {
    const told = (after.mails.get(id) ?? 0) - (before.mails.get(id) ?? 0);
    const isNews =
      !before.places.has(id) || when(before.sessions.get(sessionId)) !== when(after.sessions.get(sessionId));
    expect([sessionId, told]).toEqual([sessionId, isNews && hasAddress ? 1 : 0]);
  }
}

/** Plans `runs` random years and checks after every step that nothing is lost; throws at the first that fails. */
export async function planRandomYears(
  app: TestApp,
  { seed, runs }: { seed: number; runs: number },
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(rule, fc.array(step, { minLength: 4, maxLength: 9 }), (first, steps) =>
      new RandomYear(app, first).run(steps),
    ),
    { seed, numRuns: runs, endOnFailure: true },
  );
}
