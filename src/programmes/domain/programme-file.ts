import type { FileClosure } from './closure-file.js';
import type { FileCompletion, FileHeadCategory } from './counting-file.js';
import type { FilePlan, FileResult } from './plan-file.js';
import type { Weekday } from './recurrence.js';
import type {
  FileAsks,
  FileDesk,
  FileEligibility,
  FileQuestion,
  FileRegistration,
} from './registering-file.js';
import type { ReminderRule, ThanksRule } from './reminder-file.js';
import type { FileRule } from './rule-file.js';

/**
 * A programme file as docs/programme-file.schema.json describes it, once read: keys without a value are left out. What
 * each field means stands in the schema and in docs/programme-file.md.
 */
export interface ProgrammeFile {
  readonly format: string;
  readonly organization: FileOrganization;
  readonly venues?: readonly FileVenue[];
  readonly programmes?: readonly FileProgramme[];
}

export interface FileOrganization {
  readonly key: string;
  readonly name: string;
  readonly nameEn?: string;
  /** In hiragana. */
  readonly nameKana?: string;
  readonly kind?: string;
  readonly municipalityCode?: string;
  /** 市区町村名 for open data; left out: the name of a municipality is its own. */
  readonly municipalityName?: string;
  readonly timeZone?: string;
  readonly senderName?: string;
  readonly contact?: { readonly name?: string; readonly email?: string; readonly tel?: string };
  /** 年末年始 as `MM-DD`, both included; default 12-29 to 01-03. */
  readonly yearEnd?: { readonly from: string; readonly until: string };
  readonly closures?: readonly FileClosure[];
  /** When nobody is there to answer; offers neither arrive nor run out then. Default 21:00 to 08:00. */
  readonly desk?: FileDesk;
  /** Days after a registrant's last session on which sensitive answers are erased; default 30. */
  readonly sensitiveAnswersDays?: number;
  /** Categories of head counts, in their order; left out: 本人, 家族, 支援者, その他. */
  readonly headCategories?: readonly FileHeadCategory[];
  /** Ages (years) at which the bands of reports begin, ascending; default 10, 20, … 60. */
  readonly ageBands?: readonly number[];
  /** Colour of its pages and leaflets, `#rrggbb`. */
  readonly accent?: string;
  /** How words of its own are read, in hiragana. */
  readonly readings?: readonly FileReading[];
  /** What it adds in its own words to its page on privacy. */
  readonly privacyNote?: string;
}

/** A word and its reading in hiragana. */
export interface FileReading {
  readonly text: string;
  readonly reading: string;
}

export interface FileVenue {
  readonly key: string;
  readonly name: string;
  readonly nameEn?: string;
  /** In hiragana. */
  readonly nameKana?: string;
  readonly address?: string;
  /** 方書. */
  readonly building?: string;
  /** Degrees, WGS 84; both or neither. */
  readonly latitude?: number;
  readonly longitude?: number;
  readonly parking?: string;
  readonly access?: string;
  readonly stepFree?: boolean;
  /** 目立たない入口. */
  readonly discreetEntrance?: string;
  readonly online?: boolean;
  readonly url?: string;
  readonly closures?: readonly FileClosure[];
  readonly closedOn?: readonly Weekday[];
}

export interface FileProgramme {
  readonly key: string;
  readonly title: string;
  readonly titleEn?: string;
  readonly titleKana?: string;
  readonly kind: string;
  readonly audience?: string;
  readonly audiences?: readonly string[];
  readonly summary?: string;
  readonly summaryEn?: string;
  /** In やさしい日本語. */
  readonly summarySimple?: string;
  readonly description?: string;
  readonly neutralTitle?: string;
  readonly fee?: string;
  /** 持ち物. */
  readonly bring?: string;
  /** 匿名でよい. */
  readonly anonymous?: boolean;
  /** 見ているだけでもよい. */
  readonly lookOnly?: boolean;
  readonly cameraOff?: boolean;
  readonly contact?: string;
  readonly contactTel?: string;
  readonly contactExtension?: string;
  readonly scheduleText?: string;
  readonly registrationText?: string;
  readonly notes?: readonly string[];
  readonly sourceDoubt?: readonly string[];
  readonly status?: 'continued' | 'new' | 'suspended' | 'trial' | 'ended';
  readonly partOf?: string;
  /** How often it is held, where no dates are known. */
  readonly frequency?: FileFrequency;
  readonly relations?: readonly FileRelation[];
  readonly hosts?: readonly FileHost[];
  readonly eligibility?: readonly FileEligibility[];
  readonly asks?: FileAsks;
  readonly questions?: readonly FileQuestion[];
  readonly reminders?: readonly ReminderRule[];
  /** Left out: nobody is thanked. */
  readonly thanks?: ThanksRule;
  readonly plans?: readonly FilePlan[];
  readonly results?: readonly FileResult[];
  readonly courses?: readonly FileCourse[];
}

