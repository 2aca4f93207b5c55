import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import ICAL from 'ical.js';
import nodeIcal, { type VEvent } from 'node-ical';
import { type CalendarEvent, icalendarOf } from '../../../src/shared/icalendar.js';
import { lintICalendar } from '../../support/icalendar-lint.js';
import { sampleCalendar, sampleEvent } from './sample.js';

const SETTINGS = { numRuns: 100, seed: 20250414 };
const MOST = 5000;

const nastyPart = fc.constantFrom(
  ...['\0', '\r\n', '\r', '\n', '\t', '\u007f', '\u0085', '\u009f', '\u2028', '\u2029'],
  ...['\\', ';', ',', ':', '"', '^', "^'", '^n', '\\n', '\\N', '\\,', '=', '|', '%0A', '<b>', "'"],
  ...[' ', '   ', '\u3000', '\u00a0', '\ufeff', '\u200b', '\u200d', '\u202e', '\u2066'],
  ...[
    '\ud800',
    '\udc00',
    '\udbff\udbff',
    '👨‍👩‍👧‍👦',
    '🇯🇵',
    '👍🏽',
    'か\u3099',
    'e\u0301\u0323',
    '𠮷',
    '葛\u{e0100}',
    '\uffff',
  ],
  ...['BEGIN:VEVENT', 'END:VCALENDAR', '\r\nEND:VEVENT\r\n', 'RRULE:FREQ=DAILY', 'ひきこもり', 'שלום', 'a'],
);
const control = fc.integer({ min: 0, max: 0x9f }).map((code) => String.fromCharCode(code));
const nasty = fc.oneof(
  fc.string({ unit: nastyPart, maxLength: 40 }),
  fc.string({ unit: control, maxLength: 60 }),
  // The replacement character itself is what the lint takes for a broken one.
  fc.string({ unit: 'binary', maxLength: 60 }).map((text) => text.replaceAll('\ufffd', '')),
  nastyPart.map((part) => part.repeat(Math.ceil(MOST / part.length)).slice(0, MOST)),
);

const isSurrogate = (code: number) => code >= 0xd800 && code <= 0xdfff;
const isControl = (code: number) => code < 0x20 || (code >= 0x7f && code <= 0x9f);

/** What docs/calendar.md says of text, character by character. */
function cleaned(text: string): string {
  let clean = '';
  for (const character of text.replaceAll('\r\n', '\n')) {
    const code = character.codePointAt(0) as number;
    if (['\r', '\n', '\u0085', '\u2028', '\u2029'].includes(character)) clean += '\n';
    else if (character === '\t') clean += ' ';
    else if (!isSurrogate(code) && !isControl(code)) clean += character;
  }
  return clean.trim();
}

const inOneLine = (text: string) =>
  cleaned(text)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line)
    .join(' ');

/** TEXT as RFC 5545 §3.3.11 has it, for values that a reader leaves as they are written. */
const unescaped = (value: string) =>
  value.replace(/\\([\\;,nN])/g, (_, escaped) => (/n/i.test(escaped) ? '\n' : escaped));
const withoutBackslashes = nasty.map((text) => text.replaceAll('\\', ''));
const withoutSpaces = (text: string) => text.replace(/\s/g, '');

const eventWith = (words: fc.Arbitrary<string>) =>
  fc.record({
    summary: words,
    description: fc.option(words),
    location: fc.option(words),
    // ical.js takes an escaped backslash at the end for one that escapes the comma behind it.
    categories: fc.array(
      words.map((text) => text.replace(/\\+\s*$/, '')),
      { maxLength: 3 },
    ),
    url: fc.option(
      fc.oneof(
        nasty,
        nasty.map((text) => `https://rooms.example/j?x=${text}`),
      ),
    ),
    organizer: fc.record({
      name: nasty,
      address: fc.constantFrom('a..b@docomo.ne.jp', 'a&b=c@town.example'),
    }),
  });
const calendarWith = (words: fc.Arbitrary<string>) =>
  fc.record({ name: words, events: fc.array(eventWith(words), { minLength: 1, maxLength: 4 }) });

const sampled = (given: Partial<CalendarEvent>, index: number) =>
  sampleEvent({ ...given, uid: `${index}@t` });

/** node-ical takes quotes away that stand around a whole text. */
const withoutQuotes = (text: string) => text.replace(/^"(.*)"$/, '$1');

