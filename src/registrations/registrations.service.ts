import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Audit } from '../organizations/audit/audit.js';
import { Clock } from '../platform/clock.js';
import { asMailbox } from '../platform/mail/addresses.js';
import { MailWake } from '../platform/mail/mail-wake.js';
import { DomainError } from '../shared/domain-error.js';
import { newId } from '../shared/ids.js';
import { type Admission, type AdmissionRequest, admit, admitMember } from './domain/admission.js';
import { type ProgrammeTerms, termsVerdict } from './domain/eligibility.js';
import { peopleOf, type RegisterDto } from './register.dto.js';
import { type Registrar, recordRegistrar } from './registrar.js';
import { insertParts } from './registration-parts.queries.js';
import { NEW_CALENDAR, RegistrationTokens } from './registration-tokens.js';
import type { Registered, RegistrationView } from './registration-view.js';
import { RegistrationViews } from './registration-views.js';
import { membersCourse } from './seats/membership.queries.js';
import { actOnPlaces } from './seats/place-acts.js';
import { contentOf, repeatedRequest, takeOrRepeat } from './seats/seat-taking.js';
import type { SeatRequest } from './seats/seats.queries.js';
import { type SessionRow, sessionView } from './sessions/session-view.js';
import { selectSessions } from './sessions/sessions.queries.js';

/** Taking requests: for a course, for one session, or to be a member; by whoever comes, or by staff for them. */
@Injectable()
export class Registrations {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly tokens: RegistrationTokens,
    private readonly views: RegistrationViews,
    private readonly mail: MailWake,
    private readonly audit: Audit,
  ) {}

  /**
   * Takes a place in every remaining session of a course, or in one session, or a position in the queue for them; or puts the
   * request down for staff or a draw to decide.
   * The same `idempotencyKey` with the same content is the same request and gets the same registration (I2), without its
   * link where that has been replaced.
   * @throws DomainError `unknown`, `invalid`, `not_offered`, `not_eligible`, `not_yet_open`, `closed`, `too_late`, `past`,
   * `cancelled`, `full`, `duplicate` (this mail address already has a place there), `conflict` (same key, other content),
   * `busy`.
   */
  async register(request: RegisterDto, idempotencyKey?: string, registrar?: Registrar): Promise<Registered> {
    if ((request.course === undefined) === (request.session === undefined)) {
      throw new DomainError('invalid', { faults: [{ field: 'session', code: 'exactlyOne' }] });
    }
    const rows = await selectSessions(this.db, {
      ...(request.course ? { course: request.course } : { ids: [request.session as string] }),
      includeUndated: true,
      forRegistering: true,
    });
    // A course for members is registered for once, and for none of its sessions: it may have none yet.
    const isForMembers = request.course && (rows[0]?.mode ?? 'members') === 'members';
    const members = isForMembers ? await membersCourse(this.db, request.course!) : null;
    const first = members ?? rows[0];
    const terms = first?.terms;
    if (!first || !terms) throw new DomainError('unknown');
    await registrar?.admit(first);
    const now = registrar?.asOf ?? this.clock.now();
    const asks: AdmissionRequest = {
      scope: request.course ? 'course' : 'session',
      pool: request.pool,
      people: peopleOf(request),
      municipality: request.municipality,
      channel: registrar?.channel ?? 'web',
      overrides: registrar !== undefined && (registrar.overrideReason !== null || registrar.overbooks),
    };
    const admission = members ? admitMember(asks, members, now) : admit(asks, rows, now);
    const requestHash = this.tokens.requestHashOf(contentOf(request, registrar));
    const refusal = refusalOf(admission, request) ?? (isExcused(registrar) ? null : unmet(terms, request));
    if (refusal) {
      const repeated = await this.repeatOf(first.organizationId, idempotencyKey, requestHash);
      if (repeated) return repeated;
      throw refusal;
    }
    // Time may have freed seats since the last act: who waits for them comes before who comes now.
    const isRival = admission.kind === 'admissible' && admission.asking === 'seats' && admission.seemsFree;
    if (isRival && rows.some(({ someoneWaits }) => someoneWaits))
      await actOnPlaces(this.db, { courseIds: [first.course.id], now }, async () => {});
    const asked = () =>
      this.seatRequest(request, { first, admission, idempotencyKey, requestHash, registrar, now });
    const outcome = await takeOrRepeat(this.db, asked, {
      isMembership: admission.kind === 'membership',
      also: this.alsoWritten(request, registrar),
    });
    switch (outcome.status) {
      case 'full':
      case 'cancelled':
        throw new DomainError(outcome.status);
      case 'repeated':
        if (outcome.repeatedHash !== requestHash)
          throw new DomainError('conflict', { faults: [{ field: 'Idempotency-Key', code: 'keyReused' }] });
        return this.views.repeated(outcome.repeatedId as string);
      default:
        this.mail.wakeSoon();
        return this.taken(outcome.request, outcome.status, { request, rows, admission, now });
    }
  }

  /** What was read to decide is enough to answer with: no second visit for what we have just written. */
  private taken(
    taken: SeatRequest,
    status: 'confirmed' | 'waitlisted' | 'applied',
    known: Known & { readonly request: RegisterDto },
  ): Promise<RegistrationView> {
    const places = taken.seats.map(({ sessionId }) => ({ sessionId, status }));
    const held = known.rows.filter(({ id }) => places.some(({ sessionId }) => sessionId === id));
    const companions = known.request.companions.map(({ nickname = null, relation = null, age = null }) => ({
      ...{ nickname, relation, age },
    }));
    const { id, organizationId, courseId, sessionId, code, people, nickname, email, channel } = taken;
    const { relation, municipality, age, language, discreet } = taken;
    return this.views.viewWith(
      {
        ...{
          id,
          organizationId,
          courseId,
          sessionId,
          code,
          people,
          nickname,
          email,
          channel,
          status,
          places,
        },
        ...{ relation, municipality, age, language, discreet, companions },
        ...{ membership: known.admission.kind === 'membership', resting: null },
        ...{ tokenVersion: 0, calendar: NEW_CALENDAR, offerExpiresAt: null },
        mailWanted: 'all',
      },
      held.map((row) => sessionView(row, known.now)),
    );
  }

  private seatRequest(
    request: RegisterDto,
    { first, admission, idempotencyKey, requestHash, registrar, now }: Asked,
  ): SeatRequest {
    const id = newId();
    const email = request.email ? asMailbox(request.email) : null;
    const asking = 'asking' in admission ? admission.asking : 'seats';
    const seats = admission.kind === 'admissible' ? admission.seats : [];
    return {
      id,
      organizationId: first.organizationId,
      programmeId: first.programmeId,
      courseId: first.course.id,
      sessionId: request.session ?? null,
      poolKey: admission.kind === 'admissible' ? admission.poolKey : '',
      code: this.tokens.newCode(),
      ...this.tokens.hashesOfNew(id),
      idempotencyKey: idempotencyKey ?? null,
      requestHash,
      people: peopleOf(request),
      nickname: request.nickname,
      email,
      contactKey: email && this.tokens.contactKeyOf(email),
      relation: request.relation ?? null,
      municipality: request.municipality ?? null,
      age: request.age ?? null,
      language: request.language,
      discreet: request.discreet,
      byStaff: registrar !== undefined,
      channel: registrar?.channel ?? 'web',
      declares: request.declares,
      waitingList: first.waitingList,
      queueHolds: first.queueHolds,
      asking: registrar?.overbooks ? 'overbook' : asking,
      now,
      seats: seats.map((seat) => ({ ...seat, placeId: newId() })),
      messageId: newId(),
    };
  }

  /** What belongs to the act beside the seats; undefined where there is nothing, and one statement is the whole of it. */
  private alsoWritten(request: RegisterDto, registrar?: Registrar) {
    const { companions, answers } = request;
    if (!registrar && companions.length === 0 && Object.keys(answers).length === 0) return undefined;
    return async (tx: EntityManager, taken: SeatRequest) => {
      await insertParts(tx, taken, request);
      if (registrar) await recordRegistrar(tx, this.audit, taken, registrar);
    };
  }

  /** What the same request made while it was still possible: a reply lost at the last minute is not a refusal. */
  private async repeatOf(
    organizationId: string,
    idempotencyKey: string | undefined,
    requestHash: string,
  ): Promise<Registered | null> {
    const repeated = await repeatedRequest(this.db, organizationId, idempotencyKey ?? null);
    return repeated?.requestHash === requestHash ? this.views.repeated(repeated.id) : null;
  }
}

