import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import type { ListedEvent } from '../../../../src/registrations/listing/listed-event.js';

const CHILD = join(import.meta.dirname, 'write-list.child.mjs');

const EVENT: ListedEvent = {
  ...{
    id: 'one',
    listNumber: null,
    number: 1,
    title: null,
    topic: null,
    format: null,
    lecturer: null,
    segments: [],
  },
  ...{ startsOn: '2025-03-09', startTime: '02:30', endsOn: null, endTime: '24:00', doorsOpen: null },
  ...{ durationText: null, timeZone: 'Asia/Tokyo', status: 'scheduled', cancelReason: null },
  organization: {
    ...{ name: '町', kind: 'municipality', timeZone: 'Asia/Tokyo', municipalityCode: '011002' },
    ...{ municipalityName: null, contactName: null, contactTel: null },
  },
  programme: {
    ...{
      title: '教室',
      titleKana: null,
      titleEn: null,
      summary: null,
      description: null,
      audience: null,
      fee: null,
    },
    ...{ contact: null, contactTel: null, contactExtension: null, registrationText: null, notes: [] },
  },
  course: { mode: 'course', notes: null },
  ...{ closesAt: null, channels: null, registrationClosedAt: null },
  ...{ organizers: [], alsoFor: [], venue: null, pools: [] },
};

/** Closings around midnight and on the days on which New York changes its clocks: a slip of the zone changes the date. */
const EVENTS: ListedEvent[] = ['Asia/Tokyo', 'America/New_York', 'Europe/London'].flatMap((timeZone) =>
  ['2025-03-08T15:00:00Z', '2025-03-09T07:30:00Z', '2025-11-02T04:00:00Z', '2025-12-31T23:59:00Z'].map(
    (closesAt) => ({ ...EVENT, timeZone, closesAt: new Date(closesAt) }),
  ),
);

it('writes the same bytes whatever zone the process is in', () => {
  const input = JSON.stringify(EVENTS);
  const written = ['UTC', 'Asia/Tokyo', 'America/New_York'].map((TZ) => {
    const child = spawnSync(process.execPath, [CHILD], { input, env: { ...process.env, TZ } });
    expect(child.stderr.toString()).toBe('');
    return child.stdout;
  });
  const [first] = written as [Buffer, Buffer, Buffer];
  // Midnight in Tokyo is the end of the day before; in New York it is the morning.
  expect(first.toString()).toContain(',"2025-03-08",,"openData.registration.course"');
  expect(first.toString()).toContain(',"2025-03-08","10:00","openData.registration.course"');
  for (const bytes of written) expect(bytes.equals(first)).toBe(true);
});