/** Faults that the lint must find: a title of which nothing is left. */
const expectedFaults = (events: readonly { readonly summary: string }[]) =>
  events.filter(({ summary }) => cleaned(summary) === '').map(() => 'SUMMARY is empty');

function byIcalJs(text: string): ICAL.Component {
  return new ICAL.Component(ICAL.parse(text));
}

function byNodeIcal(text: string): VEvent[] {
  return Object.values(nodeIcal.sync.parseICS(text)).filter(
    (item): item is VEvent => item?.type === 'VEVENT',
  );
}

describe('any text', () => {
  it('comes out of ical.js as it went in, but for what iCalendar cannot hold', () => {
    fc.assert(
      fc.property(calendarWith(nasty), ({ name, events }) => {
        const text = icalendarOf(sampleCalendar(events.map(sampled), { name }));
        expect(lintICalendar(Buffer.from(text))).toEqual(expectedFaults(events));
        const read = byIcalJs(text);
        const label = read.getFirstPropertyValue('x-wr-calname');
        expect(unescaped(String(label ?? ''))).toBe(inOneLine(name));
        const components = read.getAllSubcomponents('vevent');
        expect(components).toHaveLength(events.length);
        for (const [index, given] of events.entries()) {
          const value = (property: string) => components[index]?.getFirstPropertyValue(property) ?? '';
          expect(value('uid')).toBe(`${index}@t`);
          expect(value('summary')).toBe(inOneLine(given.summary));
          expect(value('description')).toBe(cleaned(given.description ?? ''));
          expect(value('location')).toBe(inOneLine(given.location ?? ''));
          const categories = components[index]?.getFirstProperty('categories')?.getValues() ?? [];
          expect(categories).toEqual(given.categories.map(inOneLine).filter((category) => category));
          const url = given.url?.startsWith('https://') ? new URL(given.url).href : '';
          expect(decodedOnly(String(value('url')))).toBe(decodedOnly(url));
        }
      }),
      SETTINGS,
    );
  });

  it('comes out of node-ical so too', () => {
    fc.assert(
      // It takes an escaped backslash before an n for a line break.
      fc.property(calendarWith(withoutBackslashes), ({ name, events }) => {
        const read = byNodeIcal(icalendarOf(sampleCalendar(events.map(sampled), { name })));
        expect(read.map(({ uid }) => uid)).toEqual(events.map((_, index) => `${index}@t`));
        for (const [index, given] of events.entries()) {
          const { summary, description, location, categories } = read[index] as VEvent;
          expect(summary ?? '').toBe(withoutQuotes(inOneLine(given.summary)));
          expect(description ?? '').toBe(withoutQuotes(cleaned(given.description ?? '')));
          expect(location ?? '').toBe(withoutQuotes(inOneLine(given.location ?? '')));
          // It parts categories at escaped commas too, and leaves the escapes.
          expect(withoutSpaces(unescaped((categories ?? []).join(',')))).toBe(
            withoutSpaces(
              given.categories
                .map(inOneLine)
                .filter((category) => category)
                .join(','),
            ),
          );
        }
      }),
      SETTINGS,
    );
  });

  it('comes out of what is sent so too, the name of who sends it as well', () => {
    fc.assert(
      fc.property(eventWith(nasty), (given) => {
        const text = icalendarOf(sampleCalendar([sampled(given, 0)], { method: 'PUBLISH' }));
        expect(lintICalendar(Buffer.from(text), 'sent')).toEqual(expectedFaults([given]));
        const organizer = byIcalJs(text).getFirstSubcomponent('vevent')?.getFirstProperty('organizer');
        // It unescapes parameters as well, which have no such escapes.
        expect(organizer?.getParameter('cn') ?? '').toBe(
          unescaped(inOneLine(given.organizer.name)) || given.organizer.address,
        );
        const address = String(organizer?.getFirstValue()).replace('mailto:', '');
        expect(decodeURIComponent(address)).toBe(given.organizer.address);
        expect(byNodeIcal(text)).toHaveLength(1);
      }),
      SETTINGS,
    );
  });
});

/** An address without the percent-encoding of what would have to be escaped. */
function decodedOnly(url: string): string {
  return url.replaceAll('%2C', ',').replaceAll('%3B', ';').replaceAll('%5C', '\\');
}
