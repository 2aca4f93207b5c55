import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { FORMATS } from '../../../../src/platform/views/formats.js';
import { type Language, Messages } from '../../../../src/platform/views/messages.js';
import { TEMPLATES } from '../../../../src/platform/views/paths.js';
import type { FileDefaults } from '../../../../src/programmes/domain/programme-file.js';
import type { FileRule } from '../../../../src/programmes/domain/rule-file.js';
import { ruleText } from '../../../../src/registrations/planning/rule-text.js';

const messages = new Messages(join(TEMPLATES, 'messages'), readdirSync(join(TEMPLATES, 'messages')));

function said(rule: FileRule, language: Language, defaults?: FileDefaults) {
  const tools = {
    t: messages.translator(language),
    format: FORMATS[language],
    nameOf: (reference: string) => (reference === 'consultation' ? '個別相談' : reference),
    venueOf: (key: string) => (key === 'hall' ? '市民会館' : key),
  };
  return ruleText(rule, tools, defaults);
}

describe('a rule in words', () => {
  test.each<[FileRule, string, string]>([
    [
      { monthly: ['3 saturday'], exceptMonths: [12, 8], start: '10:00', end: '11:45' },
      '毎月第3土曜日（8月・12月を除く）10:00～11:45',
      '3rd Saturday of every month (not in August and December), 10:00–11:45',
    ],
    [{ monthly: ['2 friday'], months: [1, 3, 5, 7, 9, 11] }, '奇数月の第2金曜日', '2nd Friday of odd months'],
    [
      { monthly: ['2 friday'], months: [2, 4, 6, 8, 10, 12], start: '13:30' },
      '偶数月の第2金曜日13:30から',
      '2nd Friday of even months, from 13:30',
    ],
    [{ monthly: ['last sunday'], months: [5, 7] }, '5月・7月の最終日曜日', 'Last Sunday of May and July'],
    [{ monthly: ['4 tuesday', '2 tuesday'] }, '毎月第2・第4火曜日', '2nd and 4th Tuesday of every month'],
    [
      { monthly: ['2 wednesday', '3 wednesday', '4 wednesday', '1 saturday'] },
      '毎月第1土曜日と第2・第3・第4水曜日',
      '1st Saturday and 2nd, 3rd and 4th Wednesday of every month',
    ],
    [
      { monthly: ['1 thursday', '3 thursday', '1 monday', '3 monday'] },
      '毎月第1・第3の月・木曜日',
      '1st and 3rd Monday and Thursday of every month',
    ],
    [
      { weekly: ['friday', 'monday'], start: '09:00', end: '24:00' },
      '毎週月・金曜日09:00～24:00',
      'Every Monday and Friday, 09:00–24:00',
    ],
    [
      { weekly: ['wednesday'], everyWeeks: 2, exceptMonths: [8] },
      '隔週水曜日（8月を除く）',
      'Every second Wednesday (not in August)',
    ],
    [{ weekly: ['sunday'], everyWeeks: 3 }, '3週ごとの日曜日', 'Every 3 weeks on Sunday'],
    [
      { weekly: ['tuesday'], months: [1, 3, 5, 7, 9, 11] },
      '毎週火曜日（奇数月のみ）',
      'Every Tuesday (odd months only)',
    ],
    [{ daily: true, months: [7, 8] }, '毎日（7月・8月のみ）', 'Every day (only in July and August)'],
    [{ monthDays: [-1, 15] }, '毎月15日・末日', '15th and last day of every month'],
    [{ monthDays: [2, 22] }, '毎月2日・22日', '2nd and 22nd of every month'],
    [{ sameDatesAs: 'consultation' }, '「個別相談」と同じ日', 'On the days of “個別相談”'],
    [
      { weekly: ['monday'], monthly: ['1 sunday'] },
      '毎週月曜日と毎月第1日曜日',
      'Every Monday and 1st Sunday of every month',
    ],
  ])('%j', (rule, ja, en) => {
    expect([said(rule, 'ja').line, said(rule, 'en').line]).toEqual([ja, en]);
  });

  test('takes its times from the course where it has none of its own', () => {
    const defaults = { start: '10:00', end: '12:00' };
    expect(said({ daily: true }, 'ja', defaults).line).toBe('毎日10:00～12:00');
    expect(said({ daily: true, start: '13:00' }, 'ja', defaults).line).toBe('毎日13:00～12:00');
    expect(said({ daily: true, slots: [{ start: '10:30' }] }, 'ja', defaults).line).toBe('毎日');
  });

  test('says everything else that it holds beside the line', () => {
    const rule: FileRule = {
      weekly: ['wednesday'],
      everyWeeks: 2,
      anchor: '2025-04-09',
      from: '2025-04',
      until: '2026-02-10',
      count: 9,
      slots: [{ start: '10:30', end: '12:00' }, { start: '13:00' }],
      doorsOpen: '10:00',
      durationText: '1時間程度',
      venue: 'hall',
      topic: '懇談',
      alternate: { by: 'month', turns: [{ format: 'テーマ別' }, { format: 'フリートーク' }] },
      numbered: true,
      except: {
        holidays: true,
        yearEnd: true,
        closures: false,
        dates: ['2025-05-07'],
        periods: [{ from: '2025-08-13', until: '2025-08-15', reason: '夏休み' }, { from: '2025-10-01' }],
      },
    };
    expect(said(rule, 'ja').notes).toEqual([
      '枠：①10:30～12:00、②13:00から',
      '2025年4月～2026年2月10日（火）',
      '全9回',
      '2025年4月9日（水）の週から数えて',
      '開場 10:00',
      '1時間程度',
      '会場：市民会館',
      'テーマ：懇談',
      '月ごとに テーマ別→フリートーク',
      '第1回から番号をつける',
      '除く日：祝日、年末年始、5月7日（水）、8月13日（水）～8月15日（金）（夏休み）、10月1日（水）',
      '団体や会場の休みの日も開く',
    ]);
    expect(said(rule, 'en').notes).toHaveLength(12);
  });
});
