import { type CivilDate, type CivilTime, isCivilDate, isCivilTime } from '../../../shared/civil-time.js';

interface Era {
  /** The year before its first. */
  readonly before: number;
  /** Its last year; undefined: it goes on. */
  readonly last?: number;
}

const REIWA: Era = { before: 2018 };
const HEISEI: Era = { before: 1988, last: 31 };
const SHOWA: Era = { before: 1925, last: 64 };
/** The eras in which dates of events are written. */
const ERAS: Readonly<Record<string, Era>> = {
  令和: REIWA,
  r: REIWA,
  平成: HEISEI,
  h: HEISEI,
  昭和: SHOWA,
  s: SHOWA,
};

const DATE =
  /^(?:(\d{4})|(令和|平成|昭和|[rhs])\s*(\d{1,2}|元))\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\s*(?:\([月火水木金土日祝・]+\)|[月火水木金土日]曜日?)?(?:[t ]0{1,2}:00(?::00)?)?$/;
const TIME =
  /^(午前|午後|am|pm)?\s*(\d{1,2})\s*(?::\s*(\d{2})(?::\d{2})?|時\s*(?:(\d{1,2})\s*分|(半))?)\s*(am|pm)?$/;

/**
 * A date as towns write it: `2025-05-13`, `2025/5/13`, `2025年5月13日（火）`, `令和7年5月13日`, `R7.5.13`, `20250513`, in digits of any
 * width. Undefined where it is none, or one that no calendar has: 平成40年 neither.
 */
export function listDate(cell: string): CivilDate | undefined {
  const text = plain(cell);
  const compact = /^(\d{4})(\d\d)(\d\d)$/.exec(text);
  if (compact) return realDate(Number(compact[1]), Number(compact[2]), Number(compact[3]));
  const match = DATE.exec(text);
  if (!match) return undefined;
  const [, year, era, yearOfEra, month, day] = match;
  if (year) return realDate(Number(year), Number(month), Number(day));
  const { before, last = Number.POSITIVE_INFINITY } = ERAS[era!]!;
  const counted = yearOfEra === '元' ? 1 : Number(yearOfEra);
  return counted < 1 || counted > last ? undefined : realDate(before + counted, Number(month), Number(day));
}

/** White space as one space each: patterns look at every one of them. */
function plain(cell: string): string {
  return cell.normalize('NFKC').trim().toLowerCase().replace(/\s+/g, ' ');
}

function realDate(year: number, month: number, day: number): CivilDate | undefined {
  const two = (number: number) => String(number).padStart(2, '0');
  const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  return isCivilDate(date) && year >= 1900 && year < 2100 ? date : undefined;
}

/**
 * A clock time as towns write it: `10:00`, `9:30:00`, `10時`, `10時30分`, `10時半`, `午後1時`. `24:00` only where it is an end.
 * Undefined where it is none.
 */
export function listTime(cell: string, isEnd = false): CivilTime | undefined {
  const match = TIME.exec(plain(cell));
  if (!match) return undefined;
  const half = match[1] ?? match[6];
  const hours = Number(match[2]);
  // Noon by the law, midnight by most clocks: nobody can tell.
  if (half !== undefined && (hours > 12 || (hours === 12 && !isAfternoon(half)))) return undefined;
  const hour = half !== undefined && isAfternoon(half) ? (hours % 12) + 12 : hours;
  const minutes = match[5] ? 30 : Number(match[3] ?? match[4] ?? 0);
  const time = `${String(hour).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
  return isCivilTime(time) || (isEnd && time === '24:00') ? time : undefined;
}

function isAfternoon(half: string): boolean {
  return half === '午後' || half === 'pm';
}

/** Seats as a cell says them. */
export interface ListCapacity {
  /** `none`: no limit; undefined: no number is said. */
  readonly capacity?: number | 'none';
  readonly unit?: 'parties';
  /** True where the cell says more than the number: 先着30人. */
  readonly hasWords: boolean;
}

/** `30`, `30名`, `先着30人`, `各日5組`, `なし`; anything else is words without a number. */
export function listCapacity(cell: string): ListCapacity {
  const text = cell.normalize('NFKC').replace(/[\s,]/g, '');
  if (text === '') return { hasWords: false };
  if (/^(定員|制限)?(は)?(特に)?(なし|無し|ありません|設けない)$/.test(text))
    return { capacity: 'none', hasWords: false };
  const numbers = [...text.matchAll(/\d+/g)].map(([digits]) => Number(digits));
  const bare = /^(\d+)(名|人|組|席)?$/.exec(text);
  const [only] = numbers;
  if (numbers.length !== 1 || only === undefined || only < 1 || only > 100_000) return { hasWords: true };
  const unit = /\d組/.test(text) ? { unit: 'parties' as const } : {};
  const isSeats = bare !== null || /\d(名|人|組|席)/.test(text);
  return isSeats ? { capacity: only, ...unit, hasWords: bare === null } : { hasWords: true };
}

/** Degrees as a number; undefined where the cell is none, or beyond the earth. */
export function listDegrees(cell: string, most: 90 | 180): number | undefined {
  const text = cell.normalize('NFKC').trim();
  if (!/^[+-]?\d{1,3}(\.\d+)?$/.test(text)) return undefined;
  const degrees = Number(text);
  return Math.abs(degrees) <= most ? degrees : undefined;
}
