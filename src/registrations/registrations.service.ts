import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Audit } from '../organizations/audit.js';
import { Clock } from '../platform/clock.js';
import { inTransaction } from '../platform/database/transaction.js';
import { MailWake } from '../platform/mail/mail-wake.js';
import { DomainError } from '../shared/domain-error.js';
import { newId } from '../shared/ids.js';
import { admit } from './domain/admission.js';
import { promoteFromQueue } from './promotion.js';
import type { RegisterDto } from './register.dto.js';
import { RegistrationTokens } from './registration-tokens.js';
import type { RegistrationView } from './registration-view.js';
import {
  type RegistrationRow,
  registrationById,
  registrationByTokenHash,
  waitingPosition,
} from './registrations.queries.js';
import { contentHash, repeatedRequest, takeOrRepeat, withLowerCaseDomain } from './seat-taking.js';
import { closeRegistration, lockPools, releasePlaces, type SeatRequest } from './seats.queries.js';
import { type SessionView, sessionView } from './session-view.js';
import { Sessions } from './sessions.js';
import { selectSessions } from './sessions.queries.js';

/** Staff who register someone. */
export interface Registrar {
  /** @throws DomainError `unknown` or `forbidden` where the programme is not one that they may register for */
  readonly admit: (programme: {
    readonly programmeId: string;
    readonly organizationId: string;
  }) => Promise<void>;
  /** As the audit log keeps it. */
  readonly actor: string;
}

