import type { DataSource } from 'typeorm';
import type { Organization } from '../../../../src/organizations/organization.entity.js';
import type { Programme } from '../../../../src/programmes/programme.entity.js';
import { addDays } from '../../../../src/shared/civil-time.js';
import { makePlan, makeReportedResult } from '../../../support/attendance-factories.js';
import { makeCourse, makeProgramme, makeSession, makeVenue } from '../../../support/factories.js';

const TOPICS = [
  'はじめに 家族にできること',
  'ひきこもりの理解',
  '今日からできる会話・対話',
  '本人の気持ちを聴く',
  '家族自身の休み方',
  '暮らしとお金',
  '支援の窓口を知る',
  '経験者の話を聴く',
  'ふりかえりとこれから',
];

export interface MadeYear {
  readonly classes: Programme;
  readonly meeting: Programme;
  readonly lecture: Programme;
  readonly desk: Programme;
  readonly space: Programme;
  readonly pause: Programme;
}

/** 令和7年度 of a town: a class of nine, a monthly meeting, a lecture of both, a desk on weekdays, a free space, and a pause. */
export async function makeYear(db: DataSource, organization: Organization): Promise<MadeYear> {
  const hall = await makeVenue(db, organization, { name: '市民センター', nameEn: 'Civic Centre' });
  const office = await makeVenue(db, organization, { name: '保健所 2階 会議室' });
  let position = 0;
  const make = (title: string, given: Partial<Programme> = {}) =>
    makeProgramme(db, organization, { title, position: position++, ...given });
  const classes = await make('ひきこもり家族教室', {
    titleEn: 'Class for families',
    sourceDoubt: ['職員だけが読む疑い'],
    contact: '障害福祉課 03-0000-0000',
  });
  const meeting = await make('家族会（定例会）', { titleEn: 'Family meeting', kind: 'family_meeting' });
  const lecture = await make('講演会', { titleEn: 'Lecture', kind: 'lecture' });
  const desk = await make('ひきこもり相談', { titleEn: 'Consultation', kind: 'consultation' });
  const space = await make('居場所', {
    titleEn: 'Free space',
    kind: 'free_space',
    scheduleText: '月2回程度、日程は市報でお知らせします。',
  });
  const pause = await make('サポーター養成研修', { titleEn: 'Training', kind: 'training' });

  const term = await makeCourse(db, classes, { title: '令和7年度' });
  for (const [index, topic] of TOPICS.entries()) {
    const month = index + 5;
    await makeSession(db, term, {
      number: index + 1,
      topic,
      startsOn: `${month > 12 ? 2026 : 2025}-${String(((month - 1) % 12) + 1).padStart(2, '0')}-14`,
      venueId: index === 4 ? office.id : hall.id,
      ...(index === 2 ? { status: 'cancelled' as const, cancelReason: '講師の都合' } : {}),
    });
  }
  const monthly = await makeCourse(db, meeting, { title: '令和7年度' });
  for (const startsOn of [
    '2025-04-19',
    '2025-05-17',
    '2025-06-21',
    '2025-07-19',
    '2025-09-20',
    '2025-10-18',
    '2025-11-15',
    '2026-01-17',
    '2026-02-21',
  ]) {
    await makeSession(db, monthly, { startsOn, startTime: '13:30', endTime: '15:30', venueId: hall.id });
  }
  const talks = await makeCourse(db, lecture, { title: '令和7年度' });
  await makeSession(db, talks, {
    startsOn: '2026-03-07',
    startTime: '14:00',
    endTime: null,
    topic: '親の老いと8050問題',
    lecturer: '講師 未来 太郎',
    venueId: hall.id,
    alsoForIds: [meeting.id],
  });
  await makeSession(db, talks, {
    startsOn: null,
    dateText: '日程は後日',
    withinFrom: '2025-10-01',
    withinUntil: '2026-03-31',
  });
  const weekdays = await makeCourse(db, desk, { title: '令和7年度' });
  for (let day = '2025-04-01'; day <= '2025-05-30'; day = addDays(day, 1)) {
    if ([0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())) continue;
    await makeSession(db, weekdays, {
      startsOn: day,
      startTime: '09:00',
      endTime: '17:00',
      venueId: office.id,
    });
  }

  await makePlan(db, classes, { planned: 9, qualifier: 'exact', status: 'continued' });
  await makePlan(db, classes, { fiscalYear: 2024, planned: 8, qualifier: 'about', status: 'new' });
  await makeReportedResult(db, classes, { held: 3, attendances: 17 });
  await makePlan(db, meeting, { planned: 12, qualifier: 'about' });
  await makePlan(db, lecture, { planned: 2, plannedMax: 3, qualifier: 'range', status: 'new' });
  await makePlan(db, desk, { fiscalYear: 2024, planned: 1500, unit: '件', qualifier: 'about' });
  await makePlan(db, pause, {
    planned: 0,
    qualifier: 'exact',
    status: 'suspended',
    reason: '感染拡大防止のため',
  });
  return { classes, meeting, lecture, desk, space, pause };
}
