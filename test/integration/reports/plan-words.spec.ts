import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Messages } from '../../../src/platform/views/messages.js';
import { TEMPLATES } from '../../../src/platform/views/paths.js';
import type { Plan } from '../../../src/programmes/domain/plan.js';
import { fiscalYearWords, planWords, type Wording } from '../../../src/programmes/plans/plan-words.js';

const directory = join(TEMPLATES, 'messages');
const ja: Wording = { t: new Messages(directory, readdirSync(directory)).translator('ja'), language: 'ja' };
const PLAN: Plan = {
  planned: null,
  plannedMax: null,
  qualifier: 'about',
  unit: '回',
  status: 'continued',
  reason: null,
  text: null,
};

describe('a plan in words', () => {
  it.each([
    [{ planned: 9, qualifier: 'exact' }, '9回'],
    [{ planned: 30, qualifier: 'at_least' }, '30回以上'],
    [{ planned: 5, qualifier: 'at_most' }, '5回以内'],
    [{ planned: 2, plannedMax: 3, qualifier: 'range' }, '2～3回'],
    [{ planned: 3, text: '年3回程度' }, '年3回程度'],
    [{ planned: 1500, unit: '件', text: '1,500 件程度' }, '1,500件程度'],
    [{ text: null }, null],
  ] as const)('%j', (given, expected) => {
    expect(planWords({ ...PLAN, ...given }, ja)).toBe(expected);
  });

  it('names a fiscal year by era and by western year', () => {
    expect(fiscalYearWords(2025, ja)).toBe('令和7（2025）年度');
    expect(fiscalYearWords(2019, ja)).toBe('令和元（2019）年度');
  });
});
