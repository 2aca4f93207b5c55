import { civilDateOf, DEFAULT_TIME_ZONE } from '../../shared/civil-time.js';
import { idOfKey } from '../../shared/ids.js';
import { surroundingsOf } from '../domain/file-surroundings.js';
import { DEFAULT_YEAR_END, publishedThrough } from '../domain/holidays.js';
import type { FilePath, FileProgramme, ProgrammeFile } from '../domain/programme-file.js';
import type { Surroundings } from '../domain/surroundings.js';
import { courseParts } from './course-records.js';
import { textOrNull } from './optional-text.js';
import type {
  HostRecord,
  OrganizationRecord,
  PlanRecord,
  ProgrammeRecord,
  ResultRecord,
  VenueRecord,
  Wanted,
  Year,
} from './year-records.js';

/** When to remind where a programme does not say. */
export const DEFAULT_REMINDERS = [{ daysBefore: 1, at: '18:00' }];
/** What plans and results count where they do not say. */
export const DEFAULT_UNIT = '回';

/** What all records of a file share. */
export interface YearContext {
  readonly organizationKey: string;
  readonly organizationId: string;
  readonly timeZone: string;
  readonly surroundings: Surroundings;
  /** Ids of the organizations that hosts may name, by key. */
  readonly organizationIds: ReadonlyMap<string, string>;
}

/**
 * The rows that a valid file asks for. Ids follow from the keys, except the organization's, which may have been there under
 * another (`organizationId`). `organizationIds`: of those that hosts name, by key.
 */
export function yearOfFile(
  file: ProgrammeFile,
  organizationId: string,
  {
    now,
    organizationIds = new Map(),
  }: { readonly now: Date; readonly organizationIds?: ReadonlyMap<string, string> },
): Year {
  const timeZone = file.organization.timeZone ?? DEFAULT_TIME_ZONE;
  const context: YearContext = {
    organizationKey: file.organization.key,
    organizationId,
    timeZone,
    surroundings: {
      ...surroundingsOf(file),
      holidaysPublishedThrough: publishedThrough(civilDateOf(now, timeZone)),
    },
    organizationIds,
  };
  const programmes = (file.programmes ?? []).map((programme, index) =>
    programmeParts(programme, index, context),
  );
  const courses = (file.programmes ?? []).flatMap((programme, index) =>
    (programme.courses ?? []).map((course, position) =>
      courseParts(course, {
        ...context,
        programme,
        programmeId: idOfKey('programme', context.organizationKey, programme.key),
        position,
        path: ['programmes', index, 'courses', position],
      }),
    ),
  );
  return {
    organization: organizationOf(file, organizationId, timeZone),
    venues: venuesOf(file, context),
    programmes: programmes.map((parts) => parts.programme),
    hosts: programmes.flatMap((parts) => parts.hosts),
    plans: programmes.flatMap((parts) => parts.plans),
    results: programmes.flatMap((parts) => parts.results),
    courses: courses.map((parts) => parts.course),
    sessions: courses.flatMap((parts) => parts.sessions),
    pools: courses.flatMap((parts) => parts.pools),
    skipped: courses.flatMap((parts) => parts.skipped),
  };
}

function organizationOf(
  { organization }: ProgrammeFile,
  id: string,
  timeZone: string,
): Wanted<OrganizationRecord> {
  const { key, name, contact } = organization;
  const row = {
    id,
    slug: key,
    name,
    nameEn: textOrNull(organization.nameEn),
    kind: organization.kind ?? 'municipality',
    municipalityCode: organization.municipalityCode ?? null,
    timeZone,
    senderName: textOrNull(organization.senderName),
    contactName: textOrNull(contact?.name),
    contactEmail: textOrNull(contact?.email),
    contactTel: textOrNull(contact?.tel),
    yearEndFrom: organization.yearEnd?.from ?? DEFAULT_YEAR_END.from,
    yearEndUntil: organization.yearEnd?.until ?? DEFAULT_YEAR_END.until,
    closures: [...(organization.closures ?? [])],
  };
  return { row, key, label: name, path: ['organization'] };
}

function venuesOf(
  file: ProgrammeFile,
  { organizationKey, organizationId }: YearContext,
): Wanted<VenueRecord>[] {
  return (file.venues ?? []).map((venue, index) => ({
    row: {
      id: idOfKey('venue', organizationKey, venue.key),
      organizationId,
      key: venue.key,
      name: venue.name,
      nameEn: textOrNull(venue.nameEn),
      address: textOrNull(venue.address),
      access: textOrNull(venue.access),
      online: venue.online ?? false,
      url: textOrNull(venue.url),
      closures: [...(venue.closures ?? [])],
      closedOn: [...(venue.closedOn ?? [])],
    },
    key: `${organizationKey}/${venue.key}`,
    label: venue.name,
    path: ['venues', index],
  }));
}

