import { Principal } from '../../src/organizations/principal.js';
import type { Course } from '../../src/programmes/course.entity.js';
import type { Session } from '../../src/programmes/session.entity.js';
import { Lotteries } from '../../src/registrations/lottery/lotteries.service.js';
import { LotterySweep } from '../../src/registrations/lottery/lottery-sweep.js';
import { WaitingListSweep } from '../../src/registrations/queue/waiting-list-sweep.js';
import { RegisterDto } from '../../src/registrations/register.dto.js';
import { Registrations } from '../../src/registrations/registrations.service.js';
import type { SessionChangeDto } from '../../src/registrations/sessions/session-changes.dto.js';
import { SessionChanges } from '../../src/registrations/sessions/session-changes.service.js';
import { addDays, civilDateOf, instantOf } from '../../src/shared/civil-time.js';
import { DomainError } from '../../src/shared/domain-error.js';
import { newId } from '../../src/shared/ids.js';
import { changeRegistration, chosen } from './engine-changes.js';
import { type CoursePlan, type EngineAct, OWN_TOWN, POOL_KEYS, type SeatAsked } from './engine-plans.js';
import { makeCourse, makeOrganization, makePool, makeProgramme, makeSession } from './factories.js';
import type { TestApp } from './test-app.js';

/** When every world begins. */
export const FIRST_MORNING = '2025-04-01T09:00:00+09:00';
const FIRST_DAY = FIRST_MORNING.slice(0, 10);

/** The engine answered otherwise than it promises. */
export class EngineFault extends Error {}

/** What staff give who register somebody; undefined: it came by the web. */
type Giving = 'seats' | 'overrides' | 'overbooks' | undefined;

/** A request as it was sent, and what it was answered: the id of a registration, or null where it was refused. */
interface Sent {
  readonly dto: RegisterDto;
  readonly key: string;
  id: string | null;
  as: Giving;
}

/** One town with one course, and everything that people and staff may do about it. */
export class EngineWorld {
  readonly sent: Sent[] = [];
  private readonly staff: Principal;

  private constructor(
    private readonly app: TestApp,
    readonly plan: CoursePlan,
    readonly organizationId: string,
    readonly course: Course,
    readonly sessions: readonly Session[],
  ) {
    this.staff = new Principal('staff:engine', 'つくし', new Map([[organizationId, 'organizer']]));
  }

  static async make(app: TestApp, plan: CoursePlan): Promise<EngineWorld> {
    app.clock.set(FIRST_MORNING);
    const { timeZone, quiet, closedOn, closedOnHolidays } = plan.desk;
    const organization = await makeOrganization(app.db, {
      name: OWN_TOWN,
      timeZone,
      quietFrom: quiet[0],
      quietUntil: quiet[1],
      deskClosedOn: closedOn,
      deskClosedOnHolidays: closedOnHolidays,
    });
    const programme = await makeProgramme(app.db, organization);
    const { mode, waitingList, queueHolds, offerHours, decidedBy, joinUntil, maxPeople, closesWhenFull } =
      plan;
    const course = await makeCourse(app.db, programme, {
      ...{
        registrationMode: mode,
        waitingList,
        queueHolds,
        offerHours,
        joinUntil,
        maxPeople,
        closesWhenFull,
      },
      approval: decidedBy === 'staff',
      lottery: decidedBy === 'draw' ? { priorities: ['residents'] } : null,
    });
    const sessions: Session[] = [];
    for (const [index, { inDays, startTime, capacities }] of plan.sessions.entries()) {
      const startsOn = addDays(FIRST_DAY, inDays);
      const session = await makeSession(app.db, course, {
        ...{ startsOn, startTime, endTime: '21:00', timeZone, number: index + 1, key: String(index + 1) },
      });
      sessions.push(session);
      for (const [position, { unit, kept }] of plan.pools.entries())
        await makePool(app.db, session, {
          ...{ key: POOL_KEYS[position]!, capacity: capacities[position]!, unit, position },
          keptFor: kept ? [OWN_TOWN] : [],
          keptUnits: kept?.units ?? null,
          keptUntil: kept && instantOf(addDays(FIRST_DAY, kept.untilDays), '00:00', timeZone),
        });
    }
    return new EngineWorld(app, plan, organization.id, course, sessions);
  }

