import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { DataSource } from 'typeorm';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { inTransaction, retrying } from '../../platform/database/transaction.js';
import { type Language, STAFF_LANGUAGES } from '../../platform/views/messages.js';
import { DomainError } from '../../shared/domain-error.js';
import { LeavingLinks } from './leaving-links.js';
import {
  languageOfMember,
  stopNotices,
  type WantedNotices,
  wantedNotices,
  writeLanguage,
  writeNotices,
} from './notice-settings.queries.js';
import { isStaffNotice, type StaffNotice } from './staff-notices.js';

const STAFF = 'staff:';

export interface NoticeSettingsView {
  readonly language: Language;
  readonly organizations: readonly WantedNotices[];
}

/** What a staff member asks for: by the slug of the organization; one that is left out stays as it is. */
export interface NoticeChoice {
  readonly language: string;
  readonly wanted: ReadonlyMap<string, readonly StaffNotice[]>;
}

/**
 * Which mails staff get, by their own choice. It is their own affair and touches nobody's data: the audit log does not
 * keep it.
 */
@Injectable()
export class NoticeSettings {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly links: LeavingLinks,
  ) {}

  /** Their settings in the organizations of which they are told something. */
  async of(principal: Principal): Promise<NoticeSettingsView> {
    const memberId = memberOf(principal);
    const [language, organizations] = await Promise.all([
      languageOfMember(this.db, memberId),
      wantedNotices(this.db, memberId, principal.organizationsWith('organizer')),
    ]);
    return { language, organizations };
  }

  /** @throws DomainError `unknown` for an organization that is not theirs, `invalid` for a language that there is not */
  async change(principal: Principal, { language, wanted }: NoticeChoice): Promise<void> {
    const memberId = memberOf(principal);
    const known = STAFF_LANGUAGES.find((one) => one === language);
    if (!known) throw new DomainError('invalid', { faults: [{ field: 'language', code: 'unknown' }] });
    const own = new Set((await this.of(principal)).organizations.map(({ slug }) => slug));
    for (const slug of wanted.keys()) if (!own.has(slug)) throw new DomainError('unknown');
    const now = this.clock.now();
    await inTransaction(this.db, async (tx) => {
      await writeLanguage(tx, memberId, known);
      for (const [slug, notices] of wanted) await writeNotices(tx, { memberId, slug, notices, now });
    });
  }

  /**
   * Which mails a link in the header or at the foot of a mail stops.
   * @throws DomainError `unknown` for what was not made here
   */
  stoppedBy(kind: string, memberId: string, organizationId: string, proof: string): StaffNotice {
    const isOurs =
      isStaffNotice(kind) &&
      isUUID(memberId) &&
      isUUID(organizationId) &&
      this.links.isProof({ kind, memberId, organizationId }, proof);
    if (!isOurs) throw new DomainError('unknown');
    return kind;
  }

  /**
   * Stops what the link is for; a repetition changes nothing and is no fault.
   * @throws DomainError `unknown` for what was not made here
   */
  async stop(kind: string, memberId: string, organizationId: string, proof: string): Promise<StaffNotice> {
    const stopped = this.stoppedBy(kind, memberId, organizationId, proof);
    await retrying(() => stopNotices(this.db, { kind: stopped, memberId, organizationId }));
    return stopped;
  }
}

/** @throws DomainError `forbidden` for an API token: it reads no mail */
function memberOf({ actor }: Principal): string {
  if (!actor.startsWith(STAFF)) throw new DomainError('forbidden');
  return actor.slice(STAFF.length);
}
