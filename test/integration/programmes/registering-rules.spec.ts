import { describe, expect, it } from '@jest/globals';
import { WEEKDAYS } from '../../../src/programmes/domain/weekdays.js';
import { readProgrammeFile } from '../../../src/programmes/import/programme-file-reader.js';

/** A file of two programmes; the parts of the second are given, and how one registers for its course of two sessions. */
function faultsOf({
  programme = '',
  registration = '{mode: both}',
  pools = '[{key: onsite, capacity: 10}]',
  organization = '',
}): string[] {
  const text = `format: tsudoi/1
organization: {key: town, name: 町${organization}}
programmes:
  - {key: before, title: 準備会, kind: other}
  - key: class
    title: 教室
    kind: other
${programme}
    courses:
      - key: c
        title: 期
        registration: ${registration}
        pools: ${pools}
        sessions:
          - {number: 1, date: 2025-05-12}
          - {number: 2, date: 2025-05-26}
`;
  return readProgrammeFile({ name: 'a', text }).faults.map(({ code, field }) => {
    return `${field.replace(/^programmes\[1\]\.(courses\[0\]\.)?/, '')} ${code.replace('file.', '')}`;
  });
}

describe('how one registers', () => {
  it.each([
    '{}',
    '{mode: members, approval: true, channels: {desk: {}}}',
    '{mode: course, lottery: {}, joinUntil: 2, maxPeople: 20, offerHours: 720}',
    '{mode: both, lottery: {priorities: [first_timers, residents], residents: [町, 村]}, approval: false}',
    '{mode: session, closesWhenFull: true, waitingList: false}',
    '{mode: session, closesWhenFull: false, waitingList: true, queue: holds, offerHours: 1}',
    '{mode: session, waitingList: false, queue: passes}',
    '{mode: none, approval: false, channels: {telephone: {from: "08:30", until: "17:30", weekdays: [monday]}}}',
    '{mode: session, channels: {web: {opens: 2025-04-01, closes: 2025-04-01, closesBefore: {days: 0, at: "09:00"}}}}',
  ])('may be %s', (registration) => {
    expect(faultsOf({ registration })).toEqual([]);
  });

  it.each([
    ['{approval: true}', ['registration.approval takes_no_registrations']],
    ['{mode: elsewhere, lottery: {}}', ['registration.lottery takes_no_registrations']],
    ['{mode: session, approval: true, lottery: {}}', ['registration.lottery approval_and_lottery']],
    ['{mode: members, lottery: {}}', ['registration.lottery lottery_of_members']],
    ['{mode: course, lottery: {residents: [村]}}', ['registration.lottery.residents residents_not_first']],
    ['{mode: session, joinUntil: 1}', ['registration.joinUntil join_until_without_course']],
    ['{mode: course, joinUntil: 3}', ['registration.joinUntil join_until_too_late']],
    [
      '{mode: both, waitingList: false, queue: holds, offerHours: 24}',
      ['registration.queue queue_without_waiting_list', 'registration.offerHours queue_without_waiting_list'],
    ],
    [
      '{mode: both, waitingList: true, closesWhenFull: true}',
      ['registration.closesWhenFull closes_and_waits'],
    ],
    ['{mode: both, channels: {}}', ['registration.channels no_channel']],
    ['{mode: both, channels: {web: }}', ['registration.channels no_channel']],
    [
      '{mode: both, channels: {desk: {opens: 2025-04-02, closes: 2025-04-01}}}',
      ['registration.channels.desk.closes closes_before_opens'],
    ],
    [
      '{mode: both, channels: {telephone: {from: "09:00", until: "09:00"}}}',
      ['registration.channels.telephone.until hours_backwards'],
    ],
    [
      '{mode: both, channels: {telephone: {until: "09:00"}}}',
      ['registration.channels.telephone hours_without_other_end'],
    ],
  ])('cannot be %s', (registration, faults) => {
    expect(faultsOf({ registration })).toEqual(faults);
  });

  it.each([
    '{mode: coarse, approval: true, joinUntil: 9}',
    '{mode: both, waitingList: maybe, queue: holds}',
    '{mode: course, lottery: all, approval: true}',
    '{mode: course, joinUntil: two}',
  ])('has one fault where a word is wrong, not what follows from it: %s', (registration) => {
    expect(faultsOf({ registration })).toHaveLength(1);
  });
});