  /**
   * Does one act.
   * @param isAlone nothing else happens at the same time
   * @returns what became of it
   * @throws DomainError where the engine refuses it
   */
  async perform(act: EngineAct, isAlone: boolean): Promise<string> {
    switch (act.act) {
      case 'register': {
        const sent = this.request(act.request);
        return act.isTwice ? this.sendTwice(sent, isAlone) : this.send(sent);
      }
      case 'proxy':
        return this.send(this.request(act.request), act.gives);
      case 'repeat': {
        const sent = chosen(this.sent, act.which);
        return sent ? this.send(sent, sent.as) : 'nothing';
      }
      case 'sweep':
        return `${await this.sweep()} moved up`;
      case 'closeList':
        await this.app.nest.get(Lotteries).close(this.staff, this.lottery(act.session), { closeNow: true });
        return 'listed';
      case 'draw':
        await this.app.nest.get(Lotteries).draw(this.staff, this.lottery(act.session));
        return 'drawn';
      case 'resize':
      case 'move':
      case 'callOff':
      case 'restore':
        await this.app.nest
          .get(SessionChanges)
          .change(this.staff, this.session(act.session).id, this.sessionChange(act));
        return `done to ${act.session % this.sessions.length}`;
      default: {
        const sent = chosen(
          this.sent.filter(({ id }) => id !== null),
          act.which,
        );
        if (!sent?.id) return 'nothing';
        const { app, staff, course, sessions } = this;
        return `${this.sent.indexOf(sent)} ${await changeRegistration({ app, staff, course, sessions }, sent.id, act)}`;
      }
    }
  }

  /** What workers look after every minute. @returns how many moved up */
  async sweep(): Promise<number> {
    const late = await this.app.nest.get(LotterySweep).sweep();
    return late + (await this.app.nest.get(WaitingListSweep).sweep());
  }

  private sessionChange(
    act: Extract<EngineAct, { act: 'resize' | 'move' | 'callOff' | 'restore' }>,
  ): SessionChangeDto {
    switch (act.act) {
      case 'resize': {
        const key = POOL_KEYS[act.pool % this.plan.pools.length]!;
        return { pools: [{ key, capacity: act.capacity }] };
      }
      case 'move':
        return {
          status: 'scheduled',
          startsOn: addDays(civilDateOf(this.app.clock.now(), this.plan.desk.timeZone), act.inDays),
        };
      case 'callOff':
        return { status: 'cancelled' as const };
      default:
        return { status: 'scheduled' as const };
    }
  }

  private request({ whole, session, pool, people, contact, municipality, isNamed }: SeatAsked): Sent {
    const dto = Object.assign(new RegisterDto(), {
      nickname: `ひと${this.sent.length}`,
      people,
      ...(whole ? { course: this.course.id } : { session: this.session(session).id }),
      ...(pool === null ? {} : { pool: POOL_KEYS[pool % this.plan.pools.length] }),
      ...(contact === null ? {} : { email: `person${contact}@family.example` }),
      ...(municipality === null ? {} : { municipality }),
      companions: isNamed
        ? Array.from({ length: people - 1 }, (_, index) => ({ nickname: `連れ${index}` }))
        : [],
    });
    const sent: Sent = { dto, key: newId(), id: null, as: undefined };
    this.sent.push(sent);
    return sent;
  }

  private async send(sent: Sent, as?: Giving): Promise<string> {
    const registrar = as && {
      admit: async () => {},
      actor: this.staff.actor,
      channel: 'telephone' as const,
      overrideReason: as === 'overrides' ? '事情をうかがって' : null,
      overbooks: as === 'overbooks',
    };
    const known = sent.id;
    // The same request again is one by the same way, with the same exceptions.
    sent.as = as;
    try {
      const view = await this.app.nest.get(Registrations).register(sent.dto, sent.key, registrar);
      if ((sent.id ?? view.id) !== view.id)
        throw new EngineFault('a repeated request got another registration');
      sent.id = view.id;
      return `${this.sent.indexOf(sent)} ${view.status}`;
    } catch (error) {
      if (known === null || !(error instanceof DomainError)) throw error;
      throw new EngineFault(`a repeated request was refused: ${error.code}`);
    }
  }

  /** A double click: both are answered alike, unless something else happened between them. */
  private async sendTwice(sent: Sent, isAlone: boolean): Promise<string> {
    const answers = await Promise.allSettled([this.send(sent), this.send(sent)]);
    const refused = answers.filter((answer) => answer.status === 'rejected').map(({ reason }) => reason);
    const broken = refused.find((reason) => !(reason instanceof DomainError));
    if (broken) throw broken;
    if (refused.length === 1 && isAlone)
      throw new EngineFault(`one of two equal requests was refused: ${refused[0].code}`);
    if (refused[0]) throw refused[0];
    return answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : '')).join(' = ');
  }

  private session(which: number): Session {
    return chosen(this.sessions, which)!;
  }

  private lottery(which: number) {
    const courseId = this.course.id;
    return this.plan.mode === 'session' ? { courseId, session: this.session(which).id } : { courseId };
  }
}
