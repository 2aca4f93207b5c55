import type { KnownProgramme, KnownSession, KnownTown } from '../domain/event-list/event-list-known.js';
import type { FileHost, FileVenue } from '../domain/programme-file.js';
import { stated } from '../export/stated.js';
import type { YearRows } from '../export/year-rows.js';
import type { Session } from '../session.entity.js';

/** What of a session is published from here in a list of events; undefined: nothing, it has no date. */
export type PublishedRow = (session: Session) => Pick<KnownSession, 'cells' | 'aroundTopic'> | undefined;

/** What a list of events is held against. @param ownAddress where pages of this installation are */
export function knownTown(rows: YearRows, ownAddress: string, publishedRow: PublishedRow): KnownTown {
  const { organization, venues } = rows;
  const venueKeys = new Map(venues.map(({ id, key }) => [id, key]));
  const sessionsOf = Map.groupBy(rows.sessions, ({ courseId }) => courseId);
  const coursesOf = Map.groupBy(rows.courses, ({ programmeId }) => programmeId);
  const hostsOf = Map.groupBy(rows.hosts, ({ programmeId }) => programmeId);
  const sessionOf = (session: Session): KnownSession => {
    const { id, key, listNumber, number, topic, venueId } = session;
    const published = publishedRow(session);
    return {
      ...{ id, key, listNumber, number, topic },
      listed: (session.asked as { listed?: KnownSession['listed'] } | null)?.listed ?? null,
      pools: (rows.pools.get(id) ?? []).map((pool) => pool.key),
      venue: venueId === null ? null : (venueKeys.get(venueId) ?? null),
      cells: published?.cells,
      aroundTopic: published?.aroundTopic ?? { before: '', after: '' },
    };
  };
  return {
    key: organization.slug,
    name: organization.name,
    timeZone: organization.timeZone,
    code: organization.municipalityCode,
    ownAddress,
    venues: venues.map(({ key, name, address, building, latitude, longitude, access, parking }) =>
      stated<FileVenue>({ key, name, address, building, latitude, longitude, access, parking }),
    ),
    programmes: rows.programmes.map(
      ({ id, key, title, kind, notes }): KnownProgramme => ({
        ...{ key, title, kind, notes },
        hosts: (hostsOf.get(id) ?? []).map(({ role, name, hostOrganizationId, rights }) =>
          stated<FileHost>({ role, name, organization: rows.hostKeys.get(hostOrganizationId ?? ''), rights }),
        ),
        courses: (coursesOf.get(id) ?? []).map((course) => ({
          key: course.key,
          title: course.title,
          fiscalYear: course.fiscalYear,
          sessions: (sessionsOf.get(course.id) ?? []).map(sessionOf),
        })),
      }),
    ),
  };
}
