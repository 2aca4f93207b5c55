import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { instantOf } from '../../../src/shared/civil-time.js';

const CHILD = join(import.meta.dirname, 'write-machines.child.mjs');

/** Around the days on which New York changes its clocks, and around midnight, where a slip of the zone changes the date. */
const TIMES = ['Asia/Tokyo', 'America/New_York', 'Europe/London'].flatMap((timeZone) =>
  ['2025-03-09', '2025-11-02', '2025-12-31'].flatMap((startsOn) =>
    [null, '00:00', '02:30', '23:45'].map((startTime) => ({ timeZone, startsOn, startTime })),
  ),
);

const ROWS = TIMES.map((time, index) => ({
  ...time,
  ...{
    id: `00000000-0000-5000-8000-${String(index).padStart(12, '0')}`,
    number: 1,
    title: null,
    topic: null,
  },
  ...{ format: null, lecturer: null, endsOn: null, endTime: null, doorsOpen: '00:15', durationText: null },
  ...{ previousStarts: [`${time.startsOn}T01:30`], segments: [], status: 'scheduled', cancelReason: null },
  ...{ sequence: 0, changedAt: new Date('2025-03-09T06:59:59.123Z'), organizationName: 'ひかり市' },
  ...{
    organizationNameEn: null,
    organizers: null,
    programmeTitle: '教室',
    programmeTitleEn: null,
    alsoFor: [],
  },
  ...{ neutralTitle: null, kind: 'lecture', audience: null, audiences: [], fee: null, contact: null },
  ...{ contactTel: null, contactExtension: null, registrationText: null, registrationMode: 'none' },
  ...{ opensAt: new Date('2025-03-08T23:30:00Z'), closesAt: new Date('2025-03-09T07:00:00Z') },
  ...{ venueName: null, venueNameEn: null, venueAddress: null, venueBuilding: null, venueAccess: null },
  ...{ venueLatitude: null, venueLongitude: null, venueUrl: null, dateText: null, withinFrom: null },
  ...{ withinUntil: null, organizationSlug: 'hikari' },
}));

const SESSIONS = TIMES.map(({ timeZone, startsOn, startTime }) => ({
  ...{
    id: 'one',
    timeZone,
    startsOn,
    startTime,
    endsOn: null,
    endTime: '24:00',
    dateState: 'dated',
    number: 1,
  },
  ...{
    programme: { title: '教室', titleEn: null },
    title: null,
    status: 'scheduled',
    venue: null,
    pools: [],
  },
  ...{ previousStarts: [`${startsOn}T01:30`], startsAt: instantOf(startsOn, startTime ?? '00:00', timeZone) },
  ...{ endsAt: instantOf(startsOn, '24:00', timeZone) },
}));

it('writes the same Atom and the same schema.org data whatever zone the process is in', () => {
  const input = JSON.stringify({ rows: ROWS, sessions: SESSIONS });
  const written = ['UTC', 'Asia/Tokyo', 'America/New_York'].map((TZ) => {
    const child = spawnSync(process.execPath, [CHILD], { input, env: { ...process.env, TZ } });
    expect(child.stderr.toString()).toBe('');
    return child.stdout;
  });
  const text = written[0]?.toString() ?? '';
  expect(text).toContain('<updated>2025-03-09T06:59:59.123Z</updated>');
  expect(text).toContain('<updated>1970-01-01T00:00:00.000Z</updated>');
  expect(text).toContain('2025年3月9日（日） 午後11時45分から');
  // New York before and after its clocks change, on the same day.
  expect(text).toContain('"startDate":"2025-03-09T00:00:00-05:00","endDate":"2025-03-10T00:00:00-04:00"');
  expect(text).toContain('"previousStartDate":"2025-11-02T01:30:00-04:00"');
  for (const bytes of written) expect(bytes.equals(written[0] as Buffer)).toBe(true);
});
