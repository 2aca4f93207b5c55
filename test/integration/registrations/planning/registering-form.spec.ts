import { describe, expect, test } from '@jest/globals';
import { copyOfCourse, type StoredCourse } from '../../../../src/programmes/domain/course-copy.js';
import { surroundingsOf } from '../../../../src/programmes/domain/file-surroundings.js';
import type { FileRegistration } from '../../../../src/programmes/domain/registering-file.js';
import { closedUp, draftOfForm, formOf } from '../../../../src/registrations/planning/course-form.js';
import { formField } from '../../../../src/registrations/planning/course-form-faults.js';

const EVERYTHING: FileRegistration = {
  mode: 'course',
  opens: '2025-03-01T09:00',
  closes: '2025-05-31',
  waitingList: true,
  queue: 'holds',
  offerHours: 48,
  lottery: { priorities: ['first_timers', 'residents'], residents: ['ひかり市', 'みどり町'] },
  joinUntil: 3,
  maxPeople: 2,
  minimum: { people: 4, daysBefore: 3 },
  channels: {
    web: { opens: '2025-03-03', closesBefore: { days: 1, at: '17:00' } },
    telephone: { closes: '2025-05-30T17:15', weekdays: ['monday', 'friday'], from: '08:30', until: '17:15' },
    desk: {},
  },
};

const course = (registration: FileRegistration, more: Partial<StoredCourse> = {}): StoredCourse => ({
  key: 'r7',
  title: '令和7年度 前期',
  fiscalYear: 2025,
  registration,
  ...more,
});

/** Through the form and back, as a browser would send it: every value text. */
const through = (stored: StoredCourse, kept?: StoredCourse) => draftOfForm(closedUp(formOf(stored)), kept);

describe('how one registers, through the form', () => {
  test.each<[string, FileRegistration]>([
    ['everything, drawn by lottery', EVERYTHING],
    ['approval', { mode: 'session', waitingList: true, approval: true }],
    ['a lottery without priorities', { mode: 'session', waitingList: true, lottery: {} }],
    ['closing when full', { mode: 'both', waitingList: false, closesWhenFull: true }],
    ['nothing of it', { mode: 'none', waitingList: true }],
  ])('keeps %s', (_, registration) => {
    expect(through(course(registration))).toMatchObject({ draft: course(registration), faults: [] });
  });

  test('keeps seats for residents, a date that ends with its day and a moment alike', () => {
    const pools = [
      {
        key: 'onsite',
        unit: 'people' as const,
        capacity: 20,
        keptFor: ['ひかり市'],
        kept: 5,
        keptUntil: '2025-05-31',
      },
      {
        key: 'online',
        unit: 'people' as const,
        keptFor: ['ひかり市', 'みどり町'],
        keptUntil: '2025-05-31T12:00',
      },
    ];
    expect(through(course({ mode: 'course', waitingList: true }, { pools })).draft.pools).toEqual(pools);
  });

  test('keeps what a file wrote in its own way as long as nobody changes it', () => {
    const stored = course({
      mode: 'course',
      waitingList: true,
      channels: { telephone: { closes: '2025-06-01T00:00', weekdays: ['friday', 'monday'] } },
    });
    expect(through(stored, stored).draft).toEqual(stored);
    expect(through(stored).draft.registration?.channels?.telephone?.closes).toBe('2025-05-31');
  });

  test('tells at its fields what only a form can get wrong', () => {
    const values = closedUp({
      ...formOf(course({ mode: 'course', waitingList: true, lottery: {} })),
      priority1: 'residents',
      priority2: 'residents',
      'channels.telephone.from': '8:30',
      minimumPeople: '4',
      'channels.web.offered': '1',
      'channels.web.closesBeforeDays': '１',
    });
    expect(draftOfForm(values).faults).toEqual([
      { field: 'priority2', code: 'planning.same_priority_twice' },
      { field: 'minimumDaysBefore', code: 'planning.blank' },
      { field: 'channels.web.closesBeforeAt', code: 'planning.blank' },
      { field: 'channels.telephone.offered', code: 'planning.way_not_offered' },
    ]);
  });

  test.each([
    [['registration', 'lottery'], 'approval_and_lottery', 'allocation'],
    [['registration', 'lottery', 'priorities', 1], 'not_one_of', 'priority2'],
    [['registration', 'lottery', 'residents', 0], 'too_long', 'residents'],
    [['registration', 'offerHours'], 'too_big', 'offerHours'],
    [['registration', 'minimum', 'people'], 'too_small', 'minimumPeople'],
    [['registration', 'minimum', 'daysBefore'], 'too_big', 'minimumDaysBefore'],
    [['registration', 'channels', 'telephone'], 'hours_without_other_end', 'channels.telephone.until'],
    [['registration', 'channels', 'web', 'closes'], 'closes_before_opens', 'channels.web.closesOn'],
    [['registration', 'channels', 'web', 'closesBefore', 'at'], 'not_a_time', 'channels.web.closesBeforeAt'],
    [['registration', 'channels', 'web', 'closesBefore', 'days'], 'too_big', 'channels.web.closesBeforeDays'],
    [['pools', 1], 'kept_without_end', 'seats.1.keptUntilOn'],
    [['pools', 0, 'keptUntil'], 'kept_for_nobody', 'seats.0.keptFor'],
    [['pools', 0, 'kept'], 'kept_above_capacity', 'seats.0.kept'],
  ])('finds the field of %j', (path, code, field) => {
    expect(formField(path, code, [])).toBe(field);
  });
});

describe('a copy of a course', () => {
  test('carries how one registers, each moment as many months later', () => {
    const original = course(EVERYTHING, {
      pools: [{ key: 'onsite', capacity: 20, keptFor: ['ひかり市'], keptUntil: '2025-05-31' }],
      rule: { monthly: ['3 saturday'], from: '2025-04', until: '2025-09' },
    });
    const surroundings = surroundingsOf({});
    const { draft } = copyOfCourse(original, 12, { ...surroundings, holidaysPublishedThrough: 2030 });
    const { web, telephone, desk } = EVERYTHING.channels!;
    expect(draft.registration).toEqual({
      ...EVERYTHING,
      opens: '2026-03-01T09:00',
      closes: '2026-05-31',
      channels: {
        web: { ...web, opens: '2026-03-03' },
        telephone: { ...telephone, closes: '2026-05-30T17:15' },
        desk,
      },
    });
    expect(draft.pools).toEqual([
      { key: 'onsite', capacity: 20, keptFor: ['ひかり市'], keptUntil: '2026-05-31' },
    ]);
  });
});
