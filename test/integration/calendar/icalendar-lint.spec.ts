import { describe, expect, it } from '@jest/globals';
import { icalendarOf } from '../../../src/shared/icalendar.js';
import { type LintedAs, lintICalendar } from '../../support/icalendar-lint.js';
import { sampleCalendar, sampleEvent } from './sample.js';

const lint = (text: string, as: LintedAs = 'feed') => lintICalendar(Buffer.from(text), as);

const feed = icalendarOf(
  sampleCalendar([
    sampleEvent({ position: { latitude: 35.68, longitude: 139.76 } }),
    sampleEvent({ uid: 'two@tsudoi', startsOn: '2025-05-01', startTime: null, endTime: null }),
    sampleEvent({ uid: 'three@tsudoi', startsOn: '2025-06-01', endsOn: '2025-06-03', endTime: null }),
  ]),
);
const organizer = { name: '健康課', address: 'kenko@town.example' };
const sent = icalendarOf(sampleCalendar([sampleEvent({ organizer })], { method: 'PUBLISH' }));
const cancelled = icalendarOf(
  sampleCalendar([sampleEvent({ organizer, status: 'cancelled' })], { method: 'CANCEL' }),
);

const line = (name: string) => new RegExp(`^${name}[;:].*\\r\\n(?: .*\\r\\n)*`, 'm');
const without = (name: string) => (text: string) => text.replace(line(name), '');
const twice = (name: string) => (text: string) => text.replace(line(name), '$&$&');
const value = (name: string, other: string) => (text: string) =>
  text.replace(line(name), `${name}:${other}\r\n`);
const before = (place: string, added: string) => (text: string) =>
  text.replace(place, `${added}\r\n${place}`);
const firstEvent = /BEGIN:VEVENT.*?END:VEVENT\r\n/s;
const zone = /BEGIN:VTIMEZONE.*END:VTIMEZONE\r\n/s;

type Break = readonly [fault: string, breakIt: (text: string) => string];

const IN_OCTETS: Break[] = [
  ['begins with a byte order mark', (text) => `\ufeff${text}`],
  ['does not end in CRLF', (text) => text.trimEnd()],
  ['does not end in CRLF', (text) => `${text.trimEnd()}\n`],
  ['control character or a lone CR or LF', (text) => text.replace('VERSION:2.0\r\n', 'VERSION:2.0\n')],
  ['control character or a lone CR or LF', (text) => text.replace('CALSCALE:', 'CALSCALE:\r')],
  ['control character', (text) => text.replace('SUMMARY:', 'SUMMARY:\u0007')],
  ['control character', (text) => text.replace('SUMMARY:', 'SUMMARY:\0')],
  ['control character', (text) => text.replace('SUMMARY:', 'SUMMARY:\u0085')],
  ['replacement character', (text) => text.replace('SUMMARY:', 'SUMMARY:\ufffd')],
  ['octets', (text) => text.replace('SUMMARY:', `SUMMARY:${'あ'.repeat(30)}`)],
  ['is empty', (text) => text.replace(firstEvent, '$&\r\n')],
  ['is empty', (text) => text.replace(firstEvent, '$& \r\n')],
];

