import type { DataSource } from 'typeorm';
import { ProgrammeHost } from '../../src/programmes/programme-host.entity.js';
import { SeatPool } from '../../src/registrations/seats/seat-pool.entity.js';
import { newId } from '../../src/shared/ids.js';
import {
  makeCourse,
  makeOrganization,
  makePool,
  makeProgramme,
  makeSession,
  makeVenue,
} from '../support/factories.js';

const TOPICS = [
  ['2025-04-14', 'ひきこもりの心模様 ～茗荷谷クラブの活動を通して～'],
  ['2025-05-12', '本人とのコミュニケーションを理解する ～機能分析の視点から～'],
  ['2025-05-26', '就労について ～本人が元気になるステップの視点から～'],
  ['2025-06-09', '気軽にできるリラクゼーション'],
  ['2025-06-30', '精神科訪問診療について ～往診を行っている精神保健福祉士からの講話～'],
  ['2025-07-14', '今日からできる会話・対話 ～ロールプレイ～'],
  ['2025-08-04', '自分（家族）と子の好みの違いに気づく'],
  ['2025-08-25', '家族自身のゆとりを広げる'],
  ['2025-09-22', '本人と交流しよう！'],
] as const;

export interface Town {
  readonly slug: string;
  readonly courseId: string;
  readonly sessionIds: readonly string[];
  /** Seats taken in each session of the class, in their order. */
  taken(): Promise<number[]>;
}

/** 板橋区's nine-session class of 2025, with the neighbours that a list needs: another town, and a day without times. */
export async function townWithFamilyClass(db: DataSource): Promise<Town> {
  const organization = await makeOrganization(db, {
    slug: 'itabashi',
    name: '板橋区',
    nameEn: 'Itabashi City',
    contactName: '板橋区ひきこもり相談窓口',
    contactEmail: 'madoguchi@itabashi.example',
    contactTel: '03-0000-0000',
  });
  const usual = await makeVenue(db, organization, {
    name: '板橋区保健所2階',
    nameEn: 'Itabashi Public Health Centre',
  });
  const third = await makeVenue(db, organization, { name: '居場所ひだまりうむ', nameEn: 'Hidamarium' });
  const programme = await makeProgramme(db, organization, {
    key: 'family-class',
    slug: 'itabashi-family-class',
    title: 'ひきこもり家族教室',
    titleEn: 'Class for families',
    audience: 'ご家族',
    audiences: ['family'],
    notes: ['全9回、各回ひとつのテーマ', '第3回のみ会場が異なる（居場所ひだまりうむ）'],
    sourceDoubt: ['年度の数字が読み取りにくい'],
  });
  await db.getRepository(ProgrammeHost).insert({
    id: newId(),
    programmeId: programme.id,
    role: 'organizer',
    name: '板橋区',
    position: 0,
  });
  const course = await makeCourse(db, programme, {
    title: '令和7年度 前期',
    titleEn: 'Fiscal year 2025, first term',
    registrationMode: 'both',
  });
  const pools: string[] = [];
  const sessionIds: string[] = [];
  for (const [index, [startsOn, topic]] of TOPICS.entries()) {
    const venueId = index === 2 ? third.id : usual.id;
    const session = await makeSession(db, course, {
      startsOn,
      topic,
      venueId,
      number: index + 1,
      key: `${index + 1}`,
    });
    sessionIds.push(session.id);
    pools.push((await makePool(db, session, { capacity: 20 })).id);
  }
  await neighbours(db);
  return {
    slug: programme.slug,
    courseId: course.id,
    sessionIds,
    async taken() {
      const rows = await db.getRepository(SeatPool).findBy(pools.map((id) => ({ id })));
      return pools.map((id) => rows.find((row) => row.id === id)?.taken ?? -1);
    },
  };
}

async function neighbours(db: DataSource): Promise<void> {
  const town = await makeOrganization(db, { slug: 'hino', name: '日野市', nameEn: 'Hino City' });
  const space = await makeProgramme(db, town, {
    title: '女性のための居場所「ほっとスペース」',
    kind: 'womens_gathering',
    audiences: ['self', 'women'],
    fee: '無料',
  });
  const year = await makeCourse(db, space, { registrationMode: 'none', title: '令和7年度' });
  for (const startsOn of ['2025-04-14', '2025-05-12', '2025-06-09']) {
    const session = await makeSession(db, year, { startsOn, startTime: null, endTime: null });
    await makePool(db, session, { capacity: null, capacityStated: startsOn !== '2025-05-12' });
  }
  await makeSession(db, year, {
    startsOn: '2025-04-28',
    status: 'cancelled',
    cancelReason: '会場の工事のため',
  });
  await makeSession(db, year, { startsOn: null, startTime: null, endTime: null, dateText: '下半期' });
  await makeProgramme(db, town, {
    title: 'ひきこもり相談窓口',
    kind: 'consultation',
    audiences: ['self', 'family'],
    scheduleText: '平日 午前9時から午後5時（電話・来所）',
  });
}
