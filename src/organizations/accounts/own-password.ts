import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DomainError } from '../../shared/domain-error.js';
import { Passwords } from './passwords.js';
import { SignInThrottle } from './sign-in-throttle.js';
import { StaffMember } from './staff-member.entity.js';

/** Asks for the password once more before what protects an account is changed: a screen may have been left open. */
@Injectable()
export class OwnPassword {
  constructor(
    private readonly db: DataSource,
    private readonly passwords: Passwords,
    private readonly throttle: SignInThrottle,
  ) {}

  /**
   * Whoever has no password is not asked.
   * @param address IP address of the client
   * @param field of the form, for the fault
   * @throws DomainError `invalid` where it is wrong, `too_many_attempts`
   */
  async require(staffMemberId: string, password: string, address: string, field = 'current'): Promise<void> {
    const member = await this.db.manager.findOneBy(StaffMember, { id: staffMemberId });
    if (member?.passwordHash === null) return;
    const account = `own account ${staffMemberId}`;
    await this.throttle.admit(account, address);
    if (!(await this.passwords.verify(member?.passwordHash, password)))
      throw new DomainError('invalid', { faults: [{ field, code: 'wrongPassword' }] });
    await this.throttle.succeeded(account, address);
  }
}