const IN_STRUCTURE: Break[] = [
  ['does not begin with VCALENDAR', (text) => `X-A:1\r\n${text}`],
  ['X-A outside of any component', (text) => `${text}X-A:1\r\n`],
  ['2 calendars', (text) => text + text],
  ['a calendar within a calendar', (text) => text.replace(firstEvent, feed)],
  ['is not closed', (text) => text.replace('END:VCALENDAR\r\n', '')],
  ['END:VTODO closes VEVENT', (text) => text.replace('END:VEVENT', 'END:VTODO')],
  ['no component', (text) => text.replace(/BEGIN:VTIMEZONE.*END:VEVENT\r\n/s, '')],
  ['not a content line', (text) => text.replace('SUMMARY:', 'SUMM ARY:')],
  ['not a content line', (text) => text.replace('SUMMARY:', 'SUMMARY;X=a;X=b:')],
  ['not a content line', (text) => text.replace('SUMMARY:', 'SUMMARY;X="a:')],
  ['ends in a space', (text) => text.replace('CALSCALE:GREGORIAN', 'CALSCALE:GREGORIAN ')],
  [
    'VERSION and PRODID are not first',
    (text) => text.replace('VERSION:2.0\r\nPRODID', 'PRODID').replace('CALSCALE', 'VERSION:2.0\r\nCALSCALE'),
  ],
  ['not VERSION 2.0', value('VERSION', '1.0')],
  ['not VERSION 2.0', without('VERSION')],
  ['two NAME of the calendar', twice('NAME')],
  ['CALSCALE is empty', value('CALSCALE', '')],
  [
    'REFRESH-INTERVAL after a component',
    (text) =>
      before('END:VCALENDAR', 'REFRESH-INTERVAL;VALUE=DURATION:PT1H')(without('REFRESH-INTERVAL')(text)),
  ],
  [
    'VTIMEZONE after a VEVENT',
    (text) => text.replace(zone, '').replace('END:VCALENDAR', `${zone.exec(text)?.[0]}END:VCALENDAR`),
  ],
  ['no VTIMEZONE before it describes', (text) => text.replace(zone, '')],
  ['VTIMEZONE Asia/Tokyo twice', (text) => text.replace(zone, '$&$&')],
  ['VTIMEZONE without one TZID', without('TZID')],
  ['VTIMEZONE without an observance', (text) => text.replace(/BEGIN:STANDARD.*END:STANDARD\r\n/s, '')],
  ['STANDARD without one TZOFFSETTO', without('TZOFFSETTO')],
];

const IN_EVENTS: Break[] = [
  ['UID one@tsudoi twice', (text) => text.replace('two@', 'one@')],
  ['without UID', without('UID')],
  ['UID of a b is a b', value('UID', 'a b')],
  ['without SUMMARY', without('SUMMARY')],
  ['two SUMMARY', twice('SUMMARY')],
  ['with two GEO', twice('GEO')],
  ['SUMMARY is empty', value('SUMMARY', '')],
  ['SUMMARY is not escaped', value('SUMMARY', 'a,b')],
  ['SUMMARY is not escaped', value('SUMMARY', '\\\\\\x')],
  ['DESCRIPTION is not escaped', value('DESCRIPTION', 'a;b')],
  ['LOCATION is not escaped', value('LOCATION', 'a\\')],
  ['CATEGORIES is not escaped', value('CATEGORIES', 'a;b')],
  ['CATEGORIES is not escaped', value('CATEGORIES', 'a,,b')],
  ['DTSTAMP of one@tsudoi is 20250301T000000', value('DTSTAMP', '20250301T000000')],
  ['LAST-MODIFIED of one@tsudoi is 20250301', value('LAST-MODIFIED', '20250301')],
  ['DTSTAMP of one@tsudoi is not its LAST-MODIFIED', value('DTSTAMP', '20250302T000000Z')],
  ['SEQUENCE of one@tsudoi is 1.5', value('SEQUENCE', '1.5')],
  ['SEQUENCE of one@tsudoi is -1', value('SEQUENCE', '-1')],
  ['SEQUENCE of one@tsudoi is 3000000000', value('SEQUENCE', '3000000000')],
  ['STATUS of one@tsudoi is CANCELED', value('STATUS', 'CANCELED')],
  ['TRANSP of one@tsudoi is FREE', value('TRANSP', 'FREE')],
  ['GEO of one@tsudoi is 35.68\\;139.76', value('GEO', '35.68\\;139.76')],
  ['URL of one@tsudoi is no address', value('URL', 'no address')],
  ['RRULE is not for this calendar', before('SUMMARY:', 'RRULE:FREQ=DAILY')],
  ['RDATE is not for this calendar', before('SUMMARY:', 'RDATE:20250401T000000Z')],
  ['ATTENDEE is not for this calendar', before('SUMMARY:', 'ATTENDEE:mailto:a@b.example')],
  ['event one@tsudoi with VALARM', before('END:VEVENT', 'BEGIN:VALARM\r\nEND:VALARM')],
];

