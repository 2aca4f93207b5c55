import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Principals } from '../../organizations/principals.js';
import { hashOfToken } from '../../organizations/secret-tokens.js';
import { Clock } from '../../platform/clock.js';
import { AppConfig } from '../../platform/config/app-config.js';
import { retrying } from '../../platform/database/transaction.js';
import type { Language } from '../../platform/views/messages.js';
import { Views } from '../../platform/views/views.js';
import { ProgrammeAccess, type StaffScope } from '../../programmes/programme-access.js';
import { isRevokedCalendar } from '../../registrations/entries/revoked-calendars.queries.js';
import { DEFAULT_TIME_ZONE } from '../../shared/civil-time.js';
import { DomainError } from '../../shared/domain-error.js';
import { inTurns } from '../../shared/in-turns.js';
import { type Feed, feedOf, type Unopened } from '../feeds/feed.js';
import { FeedCache } from '../feeds/feed-cache.js';
import { selectLastChange } from '../feeds/feed-revision.queries.js';
import { type OpenedStaffCalendar, staffCalendarAt } from './staff-calendars.queries.js';
import { staffEvent } from './staff-event.js';
import { noteSeats, selectStaffRevision, selectStaffRows } from './staff-feed.queries.js';

/** Calendar feeds of staff. Of what was rendered only the tags are kept, so that who has it already costs no rendering. */
@Injectable()
export class StaffFeeds {
  private readonly tags = new FeedCache(0);

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly views: Views,
    private readonly principals: Principals,
    private readonly access: ProgrammeAccess,
  ) {}

  /**
   * Every dated session that the staff member may see at this moment: of their organizations, and of the programmes that these
   * host with others as far as their rights go. In the language of their mails unless another is asked for.
   * @throws DomainError `gone` for an address that was replaced or stopped, or whose holder is no longer staff anywhere,
   * `unknown` for one that never was
   */
  async feed(token: string, asked?: Language): Promise<Feed | Unopened<Feed>> {
    const hash = hashOfToken(token);
    const calendar = await staffCalendarAt(this.db, hash);
    if (!calendar) throw new DomainError((await isRevokedCalendar(this.db, hash)) ? 'gone' : 'unknown');
    const scope = await this.scopeOf(calendar.staffId);
    if (calendar.showsSeats) await this.lookAtSeats(scope);
    const language = asked ?? calendar.language;
    const revision = JSON.stringify([
      await selectStaffRevision(this.db, scope),
      [calendar.revision, calendar.showsSeats],
      [scope.organizations.toSorted(), scope.programmes.toSorted()],
    ]);
    return this.tags.toSend(`${hash} ${language}`, revision, () => this.render(calendar, scope, language));
  }

  /** Where somebody else is writing the same ones down and does not come to an end, what is written down already is shown. */
  private async lookAtSeats(scope: StaffScope): Promise<void> {
    try {
      await retrying(() => noteSeats(this.db, scope, this.clock.now()));
    } catch (error) {
      if (!(error instanceof DomainError && error.code === 'busy')) throw error;
    }
  }

  private async render(calendar: OpenedStaffCalendar, scope: StaffScope, language: Language): Promise<Feed> {
    const [rows, changedAt] = await Promise.all([
      selectStaffRows(this.db, scope),
      selectLastChange(this.db, scope),
    ]);
    const wording = {
      language,
      t: this.views.translator(language),
      publicUrl: this.config.publicUrl,
    };
    return feedOf(
      {
        name: wording.t('staffFeed.name'),
        language,
        timeZone: rows[0]?.timeZone ?? DEFAULT_TIME_ZONE,
        events: await inTurns(rows, (row) => staffEvent(row, calendar, wording)),
      },
      // A role that was taken away leaves no session to say so.
      new Date(Math.max(Number(changedAt), Number(calendar.changedAt))),
    );
  }

  /** Read anew at every fetch: a role that is taken away counts at once. */
  private async scopeOf(staffId: string): Promise<StaffScope> {
    const principal = await this.principals.ofMember(staffId);
    if (!principal || principal.organizationsWith('viewer').length === 0) throw new DomainError('gone');
    return this.access.scope(principal, 'viewer');
  }
}
