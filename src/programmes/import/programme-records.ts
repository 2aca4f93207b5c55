import { idOfKey } from '../../shared/ids.js';
import type { FilePath, FileProgramme } from '../domain/programme-file.js';
import type { ReminderRule } from '../domain/reminder-file.js';
import { textOrNull } from './optional-text.js';
import { termsColumns } from './registering-columns.js';
import type { YearContext } from './year-context.js';
import type { HostRecord, PlanRecord, ProgrammeRecord, ResultRecord, Wanted } from './year-records.js';

/** When to remind where a programme does not say. */
export const DEFAULT_REMINDERS: readonly ReminderRule[] = [{ daysBefore: 1, at: '18:00' }];
/** What plans and results count where they do not say. */
export const DEFAULT_UNIT = '回';

/** The rows of one programme of a valid file: itself, its hosts, plans and results. */
export function programmeParts(programme: FileProgramme, position: number, context: YearContext) {
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
    titleKana: textOrNull(programme.titleKana),
    kind: programme.kind,
    audience: textOrNull(programme.audience),
    audiences: [...(programme.audiences ?? [])],
    summary: textOrNull(programme.summary),
    summaryEn: textOrNull(programme.summaryEn),
    summarySimple: textOrNull(programme.summarySimple),
    description: textOrNull(programme.description),
    neutralTitle: textOrNull(programme.neutralTitle),
    fee: textOrNull(programme.fee),
    bring: textOrNull(programme.bring),
    anonymous: programme.anonymous ?? null,
    lookOnly: programme.lookOnly ?? null,
    cameraOff: programme.cameraOff ?? null,
    contact: textOrNull(programme.contact),
    contactTel: textOrNull(programme.contactTel),
    contactExtension: textOrNull(programme.contactExtension),
    scheduleText: textOrNull(programme.scheduleText),
    registrationText: textOrNull(programme.registrationText),
    frequency: programme.frequency ?? null,
    relations: (programme.relations ?? []).map((relation) => ({
      kind: relation.kind,
      programmeId: idOfKey('programme', organizationKey, relation.programme),
      text: textOrNull(relation.text),
    })),
    ...termsColumns(programme),
    notes: [...(programme.notes ?? [])],
    sourceDoubt: [...(programme.sourceDoubt ?? [])],
    status: programme.status ?? 'continued',
    partOfId: programme.partOf === undefined ? null : idOfKey('programme', organizationKey, programme.partOf),
    reminders: (programme.reminders ?? DEFAULT_REMINDERS).map((reminder) => ({ ...reminder })),
    thanks: programme.thanks ?? null,
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
