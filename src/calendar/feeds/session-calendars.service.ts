import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { DataSource } from 'typeorm';
import { AppConfig } from '../../platform/config/app-config.js';
import type { Language } from '../../platform/views/messages.js';
import { Views } from '../../platform/views/views.js';
import { EVENT_COLUMNS, EVENT_JOINS, type EventRow } from '../../registrations/entries/event-row.js';
import { publicEvent } from '../../registrations/entries/session-event.js';
import { DomainError } from '../../shared/domain-error.js';
import { type Feed, feedOf } from './feed.js';
import { selectLastChange } from './feed-revision.queries.js';

/** One session as a calendar of one entry, to be put in by hand: it does not follow what changes later, as a subscription does. */
@Injectable()
export class SessionCalendars {
  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
    private readonly views: Views,
  ) {}

  /**
   * The same entry as in the public feeds, with the same UID.
   * @throws DomainError `unknown` for a session that is not there or has no date
   */
  async of(id: string, language: Language): Promise<Feed> {
    const row = isUUID(id) ? await this.dated(id) : undefined;
    if (!row) throw new DomainError('unknown');
    const t = this.views.translator(language);
    const event = publicEvent(row, { language, t, publicUrl: this.config.publicUrl });
    const changedAt = await selectLastChange(this.db, { organizations: [row.organizationId] });
    // Without a name: what has one is opened as a calendar of its own.
    return feedOf({ name: '', language, timeZone: row.timeZone, events: [event] }, changedAt);
  }

  private async dated(id: string): Promise<(EventRow & { readonly organizationId: string }) | undefined> {
    const [row] = await this.db.query(
      `SELECT ${EVENT_COLUMNS}, session.organization_id AS "organizationId" FROM sessions session ${EVENT_JOINS} WHERE session.id = $1 AND session.date_state = 'dated'`,
      [id],
    );
    return row;
  }
}
