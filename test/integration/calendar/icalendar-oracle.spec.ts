import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import ical, { ICalEventStatus, ICalEventTransparency } from 'ical-generator';
import { Temporal } from 'temporal-polyfill';
import { type CalendarEvent, icalendarOf } from '../../../src/shared/icalendar.js';
import { sampleCalendar, sampleEvent } from './sample.js';

const SETTINGS = { numRuns: 100, seed: 20250414 };
const pad = (value: number) => String(value).padStart(2, '0');

const date = fc
  .integer({ min: 0, max: 3000 })
  .map((day) => Temporal.PlainDate.from('2020-02-27').add({ days: day }).toString());
const time = fc
  .tuple(fc.integer({ min: 0, max: 11 }), fc.integer({ min: 0, max: 59 }))
  .map(([hour, minute]) => `${pad(hour)}:${pad(minute)}`);
const words = fc
  .string({
    unit: fc.constantFrom('あ', 'a', ' ', '\n', '\\', ';', ',', '😀', 'é', '"', ':'),
    minLength: 1,
    maxLength: 120,
  })
  .map((text) => `x${text}x`);
const title = words.map((text) => text.replaceAll('\n', ''));

const event: fc.Arbitrary<CalendarEvent> = fc
  .record({
    sequence: fc.integer({ min: 0, max: 1e9 }),
    changedAt: fc.date({ min: new Date('2000-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
    startsOn: date,
    startTime: fc.option(time),
    // Later than any start of the same day.
    endTime: fc.option(time.map((text) => text.replace(/^\d\d/, (hour) => String(Number(hour) + 12)))),
    days: fc.integer({ min: 0, max: 2 }),
    summary: title,
    description: fc.option(words),
    location: fc.option(title),
    url: fc.option(fc.webUrl({ withQueryParameters: true }).filter((url) => !/[,;\\]/.test(url))),
    status: fc.constantFrom('confirmed' as const, 'tentative' as const, 'cancelled' as const),
    categories: fc.array(title, { maxLength: 3 }),
    busy: fc.boolean(),
  })
  .map(({ days, ...given }) =>
    sampleEvent({
      ...given,
      endsOn: days === 0 ? null : Temporal.PlainDate.from(given.startsOn).add({ days }).toString(),
    }),
  );

/** The entry as ical-generator writes it, which knows neither our cleaning nor dates without a time. */
function byGenerator(event: CalendarEvent): string {
  const first = Temporal.PlainDate.from(event.startsOn);
  const last = Temporal.PlainDate.from(event.endsOn ?? event.startsOn);
  const wholeDay = event.startTime === null || (event.endsOn !== null && event.endTime === null);
  const end = event.endTime && last.toPlainDateTime(event.endTime);
  const calendar = ical();
  calendar.createEvent({
    ...(wholeDay
      ? { start: first, end: event.endsOn && last.add({ days: 1 }), allDay: true }
      : { start: first.toPlainDateTime(event.startTime as string), end, timezone: event.timeZone }),
    id: event.uid,
    sequence: event.sequence,
    stamp: event.changedAt,
    lastModified: event.changedAt,
    summary: event.summary,
    description: event.description,
    location: event.location,
    url: event.url && new URL(event.url).href,
    status: event.status.toUpperCase() as ICalEventStatus,
    categories: event.categories.map((name) => ({ name })),
    transparency: event.busy ? ICalEventTransparency.OPAQUE : ICalEventTransparency.TRANSPARENT,
  });
  return vevent(calendar.toString());
}

const vevent = (text: string) => text.slice(text.indexOf('BEGIN:VEVENT'), text.indexOf('END:VCALENDAR'));

it('an entry is written as ical-generator writes it', () => {
  fc.assert(
    fc.property(event, (given) => {
      expect(vevent(icalendarOf(sampleCalendar([given])))).toBe(byGenerator(given));
    }),
    SETTINGS,
  );
});
