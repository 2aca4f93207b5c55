import { eraFiscalYear, type FiscalYear, fiscalYearOf } from '../../../shared/fiscal-year.js';
import type { FileRegistration } from '../registering-file.js';
import type { EventListColumn } from './event-list.js';
import type { ListGroup } from './event-list-groups.js';
import type { KnownCourse } from './event-list-known.js';
import { cellLine, type ListMember, sharedText } from './event-list-members.js';
import { freeKey } from './event-list-venues.js';

/** Rows that are sessions of one course. */
export interface ListCourse {
  readonly key: string;
  readonly title: string;
  readonly fiscalYear: FiscalYear;
  /** Undefined: the list makes it. */
  readonly course: KnownCourse | undefined;
  readonly members: readonly ListMember[];
  readonly registration: FileRegistration | undefined;
  readonly said: ReadonlySet<string>;
  /** Rows that close at a time of their own. */
  readonly closingAlone: ReadonlySet<ListMember>;
}

/** Columns that say when registration closes. */
export const CLOSING: readonly EventListColumn[] = ['参加申込終了日', '参加申込終了時間'];
/** Sentences that say that nobody needs to register; they end there. */
const NO_REGISTRATION =
  /(?:申込|申し込み|申込み|予約)(?:は|の|も)?(?:不要|なし|必要ありません|いりません)(?:です)?(?=$|[\s。．.、,・（(／/！!])|自由参加(?:です)?(?=$|[\s。．.、,・（(／/！!])/gu;
const STRAIGHT_THERE = /直接(?:会場|お越し)/u;
/** What makes it so for some only, or not at all. */
const RESERVED =
  /要(?:事前)?(?:予約|申込|申し込み|連絡)|でき(?:ません|ない|かねます)|(?:が|は)必要(?!あり|な[いく])|ただし|を除/u;
const REGISTERING = /申込|申し込み|予約|電話|メール|フォーム|窓口/u;

/** The courses of a programme: sessions that are there stay in theirs, the others go by fiscal year. */
export function listCourses({ programme, members }: ListGroup): ListCourse[] {
  const known = programme?.courses ?? [];
  const ofYear = new Map<FiscalYear, KnownCourse>();
  for (const course of known) ofYear.set(course.fiscalYear, course);
  // New rows go where the others of their list and year are; a session that was put off into the next year takes nobody along.
  for (const { place, event } of members) {
    const year = fiscalYearOf(event.date);
    if (place?.course.fiscalYear === year) ofYear.set(year, place.course);
  }
  const taken = new Set(known.map(({ key }) => key));
  const newKeys = new Map<FiscalYear, string>();
  const courseOf = ({ place, event }: ListMember) => {
    const year = fiscalYearOf(event.date);
    const course = place?.course ?? ofYear.get(year);
    if (course) return course.key;
    const key = newKeys.get(year) ?? freeKey(`fy${year}`, taken);
    newKeys.set(year, key);
    return key;
  };
  return [...Map.groupBy(members, courseOf)].map(([key, own]) => {
    const course = known.find((one) => one.key === key);
    const fiscalYear = course?.fiscalYear ?? fiscalYearOf(own[0]!.event.date);
    const closing = sharedText(own, course !== undefined, CLOSING, ({ event }) => event.closes ?? '');
    // One row that closes at another time: then none of them is the course's.
    const isShared = closing.isSaid && own.every(({ event }) => (event.closes ?? '') === closing.value);
    const registration = {
      ...(course === undefined && modeOf(own)),
      ...(isShared && { closes: closing.value }),
    };
    return {
      ...{ key, course, fiscalYear, members: own },
      title: course?.title ?? eraFiscalYear(fiscalYear),
      registration: Object.keys(registration).length > 0 ? registration : undefined,
      said: new Set(isShared ? ['closesAt'] : []),
      closingAlone: isShared
        ? new Set<ListMember>()
        : new Set(own.filter((member) => CLOSING.some((column) => member.saysAnew(column)))),
    };
  });
}

/** When registration for this session alone closes, in the list's words. */
export function closingLines({ closingAlone }: ListCourse, member: ListMember): string[] {
  if (!closingAlone.has(member)) return [];
  return CLOSING.flatMap((column) => {
    const cell = member.event.cells[column];
    return cell === '' ? [] : [cellLine(column, cell)];
  });
}

function modeOf(members: readonly ListMember[]): Pick<FileRegistration, 'mode'> {
  const ways = members.map(({ event }) => event.cells.参加申込方法).filter((way) => way !== '');
  if (ways.length === 0) return {};
  return { mode: ways.every(needsNone) ? 'none' : 'elsewhere' };
}

/** True where a way to register says that there is none to be gone. */
function needsNone(way: string): boolean {
  const text = way.normalize('NFKC');
  if (RESERVED.test(text)) return false;
  const rest = text.replace(NO_REGISTRATION, '');
  return rest !== text || (STRAIGHT_THERE.test(text) && !REGISTERING.test(rest));
}
