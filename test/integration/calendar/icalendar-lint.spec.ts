import { describe, expect, it } from '@jest/globals';
import { icalendarOf } from '../../../src/shared/icalendar.js';
import { lintICalendar } from '../../support/icalendar-lint.js';
import { sampleCalendar, sampleEvent } from './sample.js';

const lint = (text: string) => lintICalendar(Buffer.from(text));

describe('the lint', () => {
  const good = icalendarOf(sampleCalendar([sampleEvent(), sampleEvent({ uid: 'two@tsudoi' })]));
  const event = good.slice(
    good.indexOf('BEGIN:VEVENT'),
    good.indexOf('END:VEVENT') + 'END:VEVENT\r\n'.length,
  );

  it('has nothing against a good file', () => {
    expect(lint(good)).toEqual([]);
  });

  it.each<[string, (text: string) => string]>([
    ['does not end in CRLF', (text) => text.trimEnd()],
    ['control character or a lone CR or LF', (text) => text.replace('VERSION:2.0\r\n', 'VERSION:2.0\n')],
    ['octets', (text) => text.replace('SUMMARY:', `SUMMARY:${'あ'.repeat(30)}`)],
    ['control character', (text) => text.replace('SUMMARY:', 'SUMMARY:\u0007')],
    ['UID one@tsudoi twice', (text) => text.replace('two@', 'one@')],
    ['without UID', (text) => text.replace('UID:one@tsudoi\r\n', '')],
    ['DTSTAMP of one@tsudoi is not UTC', (text) => text.replace(/(DTSTAMP:\d+T\d+)Z/, '$1')],
    [
      'REFRESH-INTERVAL after a component',
      (text) =>
        text
          .replace(/REFRESH-INTERVAL.*\r\n/, '')
          .replace('END:VCALENDAR', 'REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nEND:VCALENDAR'),
    ],
    ['no VTIMEZONE before it describes', (text) => text.replace(/BEGIN:VTIMEZONE.*END:VTIMEZONE\r\n/s, '')],
    ['RRULE in a feed', (text) => text.replace('SUMMARY:', 'RRULE:FREQ=DAILY\r\nSUMMARY:')],
    ['VALARM', (text) => text.replace('END:VEVENT', 'BEGIN:VALARM\r\nEND:VALARM\r\nEND:VEVENT')],
    ['SUMMARY is not escaped', (text) => text.replace('SUMMARY:', 'SUMMARY:a,b')],
    ['SUMMARY is not escaped', (text) => text.replace('SUMMARY:', 'SUMMARY:\\\\\\x')],
    ['two SUMMARY', (text) => text.replace('SUMMARY:', 'SUMMARY:x\r\nSUMMARY:')],
    ['is not closed', (text) => text.replace('END:VCALENDAR\r\n', '')],
    ['no component', (text) => text.replace(/BEGIN:VTIMEZONE.*END:VEVENT\r\n/s, '')],
    ['not a content line', (text) => text.replace('SUMMARY:', 'SUMM ARY:')],
    ['is empty', (text) => text.replace(event, `${event}\r\n`)],
  ])('finds: %s', (fault, breakIt) => {
    const broken = breakIt(good);
    expect(broken).not.toBe(good);
    expect(lint(broken).join('; ')).toContain(fault);
  });

  it('finds a character cut in two', () => {
    expect(
      lintICalendar(
        Buffer.from(good).filter((octet, index, all) => octet !== 0x81 || all.indexOf(0x81) !== index),
      ),
    ).toEqual(['not UTF-8']);
  });
});
