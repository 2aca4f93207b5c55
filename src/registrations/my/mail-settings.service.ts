import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { Clock } from '../../platform/clock.js';
import { retrying } from '../../platform/database/transaction.js';
import { DomainError } from '../../shared/domain-error.js';
import { MAIL_WANTED, type MailWanted } from '../domain/statuses.js';
import { type MailReader, RegistrationTokens } from '../registration-tokens.js';
import type { RegistrationView } from '../registration-view.js';
import { RegistrationViews } from '../registration-views.js';
import {
  type MailSettingsChange,
  mailReaderOf,
  stopMails,
  writeMailSettings,
} from './mail-settings.queries.js';

/** What a link at the foot of a mail leads to. */
export interface WayOut {
  readonly stops: Exclude<MailWanted, 'all'>;
  /** Path that stops only what can be missed, beside one that stops everything; null: there is no less to stop. */
  readonly lesser: string | null;
}

/** Which mails a registrant gets, and how they are written. */
@Injectable()
export class MailSettings {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly tokens: RegistrationTokens,
    private readonly views: RegistrationViews,
  ) {}

  /**
   * Changes the settings of the registration with this link; mails not yet sent follow them too.
   * @throws DomainError `unknown`
   */
  async change(token: string, change: MailSettingsChange): Promise<RegistrationView> {
    const isKnown = await retrying(() =>
      writeMailSettings(this.db, this.tokens.hashOf(token), change, this.clock.now()),
    );
    if (!isKnown) throw new DomainError('unknown');
    return this.views.byToken(token);
  }

  /**
   * Which mails a link in the header or at the foot of a mail stops.
   * @throws DomainError `unknown` for what was not made here, or for a reader to whom the mails no longer go
   */
  async stoppedBy(stops: string, id: string, proof: string): Promise<WayOut> {
    const asked = await this.asked(stops, id, proof);
    const lesser = asked.stops === 'none' ? this.tokens.unsubscribeUrl(asked.reader, 'needed') : null;
    return { stops: asked.stops, lesser: lesser && new URL(lesser).pathname };
  }

  /**
   * Stops what the link is for; a repetition changes nothing and is no fault.
   * @throws DomainError `unknown` for what was not made here, or for a reader to whom the mails no longer go
   */
  async stop(stops: string, id: string, proof: string): Promise<Exclude<MailWanted, 'all'>> {
    const asked = await this.asked(stops, id, proof);
    await retrying(() => stopMails(this.db, asked.reader, asked.stops));
    return asked.stops;
  }

  private async asked(
    given: string,
    id: string,
    proof: string,
  ): Promise<{ readonly stops: Exclude<MailWanted, 'all'>; readonly reader: MailReader }> {
    const stops = MAIL_WANTED.find((wanted) => wanted === given);
    const reader = stops && stops !== 'all' && isUuid(id) ? await mailReaderOf(this.db, id) : null;
    if (!stops || stops === 'all' || !reader || !this.tokens.isUnsubscribeProof(reader, stops, proof))
      throw new DomainError('unknown');
    return { stops, reader };
  }
}
