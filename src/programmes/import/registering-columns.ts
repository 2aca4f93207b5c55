import type { Organization } from '../../organizations/organization.entity.js';
import { addDays, instantOf } from '../../shared/civil-time.js';
import type { Course } from '../course.entity.js';
import type { FileOrganization, FilePool, FileProgramme } from '../domain/programme-file.js';
import {
  DEFAULT_DESK,
  DEFAULT_SENSITIVE_ANSWERS_DAYS,
  type FileRegistration,
  waitsByDefault,
} from '../domain/registering-file.js';
import type { Programme } from '../programme.entity.js';
import type { PoolRecord } from './year-records.js';

/** How one registers for a course. */
export type RegistrationColumns = Pick<
  Course,
  | 'registrationMode'
  | 'opensAt'
  | 'closesAt'
  | 'waitingList'
  | 'queueHolds'
  | 'offerHours'
  | 'approval'
  | 'lottery'
  | 'closesWhenFull'
  | 'joinUntil'
  | 'maxPeople'
  | 'minimum'
  | 'channels'
>;

/** What a file says of registering for a course, with the defaults of what it leaves out; `timeZone`: the organization's. */
export function registrationColumns(
  registration: FileRegistration = {},
  timeZone: string,
): RegistrationColumns {
  const { opens, closes } = registration;
  return {
    registrationMode: registration.mode ?? 'unstated',
    opensAt: opens === undefined ? null : opening(opens, timeZone),
    closesAt: closes === undefined ? null : closing(closes, timeZone),
    waitingList: registration.waitingList ?? waitsByDefault(registration),
    queueHolds: registration.queue === 'holds',
    offerHours: registration.offerHours ?? null,
    approval: registration.approval ?? false,
    lottery: registration.lottery ?? null,
    closesWhenFull: registration.closesWhenFull ?? false,
    joinUntil: registration.joinUntil ?? null,
    maxPeople: registration.maxPeople ?? null,
    minimum: registration.minimum ?? null,
    channels: registration.channels ?? null,
  };
}

/** Who may come to a programme, and what is asked of them. */
export function termsColumns({
  eligibility = [],
  asks = {},
  questions = [],
}: Pick<FileProgramme, 'eligibility' | 'asks' | 'questions'>): Pick<
  Programme,
  'eligibility' | 'asks' | 'questions'
> {
  return {
    eligibility: eligibility.map(withoutBlanks),
    asks: { ...asks },
    questions: questions.map(withoutBlanks),
  };
}

/** When an organization answers, and for how long it keeps what is sensitive. */
export function deskColumns({
  desk = {},
  sensitiveAnswersDays,
}: Pick<FileOrganization, 'desk' | 'sensitiveAnswersDays'>): Pick<
  Organization,
  'quietFrom' | 'quietUntil' | 'deskClosedOn' | 'deskClosedOnHolidays' | 'sensitiveAnswersDays'
> {
  return {
    quietFrom: desk.quietFrom ?? DEFAULT_DESK.quietFrom,
    quietUntil: desk.quietUntil ?? DEFAULT_DESK.quietUntil,
    deskClosedOn: [...(desk.closedOn ?? [])],
    deskClosedOnHolidays: desk.closedOnHolidays ?? false,
    sensitiveAnswersDays: sensitiveAnswersDays ?? DEFAULT_SENSITIVE_ANSWERS_DAYS,
  };
}

/** Seats kept for residents; `timeZone`: the organization's. */
export function keptColumns(
  { keptFor, kept, keptUntil }: FilePool,
  timeZone: string,
): Pick<PoolRecord, 'keptFor' | 'keptUnits' | 'keptUntil'> {
  return {
    keptFor: [...(keptFor ?? [])],
    keptUnits: kept ?? null,
    keptUntil: keptUntil === undefined ? null : closing(keptUntil, timeZone),
  };
}

/** A date without time opens when its day begins. */
function opening(moment: string, timeZone: string): Date {
  return instantOf(moment.slice(0, 10), moment.slice(11) || '00:00', timeZone);
}

/** A date without time closes when the day is over. */
function closing(moment: string, timeZone: string): Date {
  return moment.length === 10
    ? instantOf(addDays(moment, 1), '00:00', timeZone)
    : instantOf(moment.slice(0, 10), moment.slice(11), timeZone);
}

/** An empty text says nothing. */
function withoutBlanks<T extends object>(value: T): T {
  return Object.fromEntries(
    Object.entries(value).filter(([, part]) => typeof part !== 'string' || part.trim() !== ''),
  ) as T;
}
