import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, IsNull, LessThanOrEqual } from 'typeorm';
import { Clock } from '../../../platform/clock.js';
import { AppConfig } from '../../../platform/config/app-config.js';
import { inTransaction } from '../../../platform/database/transaction.js';
import { opened, sealed } from '../../../platform/sealed.js';
import { DomainError } from '../../../shared/domain-error.js';
import { Passkey } from '../passkeys/passkey.entity.js';
import { RecoveryCode } from './recovery-code.entity.js';
import { hashOfRecoveryCode, newRecoveryCodes } from './recovery-codes.js';
import { newTotpSecret, stepOfCode } from './totp.js';
import { TotpSecret } from './totp-secret.entity.js';

const PURPOSE = 'totp';
/** How long a secret waits for its first code: whoever saw it on a screen left open must not know that of a later day. */
const PENDING_MS = 30 * 60_000;

/** What a staff member has beside a password. */
export interface SecondFactorStanding {
  /** When the application was confirmed; null: it is not asked for. */
  readonly totpSince: Date | null;
  readonly passkeys: number;
  readonly recoveryCodesLeft: number;
}

/** What is asked for after the password: a code of an application, or one from paper. */
@Injectable()
export class SecondFactors {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  async of(staffMemberId: string, tx: EntityManager = this.db.manager): Promise<SecondFactorStanding> {
    const totp = await tx.findOneBy(TotpSecret, { staffMemberId });
    return {
      totpSince: totp?.confirmedAt ?? null,
      passkeys: await tx.countBy(Passkey, { staffMemberId }),
      recoveryCodesLeft: await tx.countBy(RecoveryCode, { staffMemberId, usedAt: IsNull() }),
    };
  }

  /** The secret that the application is being given; null where it was confirmed, or nobody has begun. */
  async pendingSecret(staffMemberId: string): Promise<string | null> {
    const row = await this.db.manager.findOneBy(TotpSecret, { staffMemberId });
    return row && !row.confirmedAt && row.createdAt > this.pendingSince() ? this.secretOf(row) : null;
  }

  /** Makes a secret to be confirmed by a code. A second request soon after keeps that of the first. @throws DomainError `conflict` where one is confirmed */
  async begin(staffMemberId: string): Promise<void> {
    const secret = sealed(this.config, PURPOSE, staffMemberId, newTotpSecret());
    await this.forgetPending({ staffMemberId });
    await this.db.manager
      .createQueryBuilder()
      .insert()
      .into(TotpSecret)
      .values({ staffMemberId, secret, createdAt: this.clock.now() })
      .orIgnore()
      .execute();
    if ((await this.of(staffMemberId)).totpSince) throw new DomainError('conflict');
  }

  /** Whether the code shows that the application has the secret; from then on it is asked for. */
  async confirm(tx: EntityManager, staffMemberId: string, code: string): Promise<boolean> {
    const row = await lockedSecret(tx, staffMemberId);
    if (!row || row.confirmedAt || row.createdAt <= this.pendingSince()) throw new DomainError('conflict');
    const step = await this.stepOf(row, code);
    if (step === undefined) return false;
    await tx.update(TotpSecret, { staffMemberId }, { confirmedAt: this.clock.now(), lastStep: step });
    return true;
  }

  /**
   * Takes a code, which is then used up: of the application, or from paper.
   * @returns which of the two it was; undefined where it is neither
   */
  async take(staffMemberId: string, code: string): Promise<'totp' | 'recovery' | undefined> {
    return inTransaction(this.db, async (tx) => {
      const row = await lockedSecret(tx, staffMemberId);
      const step = row?.confirmedAt ? await this.stepOf(row, code) : undefined;
      if (step !== undefined) {
        await tx.update(TotpSecret, { staffMemberId }, { lastStep: step });
        return 'totp';
      }
      const codeHash = hashOfRecoveryCode(this.config, staffMemberId, code);
      const unused = { staffMemberId, codeHash, usedAt: IsNull() };
      const { affected } = await tx.update(RecoveryCode, unused, { usedAt: this.clock.now() });
      return affected === 1 ? 'recovery' : undefined;
    });
  }

  /** New codes for the paper; those before are worth nothing. They cannot be had again. */
  async renewRecoveryCodes(tx: EntityManager, staffMemberId: string): Promise<string[]> {
    const codes = newRecoveryCodes();
    await tx.delete(RecoveryCode, { staffMemberId });
    await tx.insert(
      RecoveryCode,
      codes.map((code) => ({
        staffMemberId,
        codeHash: hashOfRecoveryCode(this.config, staffMemberId, code),
      })),
    );
    return codes;
  }

  /** The application is not asked for any more. Codes on paper go with the last factor. */
  async forgetTotp(tx: EntityManager, staffMemberId: string): Promise<void> {
    await tx.delete(TotpSecret, { staffMemberId });
    await this.forgetCodesOfNothing(tx, staffMemberId);
  }

  /** Codes on paper stand in for another factor; where there is none they are nothing. */
  async forgetCodesOfNothing(tx: EntityManager, staffMemberId: string): Promise<void> {
    const { totpSince, passkeys } = await this.of(staffMemberId, tx);
    if (!totpSince && passkeys === 0) await tx.delete(RecoveryCode, { staffMemberId });
  }

  /** Nothing is left of any factor: whoever lost all of them begins anew. */
  async reset(tx: EntityManager, staffMemberId: string): Promise<void> {
    await tx.delete(Passkey, { staffMemberId });
    await this.forgetTotp(tx, staffMemberId);
  }

  /** Forgets secrets that nobody has confirmed in time. @returns how many */
  async forgetPending(of: { readonly staffMemberId?: string } = {}): Promise<number> {
    const { affected } = await this.db.manager.delete(TotpSecret, this.pendingTooLong(of));
    return affected ?? 0;
  }

  /** How many `forgetPending` would forget. */
  countPending(): Promise<number> {
    return this.db.manager.countBy(TotpSecret, this.pendingTooLong({}));
  }

  private pendingTooLong(of: { readonly staffMemberId?: string }) {
    return { ...of, confirmedAt: IsNull(), createdAt: LessThanOrEqual(this.pendingSince()) };
  }

  private pendingSince(): Date {
    return new Date(this.clock.now().getTime() - PENDING_MS);
  }

  private stepOf(row: TotpSecret, code: string): Promise<number | undefined> {
    const typed = code.normalize('NFKC').replace(/\s/g, '');
    return stepOfCode(this.secretOf(row), typed, { now: this.clock.now(), lastStep: row.lastStep });
  }

  /** @throws DomainError `unavailable` where it was sealed under another APP_SECRET */
  private secretOf({ staffMemberId, secret }: TotpSecret): string {
    const plain = opened(this.config, PURPOSE, staffMemberId, secret);
    if (plain === undefined) throw new DomainError('unavailable');
    return plain;
  }
}

/** Locked: of two who bring the same code at once, one is let in. */
function lockedSecret(tx: EntityManager, staffMemberId: string): Promise<TotpSecret | null> {
  return tx.findOne(TotpSecret, { where: { staffMemberId }, lock: { mode: 'pessimistic_write' } });
}
