import { Injectable } from '@nestjs/common';
import { STAFF_LANGUAGES } from '../../platform/views/messages.js';
import { type PageContext, Views } from '../../platform/views/views.js';
import type { Fault } from '../../shared/domain-error.js';
import type { Principal } from '../principal.js';
import { Account } from './account.service.js';
import { Passkeys } from './passkeys/passkeys.js';
import { SecondFactors } from './second-factor/second-factors.js';
import { StaffSessions } from './sessions/staff-sessions.js';

/** What the page shows beside what is so. */
export interface ShownOnAccount {
  /** What was done just before, by its word. */
  readonly done?: string | null;
  readonly faults?: ReadonlyMap<string, Fault>;
  /** What was typed, passwords aside. */
  readonly values?: Readonly<Record<string, string>>;
}

/** マイアカウント: everything about one's own account on one page. */
@Injectable()
export class AccountPage {
  constructor(
    private readonly account: Account,
    private readonly factors: SecondFactors,
    private readonly passkeys: Passkeys,
    private readonly sessions: StaffSessions,
    private readonly views: Views,
  ) {}

  async show(principal: Principal, context: PageContext, shown: ShownOnAccount = {}): Promise<string> {
    const session = principal.staffSession;
    const details = await this.account.of(session);
    const { name, language } = details;
    return this.views.page(
      'staff/account',
      { ...context, path: '/staff/account' },
      {
        done: null,
        faults: new Map(),
        ...shown,
        values: { name, language, ...shown.values },
        details,
        languages: STAFF_LANGUAGES,
        isBound: session.organizationId !== null,
        factors: await this.factors.of(session.staffMemberId),
        passkeys: await this.passkeys.list(session.staffMemberId),
        sessions: await this.sessions.list(session),
      },
    );
  }
}

/** Faults by the field that they stand beside. */
export function faultsByField(faults: readonly Fault[] = []): ReadonlyMap<string, Fault> {
  return new Map(faults.map((fault) => [fault.field, fault]));
}
