import { describe, expect, it } from '@jest/globals';
import { type CalendarEvent, icalendarInTurns, icalendarOf } from '../../../src/shared/icalendar.js';
import { inTurns } from '../../../src/shared/in-turns.js';
import { sampleCalendar, sampleEvent } from './sample.js';

const EVENTS = 5000;
const PART = 100;
const day = (index: number) => new Date(Date.UTC(2025, 3, 1 + index)).toISOString().slice(0, 10);
const many = (count: number): CalendarEvent[] =>
  Array.from({ length: count }, (_, index) =>
    sampleEvent({
      uid: `${String(index).padStart(5, '0')}@t`,
      startsOn: day(index % 300),
      summary: `ひきこもり家族教室 第${index}回：「ひきこもり」の理解と家族の対応`,
      description: '申込：電話または窓口で；先着順, 1回のみも可\n'.repeat(5),
    }),
  );
const keyOf = ({ startsOn, uid }: CalendarEvent) => `${startsOn} ${uid}`;
const eventsOf = (text: string) => text.match(/BEGIN:VEVENT.*?END:VEVENT\r\n/gs) ?? [];

describe('a calendar of thousands of events', () => {
  const events = many(EVENTS);
  const whole = icalendarOf(sampleCalendar(events));

  it('holds what its parts hold, one after the other, and nothing else', () => {
    const sorted = [...events].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    const parts = Array.from({ length: EVENTS / PART }, (_, index) =>
      eventsOf(icalendarOf(sampleCalendar(sorted.slice(index * PART, (index + 1) * PART)))).join(''),
    );
    const empty = icalendarOf(sampleCalendar([]));
    const end = 'END:VCALENDAR\r\n';
    expect(whole === `${empty.slice(0, -end.length)}${parts.join('')}${end}`).toBe(true);
    expect(eventsOf(whole)).toHaveLength(EVENTS);
  });

  it('is read a fixed number of times for each event, however many there are', () => {
    const reads = (count: number) => {
      let read = 0;
      const watched = many(count).map(
        (event) =>
          new Proxy(event, {
            get(target, key) {
              read++;
              return Reflect.get(target, key);
            },
          }),
      );
      icalendarOf(sampleCalendar(watched));
      return read / count;
    };
    // Sorting alone grows faster than the number of events, and only by its logarithm.
    expect(reads(2000)).toBeLessThan(reads(200) * 2);
  });

  it('is the same when it is made in turns, and lets others have theirs', async () => {
    let turns = 0;
    const others = setInterval(() => turns++, 0);
    const made = await icalendarInTurns(sampleCalendar(events));
    clearInterval(others);
    expect(made === whole).toBe(true);
    expect(turns).toBeGreaterThan(0);
  });
});

describe('in turns', () => {
  it('makes everything once and in order', async () => {
    for (const count of [0, 1, 200, 201, 1000]) {
      const items = Array.from({ length: count }, (_, index) => index);
      const seen: number[] = [];
      const made = await inTurns(items, (item) => {
        seen.push(item);
        return item * 2;
      });
      expect(seen).toEqual(items);
      expect(made).toEqual(items.map((item) => item * 2));
    }
  });

  it('lets others have a turn between two of its own', async () => {
    const order: string[] = [];
    setImmediate(() => order.push('other'));
    const work = inTurns(Array.from({ length: 401 }), () => order.push('item'));
    await work;
    expect(order.indexOf('other')).toBe(200);
    expect(order).toHaveLength(402);
  });

  it('hands on what goes wrong', async () => {
    await expect(
      inTurns([1], () => {
        throw new RangeError('no');
      }),
    ).rejects.toThrow(RangeError);
  });
});
