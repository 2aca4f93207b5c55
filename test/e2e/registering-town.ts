import type { DataSource, DeepPartial } from 'typeorm';
import type { Course } from '../../src/programmes/course.entity.js';
import type { Programme } from '../../src/programmes/programme.entity.js';
import {
  makeCourse,
  makeOrganization,
  makePool,
  makeProgramme,
  makeSession,
  makeVenue,
} from '../support/factories.js';

/** Ids of courses in a town whose programmes register in every way. */
export interface RegisteringTown {
  readonly slugs: Readonly<Record<'asking' | 'walkIn', string>>;
  readonly courses: Readonly<
    Record<'asking' | 'slots' | 'members' | 'lottery' | 'approval' | 'telephone' | 'queue' | 'walkIn', string>
  >;
  /** The first session of each course. */
  readonly sessions: Readonly<Record<keyof RegisteringTown['courses'], string>>;
}

/** A town on 1 April 2025: an asking programme with conditions and kept seats, and one for each other way to register. */
export async function registeringTown(db: DataSource): Promise<RegisteringTown> {
  const organization = await makeOrganization(db, {
    slug: 'itabashi',
    name: '板橋区',
    nameEn: 'Itabashi City',
    contactName: '板橋区ひきこもり相談窓口',
    contactTel: '03-0000-0000',
    sensitiveAnswersDays: 30,
  });
  const venue = await makeVenue(db, organization, { name: '板橋区保健所2階', nameEn: 'Health Centre' });
  const consultation = await makeProgramme(db, organization, {
    key: 'consultation',
    title: 'ひきこもり相談窓口',
    titleEn: 'Consultation desk',
    kind: 'consultation',
  });
  const build = async (
    programme: DeepPartial<Programme>,
    course: DeepPartial<Course>,
    {
      hours = ['10:00'],
      dates = ['2025-05-12', '2025-05-26'],
      pools = [{}] as Parameters<typeof makePool>[2][],
    },
  ) => {
    const made = await makeProgramme(db, organization, { fee: '無料', ...programme });
    const run = await makeCourse(db, made, { titleEn: 'Fiscal 2025', ...course });
    const ids: string[] = [];
    for (const startsOn of dates) {
      for (const startTime of hours) {
        const endTime = `${String(Number(startTime.slice(0, 2)) + 1).padStart(2, '0')}${startTime.slice(2)}`;
        const session = await makeSession(db, run, {
          ...{ startsOn, startTime, endTime, venueId: venue.id },
          number: hours.length > 1 ? null : ids.length + 1,
        });
        for (const [position, pool] of pools.entries()) await makePool(db, session, { position, ...pool });
        ids.push(session.id);
      }
    }
    return { slug: made.slug, course: run.id, session: ids[0] as string };
  };
  const asking = await build(
    {
      title: '女性のための家族教室',
      titleEn: 'A class for women',
      audience: '板橋区内にお住まいのご家族',
      eligibility: [
        { rule: 'women', as: 'enforced' },
        { rule: 'age', of: 'relative', min: 18, max: 49 },
        { rule: 'residence', as: 'enforced' },
        { rule: 'consulted', as: 'enforced', programme: consultation.key },
      ],
      asks: { relation: 'required', companions: 'optional' },
      questions: [
        { key: 'wish', text: '知りたいこと', textEn: 'What would you like to know?', type: 'long' },
        { key: 'how', text: '何で知りましたか', type: 'choice', choices: ['区報', 'ウェブ', '紹介'] },
        { key: 'state', text: 'ご本人の様子', type: 'short', sensitive: true, required: true },
      ],
    },
    { registrationMode: 'course', maxPeople: 3, joinUntil: 2, closesWhenFull: true, waitingList: false },
    {
      pools: [
        {
          capacity: 20,
          keptFor: ['板橋区', '北区'],
          keptUnits: 15,
          keptUntil: new Date('2025-05-01T00:00:00+09:00'),
        },
        { key: 'online', label: 'オンライン', labelEn: 'Online', capacity: 30 },
      ],
    },
  );
  const slots = await build(
    { title: '精神科医による個別相談', titleEn: 'Consultation with a psychiatrist', kind: 'consultation' },
    { registrationMode: 'session', channels: { web: { closesBefore: { days: 1, at: '17:00' } } } },
    {
      hours: ['13:00', '14:00', '15:00'],
      dates: ['2025-05-12', '2025-05-19', '2025-05-26', '2025-06-02', '2025-06-09', '2025-06-16'],
      pools: [{ capacity: 1, unit: 'parties' }],
    },
  );
  const members = await build(
    { title: '居場所「ひだまり」', titleEn: 'Hidamari', kind: 'free_space' },
    { registrationMode: 'members' },
    { pools: [] },
  );
  const lottery = await build(
    { title: '講演会「語りを聴く」', titleEn: 'A lecture', kind: 'lecture' },
    {
      registrationMode: 'course',
      lottery: { priorities: ['residents', 'first_timers'] },
      closesAt: new Date('2025-05-01T00:00:00+09:00'),
    },
    { dates: ['2025-05-20'] },
  );
  const approval = await build(
    { title: '就労準備クラブ', titleEn: 'Club' },
    { registrationMode: 'course', approval: true },
    {},
  );
  const telephone = await build(
    { title: '家族会', titleEn: 'Family meeting', kind: 'family_meeting' },
    {
      registrationMode: 'both',
      channels: {
        telephone: {
          weekdays: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
          from: '08:30',
          until: '17:30',
          closesBefore: { days: 1, at: '17:00' },
        },
        desk: {},
      },
    },
    {},
  );
  const queue = await build(
    { title: '小さな集まり', titleEn: 'Small gathering' },
    { registrationMode: 'both', offerHours: 48 },
    { pools: [{ capacity: 0 }] },
  );
  const walkIn = await build(
    { title: '散歩の会', titleEn: 'Walk', kind: 'club' },
    { registrationMode: 'none' },
    { pools: [] },
  );
  const made = { asking, slots, members, lottery, approval, telephone, queue, walkIn };
  const each = <Value>(of: (one: typeof asking) => Value) =>
    Object.fromEntries(Object.entries(made).map(([name, one]) => [name, of(one)]));
  return {
    slugs: { asking: asking.slug, walkIn: walkIn.slug },
    courses: each(({ course }) => course) as RegisteringTown['courses'],
    sessions: each(({ session }) => session) as RegisteringTown['sessions'],
  };
}
