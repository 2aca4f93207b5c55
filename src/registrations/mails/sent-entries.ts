import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AppConfig } from '../../platform/config/app-config.js';
import { mailboxOf } from '../../platform/mail/addresses.js';
import type { CalendarPart } from '../../platform/mail/composers.js';
import { Views } from '../../platform/views/views.js';
import { shortTime } from '../../shared/civil-time.js';
import { type CalendarEvent, icalendarOf } from '../../shared/icalendar.js';
import { type SentPlaceRow, selectSentEntries } from '../entries/sent-entries.queries.js';
import { personalEvent, type Wording } from '../entries/session-event.js';
import type { FormerSession, Notice, NoticePlace, NoticeRegistration } from './notice.js';
import { organizationOf, replyToOf } from './notice-names.js';

/** The same for everyone: a name in a list of downloads tells nobody what it is about. */
const FILE_NAME = 'yotei.ics';
/** Most entries of one mail: a weekly course over a year. The mail says that the others are in the personal feed. */
const MOST_ENTRIES = 60;
/** UTF-16 units of each text of an entry, so that the whole stays below what phone mailboxes take; the page says the rest. */
const MOST_IN_LINE = 300;
const MOST_IN_DESCRIPTION = 2000;
/** What is sent is not fetched again. */
const NEVER_FETCHED = { name: '', refreshMinutes: 0 } as const;

/** The file with the entries of a mail. */
export interface SentCalendar {
  readonly part: CalendarPart;
  /** True where it only takes entries away. */
  readonly isRemoval: boolean;
  /** True where there are more than it holds. */
  readonly isCut: boolean;
}

/** What of a notice its entries depend on. */
type Told = Pick<Notice, 'registration' | 'before' | 'doneAt' | 'kind'>;

/**
 * Writes the calendar entries that go with a mail, from the same data, words and numbers as the personal feed: whoever opens
 * the file and subscribes too has each entry once.
 */
@Injectable()
export class SentEntries {
  private readonly logger = new Logger('mail');

  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
    private readonly views: Views,
  ) {}

  /**
   * Entries of these places of one registration: confirmed ones as they are, given-up and called-off ones as cancelled. A single
   * cancelled one is `METHOD:CANCEL`; where there are more, or both, all are published with their status, for a CANCEL is
   * about one UID (RFC 5546 §3.2.5). Where there are too many, those that were given up before what the mail tells of stay out
   * first, then the latest.
   * @param told `before`: what the session of the only place was: one without a date any more is cancelled where it stood
   * @returns null where none of them has, or had, a date; and where they cannot be written, because the mail must go all the same
   */
  async of(told: Told, places: readonly NoticePlace[]): Promise<SentCalendar | null> {
    const { before } = told;
    if (places.every(({ session }) => session.startsOn === null) && !before?.startsOn) return null;
    const rows = await selectSentEntries(
      this.db,
      places.map(({ id }) => id),
    );
    try {
      return this.written(told, rows);
    } catch (error) {
      this.logger.error(
        `The entries of a mail (${told.kind}) could not be written: it goes without`,
        whereOf(error),
      );
      return null;
    }
  }

  private written(
    { registration, before, doneAt }: Told,
    rows: readonly SentPlaceRow[],
  ): SentCalendar | null {
    const { wording, organizer } = this.voiceOf(registration);
    const entries = rows
      .toSorted((one, other) => urgency(one, doneAt) - urgency(other, doneAt))
      .flatMap((row) => eventsOf(row, before, registration.discreet, wording))
      .filter(({ status }) => status !== 'tentative');
    const events = entries.slice(0, MOST_ENTRIES).map((event) => ({ ...bounded(event), organizer }));
    const [first] = events;
    if (!first) return null;
    const isRemoval = events.every(({ status }) => status === 'cancelled');
    const method = isRemoval && events.length === 1 ? 'CANCEL' : 'PUBLISH';
    const { language } = wording;
    const content = icalendarOf({ ...NEVER_FETCHED, method, language, timeZone: first.timeZone, events });
    const part = { method, fileName: FILE_NAME, content } as const;
    return { part, isRemoval, isCut: entries.length > events.length };
  }

  /** In whose name and words: those of the house only where the reader asked for plain mail. */
  private voiceOf(registration: NoticeRegistration) {
    const { discreet } = registration;
    const language = registration.language;
    const { mailFrom, publicUrl } = this.config;
    const t = this.views.translator(language);
    const wording: Wording = { language, t, publicUrl };
    const answers = discreet ? undefined : mailboxOf(replyToOf(registration) ?? '');
    return {
      wording,
      organizer: {
        name: discreet ? t('mail.sender') : organizationOf(registration),
        address: answers ?? mailFrom,
      },
    };
  }
}

/** In which turn an entry has its room: given up by what the mail tells of, to be had, given up before. */
function urgency({ givenUpAt }: SentPlaceRow, doneAt: Date | undefined): number {
  if (givenUpAt === null) return 1;
  return doneAt && givenUpAt < doneAt ? 2 : 0;
}

/** Where an error was thrown; what it says may be about people. */
function whereOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !error.stack?.includes(error.message)) return undefined;
  return error.stack.slice(error.stack.indexOf(error.message) + error.message.length);
}

/** The entry as the personal feed has it; one that has lost its date as it was, cancelled. */
function eventsOf(
  row: SentPlaceRow,
  before: FormerSession | undefined,
  discreet: boolean,
  wording: Wording,
): CalendarEvent[] {
  const { startsOn } = row;
  if (startsOn !== null) return [personalEvent({ ...row, startsOn }, discreet, wording)];
  if (!before?.startsOn) return [];
  const former = {
    startsOn: before.startsOn,
    startTime: before.startTime && shortTime(before.startTime),
    endsOn: before.endsOn,
    endTime: before.endTime && shortTime(before.endTime),
  };
  return [{ ...personalEvent({ ...row, ...former }, discreet, wording), status: 'cancelled', busy: false }];
}

function bounded(event: CalendarEvent): CalendarEvent {
  return {
    ...event,
    summary: shortened(event.summary, MOST_IN_LINE),
    location: event.location && shortened(event.location, MOST_IN_LINE),
    description: event.description && shortened(event.description, MOST_IN_DESCRIPTION),
  };
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/\p{Cs}$/u, '')}…`;
}
