import type { Organization } from '../../organizations/organization.entity.js';
import { civilDateOf, civilTimeOf } from '../../shared/civil-time.js';
import type { FileOrganization, FilePool, FileProgramme } from '../domain/programme-file.js';
import type { Weekday } from '../domain/recurrence.js';
import {
  DEFAULT_DESK,
  DEFAULT_SENSITIVE_ANSWERS_DAYS,
  type FileAsks,
  type FileChannel,
  type FileChannels,
  type FileDesk,
  type FileEligibility,
  type FileLottery,
  type FileMinimum,
  type FileQuestion,
  type FileRegistration,
  waitsByDefault,
} from '../domain/registering-file.js';
import type { RegistrationColumns } from '../import/registering-columns.js';
import type { PoolRecord } from '../import/year-records.js';
import type { Programme } from '../programme.entity.js';
import { stated } from './stated.js';

/** The order in which people write what the database keeps in an order of its own. */
const ORDER = {
  eligibility: ['rule', 'as', 'of', 'min', 'max', 'municipalities', 'programme', 'text', 'textEn'],
  asks: ['relation', 'companions', 'municipality', 'age'],
  question: ['key', 'text', 'textEn', 'type', 'choices', 'required', 'sensitive'],
  lottery: ['priorities', 'residents'],
  minimum: ['people', 'daysBefore'],
  channels: ['web', 'telephone', 'desk'],
  channel: ['opens', 'closes', 'closesBefore', 'weekdays', 'from', 'until'],
} as const satisfies {
  eligibility: readonly (keyof FileEligibility)[];
  asks: readonly (keyof FileAsks)[];
  question: readonly (keyof FileQuestion)[];
  lottery: readonly (keyof FileLottery)[];
  minimum: readonly (keyof FileMinimum)[];
  channels: readonly (keyof FileChannels)[];
  channel: readonly (keyof FileChannel)[];
};

/** How one registers for a course: what is not so by default; null: nothing. Moments are those of the zone's clocks. */
export function registrationFile(course: RegistrationColumns, timeZone: string): FileRegistration | null {
  const { opensAt, closesAt, registrationMode, waitingList, closesWhenFull, lottery, minimum, channels } =
    course;
  const file = stated<FileRegistration>({
    mode: registrationMode === 'unstated' ? null : registrationMode,
    opens: opensAt && momentFile(opensAt, timeZone),
    closes: closesAt && momentFile(closesAt, timeZone),
    waitingList: waitingList === waitsByDefault({ closesWhenFull }) ? null : waitingList,
    queue: course.queueHolds ? 'holds' : null,
    offerHours: course.offerHours,
    approval: course.approval ? true : null,
    lottery: lottery && inOrder(lottery, ORDER.lottery),
    closesWhenFull: closesWhenFull ? true : null,
    joinUntil: course.joinUntil,
    maxPeople: course.maxPeople,
    minimum: minimum && inOrder(minimum, ORDER.minimum),
    channels: channels && channelsFile(channels),
  });
  return Object.keys(file).length > 0 ? file : null;
}

/** Who may come to a programme, and what is asked of them; null, or an empty list, where nothing is said. */
export function termsFile({ eligibility, asks, questions }: Programme): {
  readonly [Part in 'eligibility' | 'asks' | 'questions']: FileProgramme[Part] | null;
} {
  const asked = inOrder(asks, ORDER.asks);
  return {
    eligibility: eligibility.map((rule) => inOrder(rule, ORDER.eligibility)),
    asks: Object.keys(asked).length > 0 ? asked : null,
    questions: questions.map((question) => inOrder(question, ORDER.question)),
  };
}

/** When an organization answers, and how long it keeps what is sensitive: what is not so by default. */
export function deskFile(organization: Organization): {
  readonly [Part in 'desk' | 'sensitiveAnswersDays']: FileOrganization[Part] | null;
} {
  const { quietFrom, quietUntil, sensitiveAnswersDays: days } = organization;
  const desk = stated<FileDesk>({
    quietFrom: quietFrom === DEFAULT_DESK.quietFrom ? null : quietFrom,
    quietUntil: quietUntil === DEFAULT_DESK.quietUntil ? null : quietUntil,
    closedOn: organization.deskClosedOn as readonly Weekday[],
    closedOnHolidays: organization.deskClosedOnHolidays ? true : null,
  });
  return {
    desk: Object.keys(desk).length > 0 ? desk : null,
    sensitiveAnswersDays: days === DEFAULT_SENSITIVE_ANSWERS_DAYS ? null : days,
  };
}

/**
 * Seats of one sort that are kept for residents. A number beyond the capacity, which may have been lowered since, is left
 * out: then all of them are kept, and no file may say more.
 */
export function keptFile(
  {
    keptFor,
    keptUnits,
    keptUntil,
    capacity,
  }: Pick<PoolRecord, 'keptFor' | 'keptUnits' | 'keptUntil' | 'capacity'>,
  timeZone: string,
): { readonly [Part in 'keptFor' | 'kept' | 'keptUntil']: FilePool[Part] | null } {
  const all = keptUnits !== null && capacity !== null && keptUnits > capacity;
  return {
    keptFor,
    kept: all ? null : keptUnits,
    keptUntil: keptUntil && momentFile(keptUntil, timeZone),
  };
}

/**
 * The same without a `joinUntil` beyond the last of the sessions, some of which may have been taken away since: then one can
 * always join, and no file may say more.
 */
export function joinable(
  registration: FileRegistration,
  sessions: readonly { readonly number: number | null }[],
): FileRegistration {
  const { joinUntil, ...others } = registration;
  const last = Math.max(sessions.length, ...sessions.map(({ number }) => number ?? 0));
  return joinUntil !== undefined && last > 0 && joinUntil > last ? others : registration;
}

function channelsFile(channels: FileChannels): FileChannels {
  const entries = Object.entries(inOrder(channels, ORDER.channels));
  return Object.fromEntries(entries.map(([name, channel]) => [name, channelFile(channel)]));
}

function channelFile(channel: FileChannel): FileChannel {
  const { closesBefore, ...file } = inOrder(channel, ORDER.channel);
  // Built anew, so that its keys are in order too.
  return closesBefore
    ? inOrder({ ...file, closesBefore: { days: closesBefore.days, at: closesBefore.at } }, ORDER.channel)
    : file;
}

function momentFile(at: Date, timeZone: string): string {
  return `${civilDateOf(at, timeZone)}T${civilTimeOf(at, timeZone)}`;
}

/** The same group with its keys in this order. */
function inOrder<T extends object>(group: T, keys: readonly (keyof T)[]): T {
  return Object.fromEntries(
    keys.flatMap((key) => (group[key] === undefined ? [] : [[key, group[key]]])),
  ) as T;
}