function programmeParts(programme: FileProgramme, position: number, context: YearContext) {
  const { organizationKey, organizationId } = context;
  const id = idOfKey('programme', organizationKey, programme.key);
  const key = `${organizationKey}/${programme.key}`;
  const path = ['programmes', position];
  const row: ProgrammeRecord = {
    id,
    organizationId,
    key: programme.key,
    slug: `${organizationKey}-${programme.key}`,
    title: programme.title,
    titleEn: textOrNull(programme.titleEn),
    kind: programme.kind,
    audience: textOrNull(programme.audience),
    audiences: [...(programme.audiences ?? [])],
    summary: textOrNull(programme.summary),
    description: textOrNull(programme.description),
    neutralTitle: textOrNull(programme.neutralTitle),
    fee: textOrNull(programme.fee),
    contact: textOrNull(programme.contact),
    scheduleText: textOrNull(programme.scheduleText),
    registrationText: textOrNull(programme.registrationText),
    frequency: programme.frequency ?? null,
    relations: (programme.relations ?? []).map((relation) => ({
      kind: relation.kind,
      programmeId: idOfKey('programme', organizationKey, relation.programme),
      text: textOrNull(relation.text),
    })),
    notes: [...(programme.notes ?? [])],
    sourceDoubt: [...(programme.sourceDoubt ?? [])],
    status: programme.status ?? 'continued',
    partOfId: programme.partOf === undefined ? null : idOfKey('programme', organizationKey, programme.partOf),
    reminders: (programme.reminders ?? DEFAULT_REMINDERS).map((reminder) => ({ ...reminder })),
    position,
  };
  return {
    programme: {
      row,
      key,
      label: programme.title,
      path,
      children: (programme.hosts ?? []).map(({ role, name }) => `${role} ${name}`),
    },
    hosts: hostsOf(programme, { id, key, path }, context.organizationIds),
    plans: plansOf(programme, { id, organizationId, key, path }),
    results: resultsOf(programme, { id, organizationId, key, path }),
  };
}

interface Owner {
  readonly id: string;
  readonly organizationId: string;
  readonly key: string;
  readonly path: FilePath;
}

function hostsOf(
  programme: FileProgramme,
  { id: programmeId, key, path }: Omit<Owner, 'organizationId'>,
  organizationIds: YearContext['organizationIds'],
): Wanted<HostRecord>[] {
  return (programme.hosts ?? []).map(({ role, name, organization, rights }, position) => ({
    row: {
      id: idOfKey('host', programmeId, role, name),
      programmeId,
      role,
      name,
      hostOrganizationId: organization === undefined ? null : (organizationIds.get(organization) ?? null),
      rights: rights ?? null,
      position,
    },
    key: `${key}/${role}/${name}`,
    label: `${programme.title} ${name}`,
    path: [...path, 'hosts', position],
  }));
}

function plansOf(programme: FileProgramme, { id, organizationId, key, path }: Owner): Wanted<PlanRecord>[] {
  return (programme.plans ?? []).map((plan, index) => ({
    row: {
      programmeId: id,
      fiscalYear: plan.fiscalYear,
      organizationId,
      planned: plan.planned ?? null,
      plannedMax: plan.plannedMax ?? null,
      qualifier: plan.qualifier ?? (plan.plannedMax === undefined ? 'exact' : 'range'),
      unit: textOrNull(plan.unit) ?? DEFAULT_UNIT,
      status: plan.status ?? 'continued',
      reason: textOrNull(plan.reason),
      text: textOrNull(plan.text),
    },
    key: `${key}/${plan.fiscalYear}`,
    label: `${programme.title} ${plan.fiscalYear}`,
    path: [...path, 'plans', index],
  }));
}

function resultsOf(
  programme: FileProgramme,
  { id, organizationId, key, path }: Owner,
): Wanted<ResultRecord>[] {
  return (programme.results ?? []).map((result, index) => ({
    row: {
      programmeId: id,
      fiscalYear: result.fiscalYear,
      organizationId,
      held: result.held ?? null,
      approximate: result.approximate ?? false,
      unit: textOrNull(result.unit) ?? DEFAULT_UNIT,
      attendances: result.attendances ?? null,
      uniquePeople: result.uniquePeople ?? null,
      note: textOrNull(result.note),
    },
    key: `${key}/${result.fiscalYear}`,
    label: `${programme.title} ${result.fiscalYear}`,
    path: [...path, 'results', index],
  }));
}
