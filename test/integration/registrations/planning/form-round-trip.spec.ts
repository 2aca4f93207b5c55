import { describe, expect, test } from '@jest/globals';
import type { StoredCourse } from '../../../../src/programmes/domain/course-copy.js';
import type { FileRule } from '../../../../src/programmes/domain/rule-file.js';
import { closedUp, draftOfForm, formOf } from '../../../../src/registrations/planning/course-form.js';
import { formField } from '../../../../src/registrations/planning/course-form-faults.js';
import { dateText, timeText } from '../../../../src/registrations/planning/form-rows.js';

const NO_EXCEPTIONS = { holidays: false, yearEnd: false, closures: true };

function course(rule: FileRule | FileRule[]): StoredCourse {
  return {
    key: 'r7',
    title: '令和7年度',
    fiscalYear: 2025,
    registration: { mode: 'session', waitingList: true },
    rule,
  };
}

/** Through the form and back, as a browser would send it: every value text. */
const through = (stored: StoredCourse) => draftOfForm(closedUp(formOf(stored))).draft;

describe('a course through the form', () => {
  test.each<[string, FileRule]>([
    ['weekly', { weekly: ['monday', 'friday'], everyWeeks: 2, anchor: '2025-04-09', except: NO_EXCEPTIONS }],
    [
      'mixed ordinals',
      { monthly: ['1 saturday', '2 wednesday', '3 wednesday', 'last friday'], except: NO_EXCEPTIONS },
    ],
    ['days of the month', { monthDays: [5, 20, -1], except: NO_EXCEPTIONS }],
    ['daily, round the clock', { daily: true, start: '00:00', end: '24:00', except: NO_EXCEPTIONS }],
    ['dates of another', { sameDatesAs: 'consultation', except: NO_EXCEPTIONS }],
    ['only some months', { monthly: ['2 friday'], months: [1, 3, 5], except: NO_EXCEPTIONS }],
    ['all but some months', { monthly: ['3 saturday'], exceptMonths: [8, 12], except: NO_EXCEPTIONS }],
    [
      'everything else',
      {
        weekly: ['tuesday'],
        from: '2025-04-15',
        until: '2026-02',
        count: 9,
        doorsOpen: '09:30',
        durationText: '1時間程度',
        venue: 'hall',
        topic: '懇談',
        slots: [{ start: '10:30', end: '12:00' }, { start: '13:00' }],
        alternate: { by: 'month', turns: [{ format: 'テーマ別' }, { topic: '懇談', lecturer: '山本' }] },
        numbered: true,
        except: {
          holidays: true,
          yearEnd: true,
          closures: false,
          dates: ['2025-05-06', '2025-05-13'],
          periods: [{ from: '2025-08-12', until: '2025-08-15', reason: '夏休み' }, { from: '2025-09-01' }],
        },
      },
    ],
  ])('keeps a rule: %s', (_, rule) => {
    expect(through(course(rule))).toEqual(course(rule));
  });

  test('keeps several rules, the usual values, seats, registration and further programmes', () => {
    const stored: StoredCourse = {
      ...course([
        { monthly: ['1 saturday'], start: '10:00', except: NO_EXCEPTIONS },
        { monthly: ['2 wednesday'], start: '14:00', except: NO_EXCEPTIONS },
      ]),
      titleEn: 'Fiscal 2025',
      notes: '一行目\n二行目',
      registration: { mode: 'both', opens: '2025-03-01T09:00', closes: '2025-03-31', waitingList: false },
      defaults: {
        venue: 'hall',
        start: '10:00',
        end: '24:00',
        doorsOpen: '09:30',
        format: '懇談',
        timeZone: 'Asia/Tokyo',
      },
      pools: [
        { key: 'onsite', unit: 'people', capacity: 20 },
        { key: 'online', unit: 'parties', capacity: 'none' },
        { key: 'listen', label: '聞くだけ', labelEn: 'Listening', unit: 'people' },
      ],
      alsoFor: ['lectures'],
    };
    expect(through(stored)).toEqual(stored);
  });

  test('reads a deadline at midnight as the day before, which is the same moment', () => {
    const stored = {
      ...course({ daily: true }),
      registration: { mode: 'both' as const, closes: '2025-04-01T00:00' },
    };
    expect(through(stored).registration?.closes).toBe('2025-03-31');
  });

  test('leaves what the form does not change as it was written', () => {
    const stored = course({ monthly: ['3 saturday', '1 saturday'], months: [4, 5], exceptMonths: [5] });
    const values = closedUp({ ...formOf(stored), notes: 'ことし' });
    expect(draftOfForm(values, stored).draft.rule).toBe(stored.rule);
    const changed = closedUp({ ...values, 'rule.0.monthly.2-sunday': '1' });
    expect(draftOfForm(changed, stored).draft.rule).toMatchObject({
      monthly: ['1 saturday', '2 sunday', '3 saturday'],
      months: [4],
    });
  });

  test('closes up emptied rows and rules, and gives seats a key of their own', () => {
    const values = closedUp({
      ...formOf(course({ daily: true })),
      'rule.1.except.holidays': '1',
      'rule.1.except.closures': '1',
      'rule.2.weekly.monday': '1',
      'rule.2.slots.0.start': '',
      'rule.2.slots.1.start': '１０：００',
      'seats.0.unit': 'people',
      'seats.1.unit': 'parties',
      'seats.1.capacity': '１',
      'seats.2.key': 'other',
      'seats.2.label': '聞くだけ',
    });
    const { draft } = draftOfForm(values);
    expect(draft.rule).toMatchObject([{ daily: true }, { weekly: ['monday'], slots: [{ start: '10:00' }] }]);
    expect(draft.pools).toEqual([
      { key: 'onsite', unit: 'parties', capacity: 1 },
      { key: 'seats', label: '聞くだけ', unit: 'people' },
    ]);
  });

  test('finds the field that a path of the draft is written in', () => {
    const at = (path: (string | number)[], code = 'x') => formField(path, code, [0, 3]);
    expect(at(['rule', 'start'])).toBe('rule.0.start');
    expect(at(['rule', 1, 'slots', 2, 'end'])).toBe('rule.1.slots.2.end');
    expect(at(['rule', 1, 'monthDays', 0])).toBe('rule.1.monthDays');
    expect(at(['rule', 'monthly', 3])).toBe('rule.0');
    expect(at(['rule'], 'until_before_from')).toBe('rule.0.until');
    expect(at(['rule', 1, 'except', 'periods', 0, 'until'])).toBe('rule.1.periods.0.until');
    expect(at(['rule', 'except', 'dates', 4])).toBe('rule.0.exceptDates');
    expect(at(['rule', 'alternate', 'turns'])).toBe('rule.0.turns.0.format');
    expect(at(['registration', 'closes'])).toBe('closesOn');
    expect(at(['pools', 1, 'capacity'])).toBe('seats.1.capacity');
    expect(at(['defaults', 'venue'])).toBe('venue');
    expect(at(['sessions', 1, 'date'])).toBe('sessions.3.date');
    expect(at([], 'fiscal_year_needed')).toBe('fiscalYear');
  });
});

describe('what keyboards write', () => {
  test.each([
    ['9:30', '09:30'],
    ['９：３０', '09:30'],
    ['13時', '13:00'],
    ['9時5分', '09:05'],
    ['24:00', '24:00'],
    ['十時', '十時'],
    ['', ''],
  ])('the time %s is %s', (typed, read) => {
    expect(timeText(typed)).toBe(read);
  });

  test.each([
    ['2025/4/9', '2025-04-09'],
    ['２０２５年４月９日', '2025-04-09'],
    ['2025年4月', '2025-04'],
    ['2025-04', '2025-04'],
    ['2025.12.31', '2025-12-31'],
    ['4月9日', '4月9日'],
  ])('the date %s is %s', (typed, read) => {
    expect(dateText(typed)).toBe(read);
  });
});
