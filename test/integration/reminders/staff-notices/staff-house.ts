import { DataSource, type DeepPartial } from 'typeorm';
import { StaffMember } from '../../../../src/organizations/accounts/staff-member.entity.js';
import { StaffRole } from '../../../../src/organizations/accounts/staff-role.entity.js';
import type { Organization } from '../../../../src/organizations/organization.entity.js';
import { Delivery } from '../../../../src/platform/mail/delivery.js';
import type { Message } from '../../../../src/platform/mail/message.entity.js';
import { StaffNoticeSweep } from '../../../../src/reminders/staff-notices/staff-notice-sweep.js';
import { newId } from '../../../../src/shared/ids.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { ledger } from '../../mail/registered.js';
import { SmtpPeer } from '../../mail/smtp-peer.js';

export const ALL_KINDS = ['staff_new_registration', 'staff_nearly_full', 'staff_below_minimum'];
const CREATED = new Date('2025-03-01T00:00:00Z');
const SWEEPERS = 6;

/** The application with a real mail server, and staff without passwords. */
export class StaffHouse {
  private counter = 0;

  private constructor(
    readonly app: TestApp,
    readonly peer: SmtpPeer,
  ) {}

  static async open(): Promise<StaffHouse> {
    const peer = await SmtpPeer.start();
    return new StaffHouse(await startTestApp({ env: { SMTP_URL: peer.url } }), peer);
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.peer.stop();
  }

  /** Takes away what a test has put, and all staff. */
  async clear(): Promise<void> {
    this.peer.received.length = 0;
    await this.app.db.query('TRUNCATE messages, places, registrations, staff_roles, staff_members CASCADE');
    await this.app.db.query('UPDATE seat_pools SET taken = 0');
  }

  /** A member of staff with one role. @returns their address */
  async staff(
    { id: organizationId }: Organization,
    { email, ...given }: DeepPartial<StaffRole> & { email?: string } = {},
    member: DeepPartial<StaffMember> = {},
  ): Promise<{ readonly id: string; readonly email: string }> {
    const id = member.id ?? newId();
    const address = email ?? `staff${++this.counter}@town.example`;
    await this.app.db.getRepository(StaffMember).insert({
      ...{ id, email: address, name: '職員', passwordHash: 'x', createdAt: CREATED },
      ...member,
    } as never);
    await this.app.db
      .getRepository(StaffRole)
      .insert({ staffMemberId: id, organizationId, role: 'organizer', ...given } as never);
    return { id, email: address };
  }

  async sweepAt(iso: string): Promise<number> {
    this.app.clock.set(iso);
    return this.app.nest.get(StaffNoticeSweep).sweep();
  }

  async deliverAt(iso: string): Promise<Message> {
    this.app.clock.set(iso);
    await this.app.nest.get(Delivery).deliverDue();
    const [message] = await ledger(this.app.db);
    if (!message) throw new Error('there is no message');
    return message;
  }

  ledger(): Promise<Message[]> {
    return ledger(this.app.db);
  }

  /**
   * Several connections do the same at the same time.
   * @param change made to their SQL
   * @returns the sum of what they counted
   */
  async together(
    put: (db: Pick<DataSource, 'query'>) => Promise<number>,
    change: (sql: string) => string = (sql) => sql,
  ): Promise<number> {
    const others = await Promise.all(
      Array.from({ length: SWEEPERS }, () =>
        new DataSource({ type: 'postgres', url: this.app.database.url }).initialize(),
      ),
    );
    try {
      const counts = await Promise.all(
        others.map((other) =>
          put({ query: (sql: string, values?: unknown[]) => other.query(change(sql), values) }),
        ),
      );
      return counts.reduce((sum, count) => sum + count, 0);
    } finally {
      await Promise.all(others.map((other) => other.destroy()));
    }
  }

  /**
   * What would happen without the one thing that makes sweeping safe: the ledger's unique index.
   * @param seen what a statement leaves out because it has seen it: of no use to those that run at the same time
   */
  async unguarded(put: (db: Pick<DataSource, 'query'>) => Promise<number>, seen = ''): Promise<number> {
    const { db } = this.app;
    await db.query('TRUNCATE messages');
    await db.query('DROP INDEX uq_messages_recipient_kind_occasion');
    try {
      return await this.together(put, (sql) => sql.replace(seen, '').replace(/ON CONFLICT.*DO NOTHING/, ''));
    } finally {
      await db.query('TRUNCATE messages');
      await db.query(
        'CREATE UNIQUE INDEX uq_messages_recipient_kind_occasion ON messages (recipient, kind, occasion)',
      );
    }
  }
}
