import { idOfKey } from '../../shared/ids.js';
import { DEFAULT_AGE_BANDS } from '../domain/counting-file.js';
import { DEFAULT_YEAR_END } from '../domain/holidays.js';
import type { ProgrammeFile } from '../domain/programme-file.js';
import { textOrNull } from './optional-text.js';
import { deskColumns } from './registering-columns.js';
import type { YearContext } from './year-context.js';
import type { OrganizationRecord, VenueRecord, Wanted } from './year-records.js';

/** The row of the organization that a file speaks of; `id`: its own, which may differ from the one its key gives. */
export function organizationRecord(
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
    nameKana: textOrNull(organization.nameKana),
    kind: organization.kind ?? 'municipality',
    municipalityCode: organization.municipalityCode ?? null,
    municipalityName: textOrNull(organization.municipalityName),
    timeZone,
    senderName: textOrNull(organization.senderName),
    contactName: textOrNull(contact?.name),
    contactEmail: textOrNull(contact?.email),
    contactTel: textOrNull(contact?.tel),
    yearEndFrom: organization.yearEnd?.from ?? DEFAULT_YEAR_END.from,
    yearEndUntil: organization.yearEnd?.until ?? DEFAULT_YEAR_END.until,
    closures: [...(organization.closures ?? [])],
    headCategories: (organization.headCategories ?? []).map(({ key: category, label, labelEn }) => ({
      key: category,
      label,
      ...(textOrNull(labelEn) !== null && { labelEn: textOrNull(labelEn)! }),
    })),
    ageBands: [...(organization.ageBands ?? DEFAULT_AGE_BANDS)],
    accent: organization.accent?.toLowerCase() ?? null,
    readings: (organization.readings ?? []).map(({ text, reading }) => ({ text, reading })),
    privacyNote: textOrNull(organization.privacyNote),
    ...deskColumns(organization),
  };
  return { row, key, label: name, path: ['organization'] };
}

/** The rows of a file's venues. */
export function venueRecords(
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
      nameKana: textOrNull(venue.nameKana),
      address: textOrNull(venue.address),
      building: textOrNull(venue.building),
      latitude: venue.latitude ?? null,
      longitude: venue.longitude ?? null,
      parking: textOrNull(venue.parking),
      access: textOrNull(venue.access),
      stepFree: venue.stepFree ?? null,
      discreetEntrance: textOrNull(venue.discreetEntrance),
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
