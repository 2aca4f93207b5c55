import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { DomainError } from '../shared/domain-error.js';
import { RegistrationTokens } from './registration-tokens.js';
import type { Registered, RegistrationView } from './registration-view.js';
import {
  type RegistrationRow,
  registrationById,
  registrationByTokenHash,
  registrationOwner,
  waitingPosition,
} from './registrations.queries.js';
import type { SessionView } from './sessions/session-view.js';
import { Sessions } from './sessions/sessions.js';

/** A registration as its holder sees it, found by the token that only they know. */
@Injectable()
export class RegistrationViews {
  constructor(
    private readonly db: DataSource,
    private readonly tokens: RegistrationTokens,
    private readonly sessions: Sessions,
  ) {}

  /** @throws DomainError `unknown`, also for tokens that were once valid */
  async byToken(token: string): Promise<RegistrationView> {
    return this.view(await this.rowByToken(token));
  }

  /** @throws DomainError `unknown` */
  async byId(id: string): Promise<RegistrationView> {
    return this.view(await this.rowById(id));
  }

  /**
   * What an earlier request made, for whoever sends it again. They get its first link and no later one: it may have been
   * replaced because they have the first.
   * @throws DomainError `unknown`
   */
  async repeated(id: string): Promise<Registered> {
    const row = await this.rowById(id);
    const view = await this.view(row);
    return row.tokenVersion === 0 ? view : { ...view, token: null, manageUrl: null, calendarUrl: null };
  }

  /**
   * The stored registration to act on.
   * @throws DomainError `unknown`, also for tokens that were once valid
   */
  async rowByToken(token: string, db: DataSource | EntityManager = this.db): Promise<RegistrationRow> {
    const row = await registrationByTokenHash(db, this.tokens.hashOf(token));
    if (!row) throw new DomainError('unknown');
    return row;
  }

  private async rowById(id: string): Promise<RegistrationRow> {
    const row = await registrationById(this.db, id);
    if (!row) throw new DomainError('unknown');
    return row;
  }

  async view(row: RegistrationRow): Promise<RegistrationView> {
    return this.viewWith(row, await this.sessions.list({ ids: row.places.map((place) => place.sessionId) }));
  }

  /** The same where the sessions of its places, in their order, are known already. */
  async viewWith(row: RegistrationRow, sessions: readonly SessionView[]): Promise<RegistrationView> {
    const {
      organizationId: _o,
      courseId: _c,
      sessionId,
      places,
      membership,
      tokenVersion,
      calendar,
      ...seen
    } = row;
    // One that was moved may have places in sessions of another course: those that are over.
    const { organization, programme, course } =
      sessions.find((session) => session.course.id === row.courseId) ??
      (await registrationOwner(this.db, row.courseId));
    const statusOf = new Map(places.map((place) => [place.sessionId, place.status]));
    const isIts = (session: SessionView) =>
      sessionId ? session.id === sessionId : session.course.id === row.courseId;
    const shown = sessions.filter((session) => statusOf.get(session.id) !== 'released' || isIts(session));
    const token = this.tokens.tokenOf({ id: row.id, tokenVersion });
    return {
      ...seen,
      ...{ organization, programme, course, token },
      scope: membership ? 'membership' : sessionId ? 'session' : 'course',
      places: shown.map((session) => ({ session, status: statusOf.get(session.id) ?? 'released' })),
      waitingPosition: row.status === 'waitlisted' ? await waitingPosition(this.db, row.id) : null,
      manageUrl: this.tokens.manageUrl(token, row.language),
      calendarUrl: this.tokens.calendarUrlOf(row, token),
      calendarOpensAll: !calendar.isStopped && !calendar.hasOwnToken,
    };
  }
}
