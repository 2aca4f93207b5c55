import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { Audit } from '../../organizations/audit/audit.js';
import { AuditLog } from '../../organizations/audit/audit-log.js';
import type { Principal, Role } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { ProgrammeAccess } from '../../programmes/programme-access.js';
import { DomainError } from '../../shared/domain-error.js';
import { LooksAtPeople } from '../looks-at-people.js';
import { waitingPosition } from '../registrations.queries.js';
import { actsFor, type DeskRegistration, masked, saidOf } from './desk-registration.js';
import {
  type DeskRegistrationRow,
  deskRegistration,
  notesOf,
  sensitiveAnswersOf,
} from './desk-registration.queries.js';

/** One registration, read by staff. */
@Injectable()
export class DeskRegistrations {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly access: ProgrammeAccess,
    private readonly audit: Audit,
    private readonly log: AuditLog,
    private readonly looks: LooksAtPeople,
  ) {}

  /** That it was looked at is recorded. @throws DomainError `unknown`, `forbidden` */
  async one(principal: Principal, id: string): Promise<DeskRegistration> {
    const row = await this.allowed(principal, id, 'reception');
    await this.looks.one(principal, 'registration.viewed', 'registrations', id);
    const isOrganizer = await this.access.may(principal, 'organizer', row);
    const [notes, history, position] = await Promise.all([
      notesOf(this.db, id),
      this.log.about(row.organizationId, id),
      row.status === 'waitlisted' ? waitingPosition(this.db, id) : null,
    ]);
    const {
      tokenVersion: _version,
      eligibility: _rules,
      questions: _questions,
      declares: _declares,
      ...seen
    } = row;
    return {
      ...seen,
      ...saidOf(row),
      ...{ notes, history, isOrganizer, waitingPosition: position },
      email: isOrganizer ? row.email : masked(row.email),
      acts: actsFor(row, isOrganizer),
    };
  }

  /**
   * What somebody answered to sensitive questions. That it was looked at is recorded.
   * @throws DomainError `unknown`, `forbidden` for everyone but organizers
   */
  async sensitiveAnswers(
    principal: Principal,
    id: string,
  ): Promise<readonly { readonly question: string; readonly text: string; readonly answer: string }[]> {
    const { organizationId, questions } = await this.allowed(principal, id, 'organizer');
    return inTransaction(this.db, async (tx) => {
      const answers = await sensitiveAnswersOf(tx, id);
      await this.audit.record(tx, {
        organizationId,
        actor: principal.actor,
        action: 'registration.sensitive_read',
        subjectId: id,
      });
      return answers.map(({ question, answer }) => ({
        question,
        text: questions.find(({ key }) => key === question)?.text ?? question,
        answer,
      }));
    });
  }

  private async allowed(principal: Principal, id: string, role: Role): Promise<DeskRegistrationRow> {
    const row = isUuid(id) ? await deskRegistration(this.db, id, this.clock.now()) : null;
    if (!row) throw new DomainError('unknown');
    await this.access.require(principal, role, row);
    return row;
  }
}
