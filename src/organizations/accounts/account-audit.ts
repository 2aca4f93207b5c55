import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Audit } from '../audit/audit.js';
import { StaffRole } from './staff-role.entity.js';

/** Writes down what somebody did to their own account: in the log of every organization for which it can act. */
@Injectable()
export class AccountAudit {
  constructor(private readonly audit: Audit) {}

  async record(
    tx: EntityManager,
    staffMemberId: string,
    action: string,
    after?: Record<string, unknown>,
  ): Promise<void> {
    const roles = await tx.find(StaffRole, { where: { staffMemberId }, order: { organizationId: 'ASC' } });
    await this.audit.recordAll(
      tx,
      roles.map(({ organizationId }) => ({
        organizationId,
        actor: `staff:${staffMemberId}`,
        action,
        subjectId: staffMemberId,
        ...(after ? { after } : {}),
      })),
    );
  }
}