interface Known {
  readonly rows: readonly SessionRow[];
  readonly admission: Admission;
  readonly now: Date;
}

/** What a registration is made of, whether it is for sessions or to be a member. */
type Registrable = Pick<
  SessionRow,
  'organizationId' | 'programmeId' | 'course' | 'waitingList' | 'queueHolds' | 'terms'
>;

interface Asked extends Omit<Known, 'rows'> {
  readonly first: Registrable;
  readonly idempotencyKey: string | undefined;
  readonly requestHash: string;
  readonly registrar: Registrar | undefined;
}

/** True where staff let somebody in by a recorded exception, or write down who stands at the door: nothing is asked there. */
function isExcused(registrar: Registrar | undefined): boolean {
  return registrar !== undefined && (registrar.overrideReason !== null || registrar.channel === 'walk_in');
}

/** Why no seat is even asked for; null where one is. */
function refusalOf(admission: Admission, request: RegisterDto): DomainError | null {
  const people = peopleOf(request);
  if (people <= request.companions.length) {
    const fault = { field: 'people', code: 'fewerThanNamed', params: { min: request.companions.length + 1 } };
    return new DomainError('invalid', { faults: [fault] });
  }
  switch (admission.kind) {
    case 'refused': {
      const faults = admission.unknownPool ? [{ field: 'pool', code: 'unknownPool' }] : undefined;
      return new DomainError(admission.code, { faults });
    }
    case 'too_many':
      return new DomainError('invalid', {
        faults: [{ field: 'people', code: 'max', params: { max: admission.max } }],
      });
    default:
      return null;
  }
}

/** What the programme's conditions and questions have against the request; null where nothing. */
function unmet(terms: ProgrammeTerms, request: RegisterDto): DomainError | null {
  const verdict = termsVerdict(terms, { ...request, people: peopleOf(request) });
  if (verdict.unmet.length > 0) return new DomainError('not_eligible');
  return verdict.faults.length > 0 ? new DomainError('invalid', { faults: verdict.faults }) : null;
}
