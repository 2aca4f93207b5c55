import { describe, expect, it } from '@jest/globals';
import { readProgrammeFile } from '../../../src/programmes/import/programme-file-reader.js';

const HEAD = 'format: tsudoi/1\norganization: {key: town, name: 町}\nprogrammes:\n';

/** Faults of a programme with these lines, as `line:column code`; the first of the lines is line 7. */
function faultsOf(lines: string): string[] {
  const text = `${HEAD}  - key: class\n    title: 教室\n    kind: other\n${lines}\n`;
  return readProgrammeFile({ name: 'town.yaml', text }).faults.map(
    ({ line, column, code }) => `${line}:${column} ${code.replace('file.', '')}`,
  );
}

function course(minimum: string): string {
  return `    courses: [{key: r7, title: 期, fiscalYear: 2025, registration: {minimum: ${minimum}}}]`;
}

describe('when reminders and thanks go', () => {
  it.each([
    '    reminders: []',
    '    reminders: [{daysBefore: 7, at: "10:00"}, {daysBefore: 1, at: "18:00"}, {hoursBefore: 2}]',
    '    reminders: [{hoursBefore: 1}, {hoursBefore: 168}]',
    '    reminders: [{daysBefore: 0, at: "00:00", hoursBefore: null}]',
    '    thanks: {daysAfter: 0, at: "19:00"}',
    '    thanks: {daysAfter: 30, at: "10:00"}',
    '    thanks: null',
  ])('may be %s', (lines) => {
    expect(faultsOf(lines)).toEqual([]);
  });

  it.each([
    ['    reminders: [{hoursBefore: 0}]', ['7:31 too_small']],
    ['    reminders: [{hoursBefore: 169}]', ['7:31 too_big']],
    ['    reminders: [{hoursBefore: 1.5}]', ['7:31 not_a_integer']],
    ['    reminders: [{hoursBefore: 2, daysBefore: 1, at: "18:00"}]', ['7:18 reminder_both_ways']],
    ['    reminders: [{hoursBefore: 2, at: "18:00"}]', ['7:18 reminder_both_ways']],
    ['    reminders: [{daysBefore: 1}]', ['7:17 missing_key']],
    ['    reminders: [{at: "18:00"}]', ['7:17 missing_key']],
    ['    reminders: [{daysBefore: 1, at: "24:00"}]', ['7:37 not_a_time']],
    ['    reminders: [{daysBefore: -1, at: "18:00"}]', ['7:30 too_small']],
    ['    reminders: [{daysBefore: 61, at: "18:00"}]', ['7:30 too_big']],
    [
      '    reminders: [{daysBefore: 1, at: "18:00"}, {daysBefore: 1, at: "08:00"}]',
      ['7:47 duplicate_reminder'],
    ],
    ['    reminders: [{hoursBefore: 2}, {hoursBefore: 2}]', ['7:49 duplicate_reminder_hours']],
    ['    thanks: {daysAfter: -1, at: "10:00"}', ['7:25 too_small']],
    ['    thanks: {daysAfter: 31, at: "10:00"}', ['7:25 too_big']],
    ['    thanks: {daysAfter: 1}', ['7:13 missing_key']],
    ['    thanks: {daysAfter: 1, at: 10時}', ['7:32 not_a_time']],
  ])('cannot be %s', (lines, faults) => {
    expect(faultsOf(lines)).toEqual(faults);
  });
});

describe('how few are too few', () => {
  it.each(['{people: 1, daysBefore: 0}', '{people: 9999, daysBefore: 60}', 'null'])(
    'may be %s',
    (minimum) => {
      expect(faultsOf(course(minimum))).toEqual([]);
    },
  );

  it.each([
    ['{people: 0, daysBefore: 3}', ['7:86 too_small']],
    ['{people: 3, daysBefore: -1}', ['7:101 too_small']],
    ['{people: 3, daysBefore: 61}', ['7:101 too_big']],
    ['{people: 3}', ['7:77 missing_key']],
    ['3', ['7:77 not_a_object']],
  ])('cannot be %s', (minimum, faults) => {
    expect(faultsOf(course(minimum))).toEqual(faults);
  });
});
