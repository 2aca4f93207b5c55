import type { Weekday } from './recurrence.js';

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
  readonly kind?: string;
  readonly municipalityCode?: string;
  readonly timeZone?: string;
  readonly senderName?: string;
  readonly contact?: { readonly name?: string; readonly email?: string; readonly tel?: string };
}

export interface FileVenue {
  readonly key: string;
  readonly name: string;
  readonly nameEn?: string;
  readonly address?: string;
  readonly access?: string;
  readonly online?: boolean;
  readonly url?: string;
}

export interface FileProgramme {
  readonly key: string;
  readonly title: string;
  readonly titleEn?: string;
  readonly kind: string;
  readonly audience?: string;
  readonly audiences?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly neutralTitle?: string;
  readonly fee?: string;
  readonly contact?: string;
  readonly scheduleText?: string;
  readonly registrationText?: string;
  readonly notes?: readonly string[];
  readonly sourceDoubt?: readonly string[];
  readonly status?: 'continued' | 'new' | 'suspended' | 'trial' | 'ended';
  readonly partOf?: string;
  readonly hosts?: readonly FileHost[];
  readonly reminders?: readonly { readonly daysBefore: number; readonly at: string }[];
  readonly plans?: readonly FilePlan[];
  readonly results?: readonly FileResult[];
  readonly courses?: readonly FileCourse[];
}

export interface FileHost {
  readonly role: 'organizer' | 'co_host' | 'supporter' | 'sponsor' | 'operator';
  readonly name: string;
}

export interface FilePlan {
  readonly fiscalYear: number;
  readonly planned?: number;
  readonly plannedMax?: number;
  readonly qualifier?: 'exact' | 'about' | 'at_least' | 'at_most' | 'range';
  readonly unit?: string;
  readonly status?: 'new' | 'continued' | 'suspended' | 'cancelled' | 'trial';
  readonly reason?: string;
  readonly text?: string;
}

export interface FileResult {
  readonly fiscalYear: number;
  readonly held?: number;
  readonly approximate?: boolean;
  readonly unit?: string;
  readonly attendances?: number;
  readonly uniquePeople?: number;
  readonly note?: string;
}

export interface FileCourse {
  readonly key: string;
  readonly title: string;
  readonly titleEn?: string;
  readonly fiscalYear?: number;
  readonly notes?: string;
  readonly registration?: {
    readonly mode?: 'course' | 'session' | 'both' | 'none' | 'members' | 'elsewhere' | 'unstated';
    readonly opens?: string;
    readonly closes?: string;
    readonly waitingList?: boolean;
  };
  readonly pools?: readonly FilePool[];
  readonly defaults?: FileDefaults;
  readonly sessions?: readonly FileSession[];
  readonly rule?: FileRule;
}

export interface FilePool {
  readonly key: string;
  readonly label?: string;
  readonly labelEn?: string;
  readonly unit?: 'people' | 'parties';
  /** `none`: 定員なし; left out: not stated. */
  readonly capacity?: number | 'none';
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
  readonly undated?: string;
  readonly endDate?: string;
  readonly title?: string;
  readonly topic?: string;
  readonly segments?: readonly { readonly start: string; readonly topic: string }[];
  readonly pools?: readonly FilePool[];
  readonly status?: 'scheduled' | 'cancelled';
  readonly cancelReason?: string;
}

export interface FileRule {
  readonly monthly?: readonly string[];
  readonly weekly?: readonly Weekday[];
  readonly months?: readonly number[];
  readonly exceptMonths?: readonly number[];
  readonly from?: string;
  readonly until?: string;
  readonly except?: {
    readonly holidays?: boolean;
    readonly yearEnd?: boolean;
    readonly dates?: readonly string[];
  };
  readonly slots?: readonly { readonly start: string; readonly end?: string }[];
  readonly venue?: string;
  readonly topic?: string;
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
