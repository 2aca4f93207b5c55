import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { sampleCalendar, sampleEvent } from './sample.js';

const CHILD = join(import.meta.dirname, 'write-feed.child.mjs');

/** Around the days on which New York changes its clocks, and around midnight, where a slip of the zone changes the date. */
const EVENTS = ['Asia/Tokyo', 'America/New_York', 'Europe/London'].flatMap((timeZone) =>
  ['2025-03-09', '2025-11-02', '2025-12-31'].flatMap((startsOn) =>
    [null, '00:00', '02:30', '23:45'].map((startTime) =>
      sampleEvent({
        uid: `${timeZone}-${startsOn}-${startTime}@t`,
        timeZone,
        startsOn,
        startTime,
        endTime: null,
        changedAt: new Date('2025-03-09T06:59:59Z'),
      }),
    ),
  ),
);

it('writes the same bytes whatever zone the process is in', () => {
  const input = JSON.stringify(sampleCalendar(EVENTS));
  const written = ['UTC', 'Asia/Tokyo', 'America/New_York'].map((TZ) => {
    const child = spawnSync(process.execPath, [CHILD], { input, env: { ...process.env, TZ } });
    expect(child.stderr.toString()).toBe('');
    return child.stdout;
  });
  expect(written[0]?.toString()).toContain('DTSTART;TZID=America/New_York:20250309T234500\r\n');
  expect(written[0]?.toString()).toContain('DTSTAMP:20250309T065959Z\r\n');
  for (const bytes of written) expect(bytes.equals(written[0] as Buffer)).toBe(true);
});
