import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Audit } from '../../../organizations/audit/audit.js';
import type { Principal } from '../../../organizations/principal.js';
import { inTransaction } from '../../../platform/database/transaction.js';
import { ProgrammeAccess } from '../../../programmes/programme-access.js';
import { DomainError } from '../../../shared/domain-error.js';
import { type AskedCost, type Cost, costsOf } from '../../domain/session-costs.js';
import { SessionCost } from './session-cost.entity.js';

export interface CostedSession {
  readonly id: string;
  readonly organizationId: string;
  readonly programmeId: string;
  readonly number: number | null;
  readonly startsOn: string | null;
  readonly programme: string;
  readonly programmeEn: string | null;
  /** 延べ of those marked, and counted by head: what a subsidy for each person and day is paid for. */
  readonly attendances: number;
  readonly costs: readonly Cost[];
}

const SESSION = `
  SELECT s.id, s.organization_id AS "organizationId", s.programme_id AS "programmeId", s.number, s.starts_on AS "startsOn",
         p.title AS programme, p.title_en AS "programmeEn",
         ((SELECT count(*) FROM attendance_marks m WHERE m.session_id = s.id AND m.mark NOT IN ('excused', 'absent'))
           + (SELECT COALESCE(sum(h.people), 0) FROM head_counts h WHERE h.session_id = s.id))::int AS attendances,
         (SELECT COALESCE(jsonb_agg(jsonb_build_object('label', c.label, 'quantity', c.quantity, 'unitPrice', c.unit_price,
             'yen', c.yen) ORDER BY c.position), '[]') FROM session_costs c WHERE c.session_id = s.id) AS costs
    FROM sessions s JOIN programmes p ON p.id = s.programme_id WHERE s.id::text = $1`;

/** What single sessions cost: read by viewers, written by organizers, each act in the log. */
@Injectable()
export class SessionCosts {
  constructor(
    private readonly db: DataSource,
    private readonly access: ProgrammeAccess,
    private readonly audit: Audit,
  ) {}

  /** @throws DomainError `unknown`, `forbidden` */
  async of(
    principal: Principal,
    id: string,
    role: 'viewer' | 'organizer' = 'viewer',
    db: DataSource | EntityManager = this.db,
  ): Promise<CostedSession> {
    const [session]: CostedSession[] = await db.query(SESSION, [id]);
    if (!session) throw new DomainError('unknown');
    await this.access.require(principal, role, session, db);
    return session;
  }

  mayEdit(principal: Principal, session: CostedSession): Promise<boolean> {
    return this.access.may(principal, 'organizer', session);
  }

  /**
   * Writes what `decide` wants the costs to be, given what they are at that moment.
   * @throws DomainError `unknown`, `forbidden`, `invalid` with faults at `items.<index>.…`, and whatever `decide` throws
   */
  async write(
    principal: Principal,
    id: string,
    decide: (saved: readonly Cost[]) => readonly AskedCost[],
  ): Promise<void> {
    await inTransaction(this.db, async (tx) => {
      await tx.query('SELECT FROM sessions WHERE id::text = $1 FOR NO KEY UPDATE', [id]);
      const session = await this.of(principal, id, 'organizer', tx);
      const { costs, faults } = costsOf(decide(session.costs).map(plain));
      if (faults.length > 0) throw new DomainError('invalid', { faults });
      const before = session.costs.map(plain);
      if (JSON.stringify(before) === JSON.stringify(costs)) return;
      await tx.delete(SessionCost, { sessionId: session.id });
      if (costs.length > 0) {
        const { id: sessionId, organizationId } = session;
        await tx.insert(
          SessionCost,
          costs.map((cost, position) => ({ sessionId, organizationId, position, ...cost })),
        );
      }
      await this.audit.record(tx, {
        organizationId: session.organizationId,
        actor: principal.actor,
        action: 'session.costs_recorded',
        subjectId: session.id,
        before: { costs: before },
        after: { costs },
      });
    });
  }
}

function plain<C extends AskedCost>({ label, quantity, unitPrice, yen }: C) {
  return { label, quantity, unitPrice, yen } as Pick<C, 'label' | 'quantity' | 'unitPrice' | 'yen'>;
}
