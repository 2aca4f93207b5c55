import { civilDateOf, DEFAULT_TIME_ZONE } from '../../shared/civil-time.js';
import type { FiscalYear } from '../../shared/fiscal-year.js';
import type { Course } from '../course.entity.js';
import { DEFAULT_AGE_BANDS, type FileHeadCategory } from '../domain/counting-file.js';
import { surroundingsOf } from '../domain/file-surroundings.js';
import { DEFAULT_YEAR_END, publishedThrough } from '../domain/holidays.js';
import type { FilePlan, FileResult } from '../domain/plan-file.js';
import type {
  FileFrequency,
  FileHost,
  FileOrganization,
  FileProgramme,
  FileVenue,
  ProgrammeFile,
} from '../domain/programme-file.js';
import type { ReminderRule } from '../domain/reminder-file.js';
import { rulesOf } from '../domain/rule-sessions.js';
import type { Surroundings } from '../domain/surroundings.js';
import { isSame } from '../import/asked.js';
import { DEFAULT_REMINDERS, DEFAULT_UNIT } from '../import/programme-records.js';
import type { Programme } from '../programme.entity.js';
import type { Venue } from '../venue.entity.js';
import { courseFile, courseHead } from './course-file.js';
import { deskFile, termsFile } from './registering-words.js';
import { stated } from './stated.js';
import type { YearRows } from './year-rows.js';

/**
 * The programme file that makes these rows: imported where they are, it changes nothing; imported elsewhere, it makes the
 * same. With `fiscalYear` only that year's courses, plans and results, and the courses whose dates those take.
 */
export function fileOfYear(
  all: YearRows,
  { now, fiscalYear }: { readonly now: Date; readonly fiscalYear?: FiscalYear | undefined },
): ProgrammeFile {
  const rows = fiscalYear === undefined ? all : rowsOfYear(all, fiscalYear);
  const venues = rows.venues.map(venueFile);
  const organization = organizationFile(rows);
  const surroundings: Surroundings = {
    ...surroundingsOf({ organization, venues }),
    datesOf: (reference) => datesOf(rows, reference),
    holidaysPublishedThrough: publishedThrough(civilDateOf(now, rows.organization.timeZone)),
  };
  const venueKeys = new Map(rows.venues.map(({ id, key }) => [id, key]));
  const programmeKeys = new Map(rows.programmes.map(({ id, key }) => [id, key]));
  return stated<ProgrammeFile>({
    format: 'tsudoi/1',
    organization,
    venues,
    programmes: rows.programmes.map((programme) => {
      const setting = { rows, programme, surroundings, venueKeys, programmeKeys };
      const courses = coursesOf(rows, programme).map((course) => courseFile(course, setting));
      return { ...programmeFile(programme, rows, programmeKeys), ...(courses.length > 0 && { courses }) };
    }),
  });
}

function organizationFile({ organization }: YearRows): FileOrganization {
  const { timeZone, yearEndFrom, yearEndUntil } = organization;
  const contact = stated<NonNullable<FileOrganization['contact']>>({
    name: organization.contactName,
    email: organization.contactEmail,
    tel: organization.contactTel,
  });
  const yearEnd = { from: yearEndFrom, until: yearEndUntil };
  return stated<FileOrganization>({
    key: organization.slug,
    name: organization.name,
    nameEn: organization.nameEn,
    nameKana: organization.nameKana,
    kind: organization.kind,
    municipalityCode: organization.municipalityCode,
    municipalityName: organization.municipalityName,
    timeZone: timeZone === DEFAULT_TIME_ZONE ? null : timeZone,
    senderName: organization.senderName,
    contact: Object.keys(contact).length > 0 ? contact : null,
    yearEnd: isSame(yearEnd, DEFAULT_YEAR_END) ? null : yearEnd,
    closures: organization.closures,
    ...deskFile(organization),
    // With their keys in the order in which people write them.
    headCategories: organization.headCategories.map(({ key, label, labelEn }) =>
      stated<FileHeadCategory>({ key, label, labelEn }),
    ),
    ageBands: isSame(organization.ageBands, DEFAULT_AGE_BANDS) ? null : organization.ageBands,
    accent: organization.accent,
    readings: organization.readings.map(({ text, reading }) => ({ text, reading })),
    privacyNote: organization.privacyNote,
  });
}

function venueFile(venue: Venue): FileVenue {
  const { key, name, nameEn, address, access, online, url, closures, closedOn } = venue;
  const { nameKana, building, latitude, longitude, parking, stepFree, discreetEntrance } = venue;
  return stated<FileVenue>({
    ...{ key, name, nameEn, nameKana, address, building, latitude, longitude, access, parking },
    ...{ stepFree, discreetEntrance },
    online: online ? true : null,
    ...{ url, closures, closedOn },
  });
}

