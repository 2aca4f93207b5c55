import { describe, expect, it } from '@jest/globals';
import { type Calendar, type CalendarEvent, icalendarOf } from '../../../src/shared/icalendar.js';
import { expectGolden } from '../../support/golden.js';
import { lintICalendar } from '../../support/icalendar-lint.js';
import { sampleCalendar, sampleEvent } from './sample.js';

const organizer = { name: 'ひかり市健康課', address: 'kenko@hikari.example' };
const sent = (given: Partial<CalendarEvent>, calendar: Partial<Calendar> = {}) =>
  icalendarOf(sampleCalendar([sampleEvent({ organizer, ...given })], { method: 'PUBLISH', ...calendar }));
const linesOf = (text: string) => text.replaceAll('\r\n ', '').split('\r\n');
const organizerOf = (name: string, address = organizer.address) =>
  linesOf(sent({ organizer: { name, address } })).find((line) => line.startsWith('ORGANIZER'));

describe('what is sent by mail', () => {
  it.each([
    ['sent-publish.ics', { position: { latitude: 35.68, longitude: 139.76 } }, {}],
    ['sent-cancel.ics', { status: 'cancelled', summary: '【中止】予定', sequence: 4 }, { method: 'CANCEL' }],
  ] as const)('%s is what the golden file shows, and clean', (name, event, calendar) => {
    const bytes = Buffer.from(sent(event, calendar));
    expect(lintICalendar(bytes, 'sent')).toEqual([]);
    expectGolden(`calendar/${name}`, bytes);
  });

  it('has its method among the properties of the calendar, and neither name nor refresh hint', () => {
    const lines = linesOf(sent({}));
    expect(lines.slice(0, lines.indexOf('BEGIN:VTIMEZONE'))).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Tsudoi//Tsudoi//JA',
      'CALSCALE:GREGORIAN',
      'METHOD:PUBLISH',
    ]);
  });

  it('names who sends it as parameters are written', () => {
    expect(organizerOf('健康課; 家族, "ほっと"\r\n^係')).toBe(
      `ORGANIZER;CN="健康課; 家族, ^'ほっと^' ^^係":mailto:kenko@hikari.example`,
    );
    expect(organizerOf('\0')).toBe('ORGANIZER;CN="kenko@hikari.example":mailto:kenko@hikari.example');
    expect(organizerOf('a', 'a/b&c=d%e?f#g@town.example')).toBe(
      'ORGANIZER;CN="a":mailto:a%2Fb%26c%3Dd%25e%3Ff%23g@town.example',
    );
  });

  it.each([
    '',
    'kenko',
    'a@b@c.example',
    'a b@c.example',
    'a@c.example\r\nX:y',
    '健@c.example',
    '<a@c.example>',
  ])('refuses %j as an address', (address) => {
    expect(() => organizerOf('a', address)).toThrow(RangeError);
  });

  it('refuses what RFC 5546 does not let it be', () => {
    expect(() => sent({ organizer: undefined })).toThrow(RangeError);
    expect(() => sent({}, { events: [] })).toThrow(RangeError);
    expect(() => sent({ status: 'confirmed' }, { method: 'CANCEL' })).toThrow(RangeError);
    const two = ['1@t', '2@t'].map((uid) => sampleEvent({ uid, organizer, status: 'cancelled' }));
    expect(() => sent({}, { method: 'CANCEL', events: two })).toThrow(RangeError);
    expect(linesOf(sent({}, { events: two })).filter((line) => line.startsWith('UID'))).toHaveLength(2);
  });

  it('a feed has neither method nor organizer, whatever its events say', () => {
    const lines = linesOf(sent({}, { method: undefined }));
    expect(lines.filter((line) => /^(METHOD|ORGANIZER)/.test(line))).toEqual([]);
  });
});

describe('the position of a place', () => {
  const geo = (latitude: number, longitude: number) =>
    linesOf(sent({ position: { latitude, longitude } })).find((line) => line.startsWith('GEO'));

  it('has six decimals and its semicolon as it is', () => {
    expect(geo(35.6812362, 139.7671248)).toBe('GEO:35.681236;139.767125');
    expect(geo(0, 0)).toBe('GEO:0.000000;0.000000');
    expect(geo(-33.5, -0.0000001)).toBe('GEO:-33.500000;-0.000000');
  });

  it.each([
    [90.1, 0],
    [0, -180.1],
    [Number.NaN, 0],
  ])('refuses %d, %d', (latitude, longitude) => {
    expect(() => geo(latitude, longitude)).toThrow(RangeError);
  });
});
