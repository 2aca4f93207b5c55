import type { Organization } from '../../../../src/organizations/organization.entity.js';
import type { Course } from '../../../../src/programmes/course.entity.js';
import type { Programme } from '../../../../src/programmes/programme.entity.js';
import type { Session } from '../../../../src/programmes/session.entity.js';
import type { Venue } from '../../../../src/programmes/venue.entity.js';
import {
  makeCourse,
  makeOrganization,
  makeProgramme,
  makeSession,
  makeVenue,
} from '../../../support/factories.js';
import type { TestApp } from '../../../support/test-app.js';

export interface SharedRoom {
  readonly organization: Organization;
  readonly room: Venue;
  readonly freeSpace: {
    readonly programme: Programme;
    readonly course: Course;
    readonly sessions: readonly Session[];
  };
  readonly family: {
    readonly programme: Programme;
    readonly course: Course;
    readonly sessions: readonly Session[];
  };
}

/** A free space on Wednesdays, and families who gather in the same room on the first of each month, as 豊明市 has it. */
export async function makeSharedRoom({ db }: TestApp): Promise<SharedRoom> {
  const organization = await makeOrganization(db, { name: '豊明市', nameEn: 'Toyoake' });
  const room = await makeVenue(db, organization, { name: '視聴覚室', nameEn: 'Audio-visual room' });
  const weekly = ['2025-05-07', '2025-05-14', '2025-06-04', '2025-06-11', '2025-07-02'];
  const monthly = ['2025-05-07', '2025-06-04', '2025-07-02'];
  const programmeWith = async (
    title: string,
    titleEn: string,
    dates: readonly string[],
    times: [string, string],
  ) => {
    const programme = await makeProgramme(db, organization, { title, titleEn });
    const course = await makeCourse(db, programme, { title: '令和7年度', registrationMode: 'elsewhere' });
    const sessions: Session[] = [];
    for (const startsOn of dates) {
      const [startTime, endTime] = times;
      sessions.push(await makeSession(db, course, { startsOn, startTime, endTime, venueId: room.id }));
    }
    return { programme, course, sessions };
  };
  return {
    organization,
    room,
    freeSpace: await programmeWith('フリースペース', 'Free space', weekly, ['10:00', '15:00']),
    family: await programmeWith('家族のつどい', 'Gathering for families', monthly, ['13:30', '15:00']),
  };
}
