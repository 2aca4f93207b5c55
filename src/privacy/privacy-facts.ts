import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../platform/clock.js';
import { AppConfig } from '../platform/config/app-config.js';
import type { Language } from '../platform/views/messages.js';
import { Views } from '../platform/views/views.js';
import { civilDateOf } from '../shared/civil-time.js';
import { DomainError } from '../shared/domain-error.js';
import { fiscalYearOf } from '../shared/fiscal-year.js';
import { type AskedFields, askedFields } from './asked-fields.js';
import { KEPT } from './kept.js';
import {
  allSettings,
  askingProgrammes,
  hasSensitiveAnswers,
  holdingProgrammes,
  machinesOf,
  type OrganizationSettings,
  settingsOf,
} from './privacy.queries.js';
import { type HostSight, hostSights } from './seen-by.js';

/** What the page of an organization says, each from what is set or from the rule that does it. */
export interface PrivacyFacts {
  readonly organization: OrganizationSettings;
  /** True where one can register for something of the organization now or later. */
  readonly takesRegistrations: boolean;
  /** True where a sensitive question is asked, or an answer to one is still kept. */
  readonly hasSensitive: boolean;
  /** True where a programme lets people in as members: their answers end with the year. */
  readonly hasMembers: boolean;
  /** True where a draw decides in a programme: its list is published. */
  readonly hasLottery: boolean;
  readonly asked: AskedFields;
  readonly hosts: readonly HostSight[];
  readonly remindsAhead: boolean;
  /** What other systems learn: numbers of single registrations, figures of sessions alone, or nothing. */
  readonly told: 'registrations' | 'sessions' | null;
  readonly systemsRead: boolean;
  readonly kept: typeof KEPT;
}

/** What the page of the site says. */
export interface SitePrivacy {
  readonly organizations: readonly OrganizationSettings[];
  /** False where mails are written into files and never leave. */
  readonly sendsMail: boolean;
  readonly kept: typeof KEPT;
}

/** Reads what is set, for the pages that say in plain words what is kept of whom. */
@Injectable()
export class PrivacyFactsReader {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly views: Views,
  ) {}

  async ofSite(): Promise<SitePrivacy> {
    return {
      organizations: await allSettings(this.db),
      sendsMail: this.config.smtpUrl !== undefined,
      kept: KEPT,
    };
  }

  /** @throws DomainError `unknown` */
  async of(slug: string, language: Language): Promise<PrivacyFacts> {
    const organization = await settingsOf(this.db, slug);
    if (!organization) throw new DomainError('unknown');
    const now = this.clock.now();
    const year = fiscalYearOf(civilDateOf(now, organization.timeZone));
    const programmes = await askingProgrammes(this.db, { organizationId: organization.id, year, now });
    const holding = await holdingProgrammes(this.db, organization.id);
    const { events, readsPeople } = await machinesOf(this.db, organization.id, now);
    const wording = { t: this.views.translator(language), language };
    const asked = askedFields(programmes, organization, wording);
    return {
      organization,
      takesRegistrations: programmes.length > 0,
      hasSensitive:
        asked.questions.some(({ isSensitive }) => isSensitive) ||
        (await hasSensitiveAnswers(this.db, organization.id)),
      hasMembers: holding.some(({ hasMembers }) => hasMembers),
      hasLottery: holding.some(({ draws }) => draws),
      asked,
      hosts: hostSights(holding),
      remindsAhead: programmes.some((programme) => programme.remindsAhead),
      told: events.some((event) => event.startsWith('registration.') || event.startsWith('place.'))
        ? 'registrations'
        : events.length > 0
          ? 'sessions'
          : null,
      systemsRead: readsPeople,
      kept: KEPT,
    };
  }
}
