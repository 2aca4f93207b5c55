import { civilDateOf, DEFAULT_TIME_ZONE } from '../../shared/civil-time.js';
import { idOfKey } from '../../shared/ids.js';
import { surroundingsOf } from '../domain/file-surroundings.js';
import { publishedThrough } from '../domain/holidays.js';
import type { ProgrammeFile } from '../domain/programme-file.js';
import { courseParts } from './course-records.js';
import { organizationRecord, venueRecords } from './organization-records.js';
import { programmeParts } from './programme-records.js';
import type { YearContext } from './year-context.js';
import type { Year } from './year-records.js';

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
    organization: organizationRecord(file, organizationId, timeZone),
    venues: venueRecords(file, context),
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