/** Registering and changing one's mind: every act of a registrant. */
@Injectable()
export class Registrations {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly tokens: RegistrationTokens,
    private readonly sessions: Sessions,
    private readonly mail: MailWake,
    private readonly audit: Audit,
  ) {}

  /**
   * Takes a place in every remaining session of a course, or in one session, or a position in the queue for them.
   * The same `idempotencyKey` with the same content is the same request and gets the same registration (I2).
   * @throws DomainError `unknown`, `invalid`, `not_offered`, `not_yet_open`, `closed`, `past`, `cancelled`, `full`,
   * `duplicate` (this mail address already has a place there), `conflict` (same key, other content), `busy`.
   */
  async register(
    request: RegisterDto,
    idempotencyKey?: string,
    registrar?: Registrar,
  ): Promise<RegistrationView> {
    if ((request.course === undefined) === (request.session === undefined)) {
      throw new DomainError('invalid', { faults: [{ field: 'session', code: 'exactlyOne' }] });
    }
    const rows = await selectSessions(this.db, {
      ...(request.course ? { course: request.course } : { ids: [request.session as string] }),
      includeUndated: true,
    });
    const [first] = rows;
    if (!first) throw new DomainError('unknown');
    await registrar?.admit(first);
    const now = this.clock.now();
    const scope = request.course ? 'course' : 'session';
    const admission = admit({ scope, pool: request.pool, people: request.people }, rows, now);
    if (admission.kind === 'refused') {
      const repeated = await this.repeatOf(first.organizationId, idempotencyKey, request);
      if (repeated) return repeated;
      const faults = admission.unknownPool ? [{ field: 'pool', code: 'unknownPool' }] : undefined;
      throw new DomainError(admission.code, { faults });
    }
    const email = request.email ? withLowerCaseDomain(request.email) : null;
    const record = registrar && this.recordOf(registrar);
    const asked = (): SeatRequest => {
      const id = newId();
      return {
        id,
        organizationId: first.organizationId,
        programmeId: first.programmeId,
        courseId: first.course.id,
        sessionId: request.session ?? null,
        poolKey: admission.poolKey,
        code: this.tokens.newCode(),
        tokenHash: this.tokens.hashOf(this.tokens.tokenOf(id)),
        idempotencyKey: idempotencyKey ?? null,
        requestHash: contentHash(request),
        people: request.people,
        nickname: request.nickname,
        email,
        contactKey: email && this.tokens.contactKeyOf(email),
        relation: request.relation ?? null,
        municipality: request.municipality ?? null,
        language: request.language,
        discreet: request.discreet,
        byStaff: registrar !== undefined,
        waitingList: first.waitingList,
        now,
        seats: admission.seats.map((seat) => ({ ...seat, placeId: newId() })),
        messageId: newId(),
      };
    };
    const outcome = await takeOrRepeat(this.db, asked, record);
    switch (outcome.status) {
      case 'full':
      case 'cancelled':
        throw new DomainError(outcome.status);
      case 'repeated':
        if (outcome.repeatedHash !== contentHash(request))
          throw new DomainError('conflict', { faults: [{ field: 'Idempotency-Key', code: 'keyReused' }] });
        return this.view(await this.require(outcome.repeatedId as string));
      default: {
        this.mail.wakeSoon();
        const { status, request: taken } = outcome;
        const places = taken.seats.map(({ sessionId }) => ({ sessionId, status }));
        const held = rows.filter(({ id }) => places.some(({ sessionId }) => sessionId === id));
        // What was read to decide is enough to answer with: no second visit for what we have just written.
        return this.viewWith(
          { ...taken, status, places },
          held.map((row) => sessionView(row, now)),
        );
      }
    }
  }

  /** @throws DomainError `unknown`, also for tokens that were once valid */
  async byToken(token: string): Promise<RegistrationView> {
    return this.view(await this.find(token));
  }

  /** Gives back all places in sessions to come and closes the registration. A repetition changes nothing. */
  async cancel(token: string): Promise<RegistrationView> {
    return this.giveBack(await this.find(token), null);
  }

  /**
   * Gives back the place in one session and keeps the others (I3). A repetition changes nothing.
   * @throws DomainError `unknown` where no place is held there, `past` once the session has started
   */
  async release(token: string, sessionId: string): Promise<RegistrationView> {
    const registration = await this.find(token);
    if (!registration.places.some((place) => place.sessionId === sessionId)) throw new DomainError('unknown');
    const { startsAt } = await this.sessions.byId(sessionId);
    if (startsAt && startsAt <= this.clock.now()) throw new DomainError('past');
    return this.giveBack(registration, sessionId);
  }

  private async giveBack(registration: RegistrationRow, sessionId: string | null): Promise<RegistrationView> {
    const now = this.clock.now();
    await inTransaction(this.db, async (tx) => {
      await lockPools(tx, { courseIds: [registration.courseId] });
      const released = await releasePlaces(tx, { registrationId: registration.id, sessionId, now });
      await closeRegistration(tx, {
        registrationId: registration.id,
        unlessItHoldsPlaces: sessionId !== null,
        now,
      });
      if (released.length > 0) await promoteFromQueue(tx, [registration.courseId], now);
    });
    this.mail.wakeSoon();
    return this.view(await this.require(registration.id));
  }

  /** Staff's acts are in the audit log: that they registered someone, never whom. */
  private recordOf({ actor }: Registrar) {
    return (tx: EntityManager, { id, organizationId, code, people, courseId, sessionId }: SeatRequest) =>
      this.audit.record(tx, {
        organizationId,
        actor,
        action: 'registration.made',
        subjectId: id,
        after: { code, people, course: courseId, session: sessionId },
      });
  }

  /** What the same request made while it was still possible: a reply lost at the last minute is not a refusal. */
  private async repeatOf(
    organizationId: string,
    idempotencyKey: string | undefined,
    request: RegisterDto,
  ): Promise<RegistrationView | null> {
    const repeated = await repeatedRequest(this.db, organizationId, idempotencyKey ?? null);
    if (!repeated || repeated.requestHash !== contentHash(request)) return null;
    return this.view(await this.require(repeated.id));
  }

  private async find(token: string): Promise<RegistrationRow> {
    const row = await registrationByTokenHash(this.db, this.tokens.hashOf(token));
    if (!row) throw new DomainError('unknown');
    return row;
  }

  private async require(id: string): Promise<RegistrationRow> {
    const row = await registrationById(this.db, id);
    if (!row) throw new DomainError('unknown');
    return row;
  }

  private async view(row: RegistrationRow): Promise<RegistrationView> {
    return this.viewWith(row, await this.sessions.list({ ids: row.places.map((place) => place.sessionId) }));
  }

  private async viewWith(row: RegistrationRow, sessions: readonly SessionView[]): Promise<RegistrationView> {
    const { id, code, status, people, nickname, email, relation, municipality, language, discreet } = row;
    const [first] = sessions;
    if (!first) throw new Error(`registration ${id} has no place`);
    const { organization, programme, course } = first;
    const statusOf = new Map(row.places.map((place) => [place.sessionId, place.status]));
    const token = this.tokens.tokenOf(id);
    return {
      ...{ id, code, status, people, nickname, email, relation, municipality, language, discreet },
      ...{ organization, programme, course, token },
      scope: row.sessionId ? 'session' : 'course',
      places: sessions.map((session) => ({ session, status: statusOf.get(session.id) ?? 'released' })),
      waitingPosition: status === 'waitlisted' ? await waitingPosition(this.db, id) : null,
      manageUrl: this.tokens.manageUrl(token, language),
      calendarUrl: this.tokens.calendarUrl(token),
    };
  }
}
