import { describe, expect, it } from '@jest/globals';
import ICAL from 'ical.js';
import { type CalendarEvent, icalendarOf } from '../../../src/shared/icalendar.js';
import { lintICalendar } from '../../support/icalendar-lint.js';
import { sampleCalendar, sampleEvent } from './sample.js';

const written = (events: readonly CalendarEvent[]) => icalendarOf(sampleCalendar(events));
const lint = (text: string) => lintICalendar(Buffer.from(text));
const unfolded = (text: string) => text.replaceAll('\r\n ', '').split('\r\n');

function eventsByIcalJs(text: string): ICAL.Event[] {
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
  return calendar.getAllSubcomponents('vevent').map((component) => new ICAL.Event(component));
}

describe('times of an entry', () => {
  const times = (given: Partial<CalendarEvent>) =>
    unfolded(written([sampleEvent(given)])).filter(
      (line) => /^(DTSTART|DTEND|DURATION)[;:].*\d{8}/.test(line) && !line.endsWith('19700101T000000'),
    );

  it('has no end where none is stated', () => {
    expect(times({ endTime: null })).toEqual(['DTSTART;TZID=Asia/Tokyo:20250414T100000']);
  });

  it('is the whole day where the time is not known', () => {
    expect(times({ startTime: null, endTime: null })).toEqual(['DTSTART;VALUE=DATE:20250414']);
    expect(times({ startTime: null, endTime: '16:00' })).toEqual(['DTSTART;VALUE=DATE:20250414']);
  });

  it('ends over several whole days on the day after the last', () => {
    expect(times({ startTime: null, endTime: null, endsOn: '2025-04-30' })).toEqual([
      'DTSTART;VALUE=DATE:20250414',
      'DTEND;VALUE=DATE:20250501',
    ]);
    expect(times({ endTime: null, endsOn: '2025-04-15' })).toEqual([
      'DTSTART;VALUE=DATE:20250414',
      'DTEND;VALUE=DATE:20250416',
    ]);
  });

  it('may end after midnight', () => {
    expect(times({ startTime: '22:00', endsOn: '2025-04-15', endTime: '00:30' })).toEqual([
      'DTSTART;TZID=Asia/Tokyo:20250414T220000',
      'DTEND;TZID=Asia/Tokyo:20250415T003000',
    ]);
  });

  it('never ends before it begins', () => {
    expect(times({ endTime: '10:00' })).toEqual(['DTSTART;TZID=Asia/Tokyo:20250414T100000']);
    expect(times({ endTime: '09:00' })).toEqual(['DTSTART;TZID=Asia/Tokyo:20250414T100000']);
  });

  it('refuses a date or a zone that does not exist', () => {
    expect(() => written([sampleEvent({ startsOn: '2025-02-29' })])).toThrow(RangeError);
    expect(() => written([sampleEvent({ timeZone: 'Asia/Nowhere' })])).toThrow(RangeError);
    expect(() => written([sampleEvent({ uid: 'a b' })])).toThrow(RangeError);
  });
});

describe('zones', () => {
  it.each([
    ['Asia/Tokyo', '2025-04-14', '2025-04-14T01:00:00.000Z'],
    ['America/New_York', '2025-03-08', '2025-03-08T15:00:00.000Z'],
    ['America/New_York', '2025-03-09', '2025-03-09T14:00:00.000Z'],
    ['Australia/Sydney', '2025-01-10', '2025-01-09T23:00:00.000Z'],
    ['Asia/Kolkata', '2025-06-01', '2025-06-01T04:30:00.000Z'],
    ['America/St_Johns', '2026-11-01', '2026-11-01T13:30:00.000Z'],
  ])('ten o’clock in %s on %s is read back from the VTIMEZONE alone', (timeZone, startsOn, instant) => {
    const text = written([sampleEvent({ timeZone, startsOn, endTime: null })]);
    expect(lint(text)).toEqual([]);
    const [event] = eventsByIcalJs(text);
    // ical.js knows no zone by itself: what it finds comes from our observances.
    expect(event?.startDate.toJSDate().toISOString()).toBe(instant);
  });

  it('describes every zone in use before the first event, each once', () => {
    const lines = unfolded(
      written(
        ['Asia/Tokyo', 'Europe/London', 'Asia/Tokyo'].map((timeZone, index) =>
          sampleEvent({ uid: `${index}@t`, timeZone }),
        ),
      ),
    );
    expect(lines.filter((line) => line.startsWith('TZID:'))).toEqual([
      'TZID:Asia/Tokyo',
      'TZID:Europe/London',
    ]);
    expect(lines.lastIndexOf('END:VTIMEZONE')).toBeLessThan(lines.indexOf('BEGIN:VEVENT'));
  });

  it('has a component even where there is no event', () => {
    expect(lint(written([]))).toEqual([]);
  });
});

describe('any text', () => {
  it('keeps line breaks of a description and joins those of a title', () => {
    const [event] = eventsByIcalJs(
      written([sampleEvent({ summary: '一行目\r\n 二行目', description: 'a\r\nb\rc\u2028d\\n;,' })]),
    );
    expect(event?.summary).toBe('一行目 二行目');
    expect(event?.description).toBe('a\nb\nc\nd\\n;,');
  });

  it('folds by octets and never inside a character', () => {
    for (let length = 15; length < 40; length++) {
      const summary = `${'a'.repeat(length)}${'😀あ'.repeat(40)}`;
      const text = written([sampleEvent({ summary })]);
      expect(lint(text)).toEqual([]);
      expect(unfolded(text)).toContain(`SUMMARY:${summary}`);
    }
  });

  it('may be folded within what readers see as one character, and comes back whole', () => {
    const family = '👨\u200d👩\u200d👧\u200d👦';
    const text = written([sampleEvent({ summary: family.repeat(20) })]);
    // The joiners between the people of a family are characters of their own.
    expect(text).toMatch(/\u200d\r\n |\r\n \u200d/);
    expect(lint(text)).toEqual([]);
    expect(eventsByIcalJs(text)[0]?.summary).toBe(family.repeat(20));
  });

  it('leaves nothing to escape in an address', () => {
    expect(unfolded(written([sampleEvent({ url: 'https://x.example/a,b;c?d=\\' })]))).toContain(
      'URL;VALUE=URI:https://x.example/a%2Cb%3Bc?d=%5C',
    );
    for (const url of ['no address', 'END:VEVENT a', 'javascript:alert(1)', 'https://', '']) {
      expect(unfolded(written([sampleEvent({ url })])).some((line) => line.startsWith('URL'))).toBe(false);
    }
  });
});

describe('the same data', () => {
  it('gives the same bytes in any order of the rows', () => {
    const events = ['2025-05-01', '2025-04-01', '2025-04-01', '2024-12-31'].map((startsOn, index) =>
      sampleEvent({ uid: `${index}@t`, startsOn }),
    );
    expect(written([...events].reverse())).toBe(written(events));
    expect(eventsByIcalJs(written(events)).map(({ uid }) => uid)).toEqual(['3@t', '1@t', '2@t', '0@t']);
  });
});