const IN_TIMES: Break[] = [
  ['one@tsudoi ends before it begins', (text) => text.replace(/(DTEND.*)T114500/, '$1T100000')],
  ['three@tsudoi ends before it begins', (text) => text.replace('DATE:20250604', 'DATE:20250601')],
  ['DTSTART of one@tsudoi is 20250229T100000', (text) => text.replace(/20250414/g, '20250229')],
  ['DTEND of one@tsudoi is 20250414T240000', (text) => text.replace('T114500', 'T240000')],
  ['DTSTART of one@tsudoi is 20250414T100000Z', (text) => text.replace('0414T100000', '0414T100000Z')],
  ['DTSTART of one@tsudoi is in no zone', (text) => text.replace('DTSTART;TZID=Asia/Tokyo:', 'DTSTART:')],
  [
    'DTSTART of two@tsudoi is 20250501T000000',
    (text) => text.replace('DATE:20250501', 'DATE:20250501T000000'),
  ],
  [
    'DTSTART of two@tsudoi is a date in a zone',
    (text) => text.replace('VALUE=DATE:20250501', 'VALUE=DATE;TZID=Asia/Tokyo:20250501'),
  ],
  ['DTSTART of two@tsudoi is 20250501', (text) => text.replace(';VALUE=DATE:20250501', ':20250501')],
  [
    'DTEND of one@tsudoi in another VALUE',
    (text) => text.replace('DTEND;TZID=Asia/Tokyo:20250414T114500', 'DTEND;VALUE=DATE:20250415'),
  ],
  ['DTEND of one@tsudoi in another TZID', (text) => text.replace('DTEND;TZID=Asia/Tokyo', 'DTEND;TZID=UTC')],
];

const WHERE_SENT: Break[] = [
  ['METHOD is undefined', without('METHOD')],
  ['METHOD is REQUEST', value('METHOD', 'REQUEST')],
  ['two METHOD of the calendar', twice('METHOD')],
  ['METHOD after a component', (text) => before('END:VCALENDAR', 'METHOD:PUBLISH')(without('METHOD')(text))],
  ['without ORGANIZER', without('ORGANIZER')],
  ['ORGANIZER of one@tsudoi is kenko@town.example', value('ORGANIZER', 'kenko@town.example')],
  ['ATTENDEE is not for this calendar', before('SUMMARY:', 'ATTENDEE:mailto:a@b.example')],
  ['X-WR-CALNAME in what is sent', before('BEGIN:VTIMEZONE', 'X-WR-CALNAME:a')],
  ['no event in what is sent', (text) => text.replace(firstEvent, '')],
];

const WHERE_CANCELLED: Break[] = [
  ['CANCEL of one@tsudoi, which is not cancelled', value('STATUS', 'CONFIRMED')],
  [
    'CANCEL of several things',
    (text) => text.replace(firstEvent, (event) => event + event.replace('one@', 'two@')),
  ],
];

describe('the lint', () => {
  it('has nothing against good files', () => {
    expect(lint(feed)).toEqual([]);
    expect(lint(sent, 'sent')).toEqual([]);
    expect(lint(cancelled, 'sent')).toEqual([]);
  });

  it.each([...IN_OCTETS, ...IN_STRUCTURE, ...IN_EVENTS, ...IN_TIMES])(
    'finds in a feed: %s',
    (fault, breakIt) => {
      const broken = breakIt(feed);
      expect(broken).not.toBe(feed);
      expect(lint(broken).join('\n')).toContain(fault);
    },
  );

  it.each(WHERE_SENT)('finds in what is sent: %s', (fault, breakIt) => {
    const broken = breakIt(sent);
    expect(broken).not.toBe(sent);
    expect(lint(broken, 'sent').join('\n')).toContain(fault);
  });

  it.each(WHERE_CANCELLED)('finds in a cancellation: %s', (fault, breakIt) => {
    const broken = breakIt(cancelled);
    expect(broken).not.toBe(cancelled);
    expect(lint(broken, 'sent').join('\n')).toContain(fault);
  });

  it('does not take what is sent for a feed', () => {
    expect(lint(sent)).toEqual(['METHOD in a feed', 'ORGANIZER in a feed']);
  });

  it('finds a character that is folded in two, and what is not UTF-8', () => {
    const [head, tail] = [Buffer.from(feed.split('教室')[0] as string), Buffer.from('室')];
    const split = Buffer.concat([head, tail.subarray(0, 1), Buffer.from('\r\n '), tail.subarray(1)]);
    expect(lintICalendar(split)).toEqual(['a character is in two lines']);
    expect(lintICalendar(Buffer.concat([head, tail.subarray(0, 1)]))).toEqual(['not UTF-8']);
  });
});