function programmeFile(
  programme: Programme,
  { hosts, hostKeys, plans, results }: YearRows,
  programmeKeys: ReadonlyMap<string, string>,
): FileProgramme {
  const { id, status, partOfId, reminders, thanks, relations } = programme;
  const file = stated<FileProgramme>({
    key: programme.key,
    title: programme.title,
    titleEn: programme.titleEn,
    titleKana: programme.titleKana,
    kind: programme.kind,
    audience: programme.audience,
    audiences: programme.audiences,
    summary: programme.summary,
    summaryEn: programme.summaryEn,
    summarySimple: programme.summarySimple,
    description: programme.description,
    neutralTitle: programme.neutralTitle,
    fee: programme.fee,
    bring: programme.bring,
    anonymous: programme.anonymous,
    lookOnly: programme.lookOnly,
    cameraOff: programme.cameraOff,
    contact: programme.contact,
    contactTel: programme.contactTel,
    contactExtension: programme.contactExtension,
    scheduleText: programme.scheduleText,
    registrationText: programme.registrationText,
    notes: programme.notes,
    sourceDoubt: programme.sourceDoubt,
    status: status === 'continued' ? null : status,
    partOf: partOfId === null ? null : programmeKeys.get(partOfId),
    frequency: frequencyFile(programme.frequency),
    relations: relations.flatMap(({ kind, programmeId, text }) => {
      const key = programmeKeys.get(programmeId);
      return key === undefined ? [] : [{ kind, programme: key, ...(text !== null && { text }) }];
    }),
    hosts: hosts
      .filter(({ programmeId }) => programmeId === id)
      .map(({ role, name, hostOrganizationId, rights }) =>
        stated<FileHost>({ role, name, organization: hostKeys.get(hostOrganizationId ?? ''), rights }),
      ),
    ...termsFile(programme),
    thanks: thanks && { daysAfter: thanks.daysAfter, at: thanks.at },
    plans: plans.filter(({ programmeId }) => programmeId === id).map(planFile),
    results: results.filter(({ programmeId }) => programmeId === id).map(resultFile),
  });
  // An empty list says something: no reminders.
  return isSame(reminders, DEFAULT_REMINDERS) ? file : { ...file, reminders: reminders.map(reminderFile) };
}

/** With its keys in the order in which people write them. */
function reminderFile(rule: ReminderRule): ReminderRule {
  return 'hoursBefore' in rule
    ? { hoursBefore: rule.hoursBefore }
    : { daysBefore: rule.daysBefore, at: rule.at };
}

function frequencyFile(frequency: FileFrequency | null): FileFrequency | null {
  if (!frequency) return null;
  const { per, times, timesMax, qualifier, text } = frequency;
  return stated<FileFrequency>({ per, times, timesMax, qualifier, text });
}

function planFile(plan: YearRows['plans'][number]): FilePlan {
  const { fiscalYear, planned, plannedMax, qualifier, unit, status, reason, text } = plan;
  return stated<FilePlan>({
    ...{ fiscalYear, planned, plannedMax },
    qualifier: qualifier === (plannedMax === null ? 'exact' : 'range') ? null : qualifier,
    unit: unit === DEFAULT_UNIT ? null : unit,
    status: status === 'continued' ? null : status,
    ...{ reason, text },
  });
}

function resultFile(result: YearRows['results'][number]): FileResult {
  const { fiscalYear, held, approximate, unit, attendances, uniquePeople, note } = result;
  return stated<FileResult>({
    ...{ fiscalYear, held },
    approximate: approximate ? true : null,
    unit: unit === DEFAULT_UNIT ? null : unit,
    ...{ attendances, uniquePeople, note },
  });
}

function coursesOf({ courses }: YearRows, { id }: Programme): Course[] {
  return courses.filter(({ programmeId }) => programmeId === id);
}

function rowsOfYear(rows: YearRows, fiscalYear: FiscalYear): YearRows {
  const ofYear = (row: { readonly fiscalYear: number }) => row.fiscalYear === fiscalYear;
  const kept = new Set(rows.courses.filter(ofYear));
  // Grows while it is walked: a course that lends its dates may itself have borrowed them.
  for (const course of kept) {
    for (const reference of referencesOf(rows, course))
      for (const lender of lendersOf(rows, reference)) kept.add(lender);
  }
  return {
    ...rows,
    courses: rows.courses.filter((course) => kept.has(course)),
    plans: rows.plans.filter(ofYear),
    results: rows.results.filter(ofYear),
  };
}

function referencesOf({ organization }: YearRows, course: Course): string[] {
  return rulesOf(courseHead(course, organization.timeZone)).flatMap(({ rule }) => rule.sameDatesAs ?? []);
}

function lendersOf(rows: YearRows, reference: string): Course[] {
  const [programmeKey, courseKey] = reference.split('/');
  const programme = rows.programmes.find(({ key }) => key === programmeKey);
  if (!programme) return [];
  return coursesOf(rows, programme).filter(({ key }) => courseKey === undefined || key === courseKey);
}

/** Dates that a rule takes from another programme or course: those that are really held. */
function datesOf(rows: YearRows, reference: string): string[] {
  const lenders = new Set(lendersOf(rows, reference).map(({ id }) => id));
  const dates = rows.sessions.flatMap(({ courseId, status, startsOn }) =>
    lenders.has(courseId) && status === 'scheduled' && startsOn !== null ? [startsOn] : [],
  );
  return [...new Set(dates)].sort();
}
