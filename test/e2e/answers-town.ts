import type { DataSource, DeepPartial } from 'typeorm';
import type { Course } from '../../src/programmes/course.entity.js';
import { ProgrammeHost } from '../../src/programmes/programme-host.entity.js';
import type { Session } from '../../src/programmes/session.entity.js';
import type { SeatPool } from '../../src/registrations/seats/seat-pool.entity.js';
import { newId } from '../../src/shared/ids.js';
import {
  makeCourse,
  makeOrganization,
  makePool,
  makeProgramme,
  makeSession,
  makeVenue,
} from '../support/factories.js';

type Pools = readonly DeepPartial<SeatPool>[];

const SEATS = { key: 'onsite', label: '会場', labelEn: 'In the room', capacity: 20 };

/** Addresses of pages, by what they are there to show. */
export type AnswerPages = Readonly<Record<string, string>>;

/** One town with a page for each state in which somebody may find a session, a course or a programme on 2025-04-01. */
export async function makeAnswers(db: DataSource): Promise<AnswerPages> {
  const town = await makeOrganization(db, {
    slug: 'hikari',
    name: 'ひかり市',
    nameEn: 'Hikari City',
    contactName: '健康づくり課',
    contactTel: '03-1234-5678',
    contactEmail: 'kenkou@hikari.example',
  });
  const centre = await makeVenue(db, town, {
    name: '市民センター 2階 会議室',
    nameEn: 'Civic centre, meeting room on the second floor',
    address: 'ひかり市中央1-2-3',
    latitude: 35.5,
    longitude: 139.25,
    access: 'ひかり駅 東口から歩いて5分',
    parking: '10台（無料）',
    stepFree: true,
    discreetEntrance: '建物の北側に、図書館と共用の入口があります',
  });
  const hall = await makeVenue(db, town, { name: '公会堂', address: 'ひかり市西町4-5', stepFree: false });
  const room = await makeVenue(db, town, {
    name: 'オンライン（Zoom）',
    nameEn: 'Online (Zoom)',
    online: true,
  });
  const family = await makeProgramme(db, town, {
    key: 'family',
    slug: 'hikari-family',
    title: 'ひきこもり家族教室',
    titleEn: 'Class for families',
    summary: 'ひきこもりの方のご家族が、関わり方を学び、話し合う教室です。',
    summaryEn: 'A class in which families of people who stay at home learn together and talk.',
    summarySimple: '家から 出られない 人の 家族が、いっしょに 話す 集まりです。',
    description:
      '前半は専門家の話、後半は少人数での話し合いです。\n話したくないときは、聞いているだけの方もいます。',
    audience: '市内にお住まいの、ひきこもりの方のご家族',
    audiences: ['family'],
    fee: '無料',
    bring: '飲みもの\n筆記用具',
    anonymous: true,
    lookOnly: true,
    notes: ['途中で席を立っても、遅れて来てもかまいません'],
    scheduleText: '毎月第2月曜日',
    registrationText: 'ウェブか電話で申し込み',
  });
  await db.getRepository(ProgrammeHost).insert([
    { id: newId(), programmeId: family.id, role: 'organizer', name: 'ひかり市健康づくり課', position: 0 },
    { id: newId(), programmeId: family.id, role: 'co_host', name: 'ひかり家族会', position: 1 },
  ]);
  const club = await makeProgramme(db, town, {
    key: 'club',
    slug: 'hikari-club',
    title: 'オンライン居場所',
    titleEn: 'Online room',
    kind: 'online_space',
    summary: '家から入れる、出入り自由の部屋です。',
    cameraOff: true,
    anonymous: false,
  });
  const plain = await makeProgramme(db, town, {
    key: 'plain',
    slug: 'hikari-plain',
    title: '講演会',
    kind: 'lecture',
  });
  const paused = await makeProgramme(db, town, {
    key: 'paused',
    slug: 'hikari-paused',
    title: '休みの集まり',
    status: 'suspended',
  });
  const term = await makeCourse(db, family, {
    title: '令和7年度 前期',
    titleEn: 'First half of 2025',
    registrationMode: 'both',
    closesAt: new Date('2025-06-30T08:00:00Z'),
    waitingList: true,
    position: 2,
  });
  const closed = await makeCourse(db, family, {
    title: '個別相談',
    titleEn: 'Consultations',
    registrationMode: 'session',
    closesAt: new Date('2025-03-31T08:00:00Z'),
    position: 1,
  });
  const small = await makeCourse(db, plain, {
    title: '小さな会',
    registrationMode: 'session',
    waitingList: false,
    position: 4,
  });
  const lastYear = await makeCourse(db, family, { title: '令和6年度', fiscalYear: 2024 });
  const members = await makeCourse(db, club, {
    title: '登録の部屋',
    registrationMode: 'members',
    position: 2,
  });
  const rooms = await makeCourse(db, club, { title: '令和7年度', registrationMode: 'session', position: 1 });
  const free = await makeCourse(db, plain, { title: '春', registrationMode: 'none', position: 3 });
  const drawn = await makeCourse(db, plain, {
    title: '抽選の会',
    registrationMode: 'session',
    lottery: { priorities: ['residents'] },
    closesAt: new Date('2025-05-10T08:00:00Z'),
    position: 2,
  });
  const whole = await makeCourse(db, plain, {
    title: '連続講座',
    registrationMode: 'course',
    joinUntil: 1,
    position: 1,
  });
  const make = async (course: Course, given: DeepPartial<Session>, pools: Pools = [SEATS]) => {
    const session = await makeSession(db, course, given);
    for (const pool of pools) await makePool(db, session, pool);
    return `/sessions/${session.id}`;
  };
  return {
    open: await make(term, {
      number: 1,
      venueId: centre.id,
      topic: '家族の対応',
      segments: [
        { start: '10:00', topic: '話' },
        { start: '11:00', topic: '話し合い' },
      ],
      lecturer: '精神科医 光 花子',
      format: '講話とグループでの話し合い',
      doorsOpen: '09:45',
    }),
    full: await make(small, { startsOn: '2025-05-07', venueId: hall.id }, [
      { ...SEATS, capacity: 1, taken: 1 },
    ]),
    queue: await make(term, { number: 2, startsOn: '2025-05-12', venueId: hall.id }, [
      { ...SEATS, capacity: 1, taken: 1 },
    ]),
    moved: await make(term, {
      number: 3,
      startsOn: '2025-06-16',
      previousStarts: ['2025-06-09T10:00'],
      venueId: centre.id,
    }),
    cancelled: await make(term, {
      number: 4,
      startsOn: '2025-07-14',
      status: 'cancelled',
      cancelReason: '講師の都合により、この日は開きません。',
      venueId: centre.id,
    }),
    closed: await make(closed, { startsOn: '2025-05-08', venueId: hall.id }),
    over: await make(lastYear, { startsOn: '2025-03-10', number: 12, venueId: centre.id }),
    undated: await make(term, {
      startsOn: null,
      startTime: null,
      endTime: null,
      dateText: '下半期',
      number: 5,
    }),
    online: await make(rooms, { startsOn: '2025-04-20', venueId: room.id }, [
      { key: 'talk', label: '話す席', capacity: 5 },
      { key: 'listen', label: 'リスナー席（聞くだけ）', labelEn: 'Listening only', capacity: 30 },
    ]),
    members: await make(members, { startsOn: '2025-04-21', venueId: room.id }, []),
    walkIn: await make(free, { startsOn: '2025-04-22', venueId: hall.id }, [{ ...SEATS, capacity: null }]),
    lottery: await make(drawn, { startsOn: '2025-05-20', venueId: hall.id }),
    begun: await make(whole, { startsOn: '2025-03-15', number: 1, venueId: hall.id }),
    tooLate: await make(whole, { startsOn: '2025-04-15', number: 2, venueId: hall.id }),
    course: `/courses/${term.id}`,
    courseOver: `/courses/${lastYear.id}`,
    courseTooLate: `/courses/${whole.id}`,
    programme: `/programmes/${family.slug}`,
    programmeOnline: `/programmes/${club.slug}`,
    programmePlain: `/programmes/${plain.slug}`,
    programmeSuspended: `/programmes/${paused.slug}`,
  };
}
