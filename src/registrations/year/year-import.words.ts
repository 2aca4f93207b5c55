import type { Formats } from '../../platform/views/formats.js';
import type { Translate } from '../../platform/views/messages.js';
import type { CompletionRule } from '../../programmes/course.entity.js';
import type { FileClosure } from '../../programmes/domain/closure-file.js';
import type { FileHeadCategory } from '../../programmes/domain/counting-file.js';
import type { Holiday } from '../../programmes/domain/holidays.js';
import type { FileFrequency } from '../../programmes/domain/programme-file.js';
import type { FileMinimum } from '../../programmes/domain/registering-file.js';
import type { ReminderRule, ThanksRule } from '../../programmes/domain/reminder-file.js';
import type { ProgrammeRelation } from '../../programmes/programme.entity.js';
import { isCivilDate, shortTime } from '../../shared/civil-time.js';
import { registeringWords } from './year-import.registering-words.js';

/** What it takes to say a value in words. */
export interface ImportWording {
  readonly t: Translate;
  readonly has: (key: string) => boolean;
  readonly format: Formats;
  readonly timeZone: string;
  /** Names of organizations and programmes by id. */
  readonly nameOf: (id: string) => string | undefined;
  readonly holidayName: (holiday: Holiday) => string;
}

/** Catalogues of the words for fields that hold codes. */
const CODES: Readonly<Record<string, string>> = {
  kind: 'words.kind',
  audiences: 'words.audience',
  role: 'words.hostRole',
  unit: 'words.unit',
  status: 'import.status',
  qualifier: 'import.qualifier',
  registrationMode: 'import.mode',
  rights: 'import.rights',
  closedOn: 'import.weekday',
  deskClosedOn: 'import.weekday',
};

/** Moments at which something ends: midnight is the end of the day before. */
const DEADLINES: readonly string[] = ['closesAt', 'keptUntil'];
/** What it means that a number is not given, where that is not nothing. */
const WITHOUT_NUMBER: Readonly<Record<string, string>> = {
  capacity: 'import.noCapacity',
  keptUnits: 'import.everyKept',
  offerHours: 'import.atOnce',
  joinUntil: 'import.always',
  maxPeople: 'import.noLimit',
};

/** A value of a report as people read it; what stands in no catalogue is said as it is. */
export function valueWords(field: string, value: unknown, wording: ImportWording): string {
  const { t, format, timeZone, nameOf } = wording;
  const each = (one: unknown) => valueWords(field, one, wording);
  const unlimited = WITHOUT_NUMBER[field];
  if (unlimited !== undefined && value === null) return t(unlimited);
  if (value === null || value === undefined || value === '') return t('import.none');
  if (typeof value === 'boolean') return t(`import.${value ? 'yes' : 'no'}`);
  if (typeof value === 'number') return field === 'fiscalYear' ? String(value) : format.number(value);
  if (value instanceof Date)
    return DEADLINES.includes(field) ? format.deadline(value, timeZone) : format.dateTime(value, timeZone);
  if (Array.isArray(value))
    return value.length === 0 ? t('import.none') : value.map(each).join(t('import.and'));
  if (typeof value === 'object') return groupWords(field, value, wording);
  const text = String(value);
  if (isCivilDate(text)) return format.date(text);
  if (/^\d\d:\d\d(:\d\d)?$/.test(text)) return shortTime(text);
  const code = CODES[field] && `${CODES[field]}.${text}`;
  if (code && wording.has(code)) return t(code);
  return nameOf(text) ?? text;
}

/** A value that is a group of keys: a closure, a reminder, a part of the running order, a relation, a habit. */
function groupWords(field: string, value: object, wording: ImportWording): string {
  const { t, format, nameOf } = wording;
  const registering = registeringWords(field, value, wording);
  if (registering !== undefined) return registering;
  switch (field) {
    case 'closures': {
      const { from, until, reason = '' } = value as FileClosure;
      const days =
        until && until !== from
          ? t('import.period', { from: format.date(from), until: format.date(until) })
          : format.date(from);
      return `${days} ${reason}`.trim();
    }
    case 'reminders': {
      const rule = value as ReminderRule;
      return 'hoursBefore' in rule
        ? t('import.reminderHours', { hours: rule.hoursBefore })
        : t('import.reminder', { days: rule.daysBefore, at: rule.at });
    }
    case 'thanks': {
      const { daysAfter, at } = value as ThanksRule;
      return t('import.thanks', { days: daysAfter, at });
    }
    case 'minimum': {
      const { people, daysBefore } = value as FileMinimum;
      return t('import.minimum', { people, days: daysBefore });
    }
    case 'completion': {
      const { atLeast } = value as CompletionRule;
      return t('import.completion', { sessions: atLeast === 'all' ? -1 : atLeast });
    }
    case 'headCategories': {
      const { key, label } = value as FileHeadCategory;
      return t('import.headCategory', { key, label });
    }
    case 'segments': {
      const { start, topic } = value as { start: string; topic: string };
      return `${start} ${topic}`;
    }
    case 'relations': {
      const { kind, programmeId, text } = value as ProgrammeRelation;
      return t(`import.relation.${kind}`, { programme: nameOf(programmeId) ?? '', text: text ?? '' }).trim();
    }
    default:
      return frequencyWords(value as FileFrequency, t);
  }
}

function frequencyWords(
  { per, times, timesMax, qualifier = 'exact', text }: FileFrequency,
  t: Translate,
): string {
  if (text !== undefined) return text;
  const number =
    timesMax === undefined ? times : t('year.frequency.range', { times: times ?? 0, max: timesMax });
  const words =
    number === undefined
      ? t(`year.frequency.any.${per}`)
      : t(`year.frequency.times.${per}`, { times: number });
  return t(`year.frequency.qualifier.${qualifier}`, { words });
}
