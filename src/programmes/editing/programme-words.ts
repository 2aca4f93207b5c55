import type { FileFrequency, FileProgramme } from '../domain/programme-file.js';
import type { FileAsks, FileEligibility, FileQuestion } from '../domain/registering-file.js';
import type { ReminderRule } from '../domain/reminder-file.js';
import { textOrNull } from '../import/optional-text.js';
import { DEFAULT_REMINDERS } from '../import/programme-records.js';
import { termsColumns } from '../import/registering-columns.js';
import type { Programme } from '../programme.entity.js';
import type { ProgrammeDto } from './programme.dto.js';
import type { HostDto } from './programme-parts.dto.js';
import { withoutNulls } from './said.js';

/** Ids and keys of the organization's programmes, by each other. */
export interface ProgrammeNames {
  readonly keyOf: ReadonlyMap<string, string>;
  readonly idOf: ReadonlyMap<string, string>;
}

export type ProgrammeColumns = Omit<
  Programme,
  | 'id'
  | 'organizationId'
  | 'key'
  | 'slug'
  | 'position'
  | 'changedAt'
  | 'asked'
  | 'organization'
  | 'partOf'
  | 'pictureId'
>;

/** A stored programme in the words of programme files. */
export function programmeWords(
  row: Programme,
  hosts: readonly HostDto[],
  { keyOf }: ProgrammeNames,
): ProgrammeDto {
  const { title, titleEn, kind, audience, audiences, summary, description, neutralTitle, fee, contact } = row;
  const { scheduleText, registrationText, notes, sourceDoubt, status, frequency, reminders, thanks } = row;
  return {
    title,
    titleEn,
    titleKana: row.titleKana,
    kind,
    audience,
    audiences,
    summary,
    summaryEn: row.summaryEn,
    summarySimple: row.summarySimple,
    description,
    neutralTitle,
    fee,
    bring: row.bring,
    anonymous: row.anonymous,
    lookOnly: row.lookOnly,
    cameraOff: row.cameraOff,
    contact,
    contactTel: row.contactTel,
    contactExtension: row.contactExtension,
    scheduleText,
    registrationText,
    notes,
    sourceDoubt,
    status,
    partOf: row.partOfId === null ? null : (keyOf.get(row.partOfId) ?? null),
    frequency,
    relations: row.relations.flatMap((relation) => {
      const programme = keyOf.get(relation.programmeId);
      return programme === undefined ? [] : [{ kind: relation.kind, programme, text: relation.text }];
    }),
    hosts: [...hosts],
    reminders: [...reminders],
    thanks: thanks && { daysAfter: thanks.daysAfter, at: thanks.at },
    eligibility: row.eligibility.map(({ municipalities, ...rule }) => ({
      ...rule,
      ...(municipalities && { municipalities: [...municipalities] }),
    })),
    asks: { ...row.asks },
    questions: row.questions.map(({ choices, ...question }) => ({
      ...question,
      ...(choices && { choices: [...choices] }),
    })),
  };
}

/** The columns that hold these words. Keys of other programmes must be known. */
export function programmeColumns(words: ProgrammeDto, { idOf }: ProgrammeNames): ProgrammeColumns {
  return {
    title: words.title,
    titleEn: words.titleEn ?? null,
    titleKana: words.titleKana ?? null,
    kind: words.kind,
    audience: words.audience ?? null,
    audiences: [...(words.audiences ?? [])],
    summary: words.summary ?? null,
    summaryEn: words.summaryEn ?? null,
    summarySimple: words.summarySimple ?? null,
    description: words.description ?? null,
    neutralTitle: words.neutralTitle ?? null,
    fee: words.fee ?? null,
    bring: words.bring ?? null,
    anonymous: words.anonymous ?? null,
    lookOnly: words.lookOnly ?? null,
    cameraOff: words.cameraOff ?? null,
    contact: words.contact ?? null,
    contactTel: words.contactTel ?? null,
    contactExtension: words.contactExtension ?? null,
    scheduleText: words.scheduleText ?? null,
    registrationText: words.registrationText ?? null,
    notes: [...(words.notes ?? [])],
    sourceDoubt: [...(words.sourceDoubt ?? [])],
    status: words.status ?? 'continued',
    partOfId: words.partOf ? (idOf.get(words.partOf) ?? null) : null,
    frequency: words.frequency ? (withoutNulls(words.frequency) as unknown as FileFrequency) : null,
    relations: (words.relations ?? []).map(({ kind, programme, text }) => ({
      kind,
      programmeId: idOf.get(programme)!,
      text: textOrNull(text ?? undefined),
    })),
    reminders: (words.reminders ?? DEFAULT_REMINDERS).map(
      (rule) => withoutNulls(rule) as unknown as ReminderRule,
    ),
    thanks: words.thanks ? { daysAfter: words.thanks.daysAfter, at: words.thanks.at } : null,
    ...termsColumns(termsOf(words)),
  };
}

/** Who may come and what is asked, as a programme file says it. */
export function termsOf({
  eligibility,
  asks,
  questions,
}: Pick<ProgrammeDto, 'eligibility' | 'asks' | 'questions'>): Pick<
  FileProgramme,
  'eligibility' | 'asks' | 'questions'
> {
  return {
    eligibility: (eligibility ?? []).map((rule) => withoutNulls(rule) as unknown as FileEligibility),
    asks: withoutNulls(asks ?? {}) as FileAsks,
    questions: (questions ?? []).map((question) => withoutNulls(question) as unknown as FileQuestion),
  };
}