describe('kept seats', () => {
  it.each([
    '[{key: a, capacity: 5, keptFor: [村], kept: 5, keptUntil: 2025-05-01}]',
    '[{key: a, capacity: none, keptFor: [村], kept: 5, keptUntil: 2025-05-01T12:00}]',
    '[{key: a, keptFor: [村, 市], keptUntil: 2025-05-01}]',
  ])('may be %s', (pools) => {
    expect(faultsOf({ pools })).toEqual([]);
  });

  it.each([
    ['[{key: a, keptFor: [村]}]', ['pools[0] kept_without_end']],
    ['[{key: a, keptUntil: 2025-05-01}]', ['pools[0].keptUntil kept_for_nobody']],
    ['[{key: a, kept: 1}]', ['pools[0].kept kept_for_nobody']],
    [
      '[{key: a, capacity: 4, keptFor: [村], kept: 5, keptUntil: 2025-05-01}]',
      ['pools[0].kept kept_above_capacity'],
    ],
    ['[{key: a, keptFor: [村], keptUntil: soon}]', ['pools[0].keptUntil not_a_moment']],
  ])('cannot be %s', (pools, faults) => {
    expect(faultsOf({ pools })).toEqual(faults);
  });
});

describe('who may come', () => {
  it.each([
    '[{rule: age, min: 18}, {rule: age, of: relative, min: 18}]',
    '[{rule: age, min: 40, max: 40}]',
    '[{rule: women}, {rule: self}, {rule: family}]',
    '[{rule: self, as: enforced}, {rule: family}]',
    '[{rule: residence}, {rule: residence, municipalities: [村]}]',
    '[{rule: completed, programme: before, as: enforced}, {rule: consulted}]',
    '[{rule: other, text: 静かに過ごせる人}, {rule: other, text: 長く続けたい人}]',
  ])('may be %s', (eligibility) => {
    expect(faultsOf({ programme: `    eligibility: ${eligibility}` })).toEqual([]);
  });

  it.each([
    ['[{rule: age}]', ['eligibility[0] age_without_limit']],
    ['[{rule: age, min: 41, max: 40}]', ['eligibility[0].max age_backwards']],
    ['[{rule: women, min: 18}]', ['eligibility[0].min not_of_this_rule']],
    ['[{rule: self, programme: before}]', ['eligibility[0].programme not_of_this_rule']],
    ['[{rule: other, text: ""}]', ['eligibility[0] rule_without_text']],
    ['[{rule: completed}]', ['eligibility[0] rule_without_programme']],
    ['[{rule: completed, programme: class}]', ['eligibility[0].programme requires_itself']],
    ['[{rule: consulted, programme: befor}]', ['eligibility[0].programme unknown_programme_near']],
    ['[{rule: women}, {rule: women, as: enforced}]', ['eligibility[1] duplicate_eligibility']],
    [
      '[{rule: residence, municipalities: [村, 市]}, {rule: residence, municipalities: [市, 村]}]',
      ['eligibility[1] duplicate_eligibility'],
    ],
    [
      '[{rule: age, min: 18}, {rule: age, min: 18, of: participant, text: 大人}]',
      ['eligibility[1] duplicate_eligibility'],
    ],
    ['[{rule: self, as: enforced}, {rule: family, as: enforced}]', ['eligibility[1] self_and_family']],
  ])('cannot be %s', (eligibility, faults) => {
    expect(faultsOf({ programme: `    eligibility: ${eligibility}` })).toEqual(faults);
  });
});

describe('questions', () => {
  it.each([
    ['[{key: a, text: 一, type: short}, {key: b, text: 一, type: choice, choices: [い, ろ]}]', []],
    [
      '[{key: a, text: 一, type: short}, {key: a, text: 二, type: long}]',
      ['questions[1].key duplicate_question'],
    ],
    ['[{key: a, text: 一, type: choice}]', ['questions[0] too_few_choices']],
    ['[{key: a, text: 一, type: choice, choices: [い]}]', ['questions[0].choices too_few_items']],
    ['[{key: a, text: 一, type: long, choices: [い, ろ]}]', ['questions[0].choices choices_of_no_choice']],
  ])('%s', (questions, faults) => {
    expect(faultsOf({ programme: `    questions: ${questions}` })).toEqual(faults);
  });
});

describe('the desk', () => {
  it('has clock times and weekdays', () => {
    const organization =
      ', desk: {quietFrom: "20:00", quietUntil: "07:30", closedOn: [monday], closedOnHolidays: true}';
    expect(faultsOf({ organization })).toEqual([]);
    expect(faultsOf({ organization: ', desk: {quietFrom: 20, open: [monday]}' })).toEqual([
      'organization.desk.quietFrom not_a_time',
      'organization.desk.open unknown_key',
    ]);
  });

  it('is open on one weekday at least', () => {
    const closedOn = (...days: string[]) => ({ organization: `, desk: {closedOn: [${days.join(', ')}]}` });
    expect(faultsOf(closedOn(...WEEKDAYS.slice(1)))).toEqual([]);
    expect(faultsOf(closedOn(...WEEKDAYS))).toEqual(['organization.desk.closedOn desk_never_open']);
  });
});