export interface FileHost {
  readonly role: 'organizer' | 'co_host' | 'supporter' | 'sponsor' | 'operator';
  readonly name: string;
  /** Key of an organization that uses this installation too; its staff then have `rights` in the programme. */
  readonly organization?: string;
  readonly rights?: 'viewer' | 'reception' | 'organizer';
}

/** 年2回, 月2回不定期, 12回程度, 随時: a habit, not dates. */
export interface FileFrequency {
  readonly per: 'week' | 'month' | 'year' | 'regular' | 'as_needed' | 'permanent';
  readonly times?: number;
  readonly timesMax?: number;
  readonly qualifier?: 'exact' | 'about' | 'at_least' | 'at_most' | 'range';
  /** The source's words, hedges and all: 原則, 概ね, 不定期. */
  readonly text?: string;
}

/** How a programme stands to another of the same organization. */
export interface FileRelation {
  readonly kind: 'follows' | 'beside' | 'same_dates' | 'requires';
  readonly programme: string;
  readonly text?: string;
}

export interface FileCourse {
  readonly key: string;
  readonly title: string;
  readonly titleEn?: string;
  readonly fiscalYear?: number;
  readonly notes?: string;
  readonly registration?: FileRegistration;
  /** Left out: nobody completes it. */
  readonly completion?: FileCompletion;
  readonly pools?: readonly FilePool[];
  readonly defaults?: FileDefaults;
  readonly sessions?: readonly FileSession[];
  /** One rule, or several where days have times of their own. */
  readonly rule?: FileRule | readonly FileRule[];
  /** Keys of further programmes that the sessions serve too; reports count them once. */
  readonly alsoFor?: readonly string[];
}

/** By what the sessions of a course are made; kept with the course. */
export type CourseSchedule = Pick<FileCourse, 'rule' | 'defaults' | 'pools' | 'alsoFor'>;

export interface FilePool {
  readonly key: string;
  readonly label?: string;
  readonly labelEn?: string;
  readonly unit?: 'people' | 'parties';
  /** `none`: 定員なし; left out: not stated. */
  readonly capacity?: number | 'none';
  /** Municipalities for whose residents seats are kept until `keptUntil`; `kept` of them, default all. */
  readonly keptFor?: readonly string[];
  readonly kept?: number;
  readonly keptUntil?: string;
}

export interface FileDefaults {
  readonly venue?: string;
  readonly start?: string;
  readonly end?: string;
  readonly doorsOpen?: string;
  readonly format?: string;
  readonly lecturer?: string;
  readonly durationText?: string;
  readonly timeZone?: string;
}

export interface FileSession extends FileDefaults {
  readonly key?: string;
  readonly number?: number;
  readonly date?: string;
  readonly weekday?: string;
  /** What is known where the date is not, in the source's words. */
  readonly undated?: string;
  /** The months in which an undated session will be: `2026-09`, or `2024-10/2025-03`. */
  readonly within?: string;
  readonly endDate?: string;
  readonly title?: string;
  readonly topic?: string;
  /** NO of a published list of events. */
  readonly listNumber?: string;
  readonly segments?: readonly { readonly start: string; readonly topic: string }[];
  readonly pools?: readonly FilePool[];
  /** `left_out`: the rule gives it, but there is no such session. */
  readonly status?: 'scheduled' | 'cancelled' | 'left_out';
  readonly cancelReason?: string;
  readonly alsoFor?: readonly string[];
  /** What the rule or the course's defaults give, and this session has not. */
  readonly without?: readonly (Exclude<keyof FileDefaults, 'timeZone'> | 'number' | 'topic' | 'alsoFor')[];
}

/** A value of which any part may be missing: what is left of a faulty file once its faulty values are taken out. */
export type Loose<T> = T extends readonly (infer Item)[]
  ? readonly (Loose<Item> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: Loose<T[Key]> }
    : T;

/** Where something stands in a file: keys and list positions from the top. */
export type FilePath = readonly (string | number)[];

/** A fault in a file as the rules find it; `code` is a key under `faults.file` in the message catalogues. */
export interface FileFinding {
  readonly path: FilePath;
  readonly code: string;
  readonly params?: Readonly<Record<string, string | number>>;
  /** True where the name of the last key is at fault, not its value. */
  readonly atKey?: boolean;
}
