import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { type OwnedProgramme, ProgrammeAccess } from '../../programmes/programme-access.js';
import { isoWithOffset } from '../../shared/civil-time.js';
import { DomainError } from '../../shared/domain-error.js';
import { LooksAtPeople } from '../looks-at-people.js';
import type { MessageFilter, MessageItem, MessagePage } from './message.dto.js';
import { countOf, pageOf } from './message-list.queries.js';
import {
  LIMITED_TO,
  MESSAGE_BY_ID,
  MESSAGES_OF_REGISTRATION,
  PROGRAMMES_IN_SCOPE,
} from './messages.queries.js';

const PAGE_SIZE = 50;
/** Messages on the page of one registration. */
const MOST_OF_ONE = 100;

type At = 'dueAt' | 'sentAt' | 'createdAt' | 'settledAt';

interface MessageRow extends Omit<MessageItem, At> {
  readonly dueAt: Date;
  readonly sentAt: Date | null;
  readonly createdAt: Date;
  readonly settledAt: Date | null;
}

/** A message on the page of its registration. */
export interface RegistrationMessage extends MessageItem {
  /** True where it went to another address than the registration has now. */
  readonly isOtherAddress: boolean;
}

/** What a list is limited to, by the names that staff know it by. */
export interface LimitedTo {
  readonly sessionId: string | null;
  readonly number: number | null;
  readonly startsOn: string | null;
  readonly courseId: string;
  readonly course: string;
  readonly programme: string;
  readonly programmeEn: string | null;
  readonly registrationId: string | null;
  readonly code: string | null;
  readonly nickname: string | null;
}

/** Reads the message ledger of what a principal organizes: it names recipients, and is for organizers alone. */
@Injectable()
export class MessageList {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly access: ProgrammeAccess,
    private readonly looks: LooksAtPeople,
  ) {}

  /** One page, newest first. */
  async page(principal: Principal, filter: MessageFilter): Promise<MessagePage> {
    const values = [...(await this.asked(principal, filter)), filter.cursor ?? null, PAGE_SIZE + 1];
    const rows = await this.db.query<MessageRow[]>(pageOf(filter), values);
    const items = rows.slice(0, PAGE_SIZE).map(toItem);
    const ids = items.map(({ id }) => id);
    await this.looks.list(principal, 'message.list_viewed', 'messages', ids);
    return { items, next: rows.length > PAGE_SIZE ? (items.at(-1)?.id ?? null) : null };
  }

  /** @throws DomainError `unknown` for a message that is nothing of theirs. */
  async byId(principal: Principal, id: string): Promise<MessageItem> {
    const [row] = await this.db.query<MessageRow[]>(MESSAGE_BY_ID, [...(await this.scope(principal)), id]);
    if (!row) throw new DomainError('unknown');
    return toItem(row);
  }

  /** As `byId`, to be shown: that it was looked at is recorded. */
  async opened(principal: Principal, id: string): Promise<MessageItem> {
    const message = await this.byId(principal, id);
    await this.looks.one(principal, 'message.viewed', 'messages', id);
    return message;
  }

  /**
   * How many messages about a session its readers did not get; null for whoever does not organize it.
   */
  async undeliveredOf(
    principal: Principal,
    session: OwnedProgramme & { readonly id: string },
  ): Promise<number | null> {
    if (!(await this.access.may(principal, 'organizer', session))) return null;
    const filter = { session: session.id, undelivered: true };
    const values = await this.asked(principal, filter);
    const [row] = await this.db.query<{ count: number }[]>(countOf(filter), values);
    return row?.count ?? 0;
  }

  /**
   * The latest messages about a registration, newest first. Whether the reader may see them is for the caller to say, and
   * addresses are for organizers.
   */
  async ofRegistration(id: string): Promise<RegistrationMessage[]> {
    const rows = await this.db.query<(MessageRow & Pick<RegistrationMessage, 'isOtherAddress'>)[]>(
      MESSAGES_OF_REGISTRATION,
      [id, MOST_OF_ONE],
    );
    return rows.map((row) => ({ ...toItem(row), isOtherAddress: row.isOtherAddress }));
  }

  /** Programmes among which a list can choose, by title. */
  async programmes(principal: Principal): Promise<{ slug: string; title: string; titleEn: string | null }[]> {
    return this.db.query(PROGRAMMES_IN_SCOPE, await this.scope(principal));
  }

  /** What a list is limited to; null where to nothing, or to nothing of theirs. */
  async limitedTo(principal: Principal, filter: MessageFilter): Promise<LimitedTo | null> {
    const { session = null, course = null, registration = null } = filter;
    if (!session && !course && !registration) return null;
    const values = [...(await this.scope(principal)), session, course, registration];
    const [row] = await this.db.query<LimitedTo[]>(LIMITED_TO, values);
    return row ?? null;
  }

  private async asked(principal: Principal, filter: MessageFilter): Promise<unknown[]> {
    const { state, kind, session, course, programme, registration, undelivered } = filter;
    return [
      ...(await this.scope(principal)),
      ...[state, kind, session, course, programme, registration].map((value) => value ?? null),
      undelivered ?? false,
      this.clock.now(),
    ];
  }

  private async scope(principal: Principal): Promise<[readonly string[], readonly string[]]> {
    const { organizations, programmes } = await this.access.scope(principal, 'organizer');
    return [organizations, programmes];
  }
}

function toItem(row: MessageRow): MessageItem {
  const at = (instant: Date) => isoWithOffset(instant, row.timeZone);
  return {
    id: row.id,
    ...{ organization: row.organization, timeZone: row.timeZone, kind: row.kind, recipient: row.recipient },
    state: row.state,
    dueAt: at(row.dueAt),
    sentAt: row.sentAt && at(row.sentAt),
    createdAt: at(row.createdAt),
    settledAt: row.settledAt && at(row.settledAt),
    ...{ attempts: row.attempts, outcome: row.outcome, about: row.about },
    ...{ isSuppressed: row.isSuppressed, canGoAgain: row.canGoAgain },
  };
}
