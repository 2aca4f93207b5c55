import { Organization } from '../../src/organizations/organization.entity.js';
import type { PictureRole } from '../../src/organizations/pictures/picture.entity.js';
import { Programme } from '../../src/programmes/programme.entity.js';
import { Session } from '../../src/programmes/session.entity.js';
import { Venue } from '../../src/programmes/venue.entity.js';
import { Leaflet } from '../../src/registrations/leaflets/leaflet.entity.js';
import { RegistrationTokens } from '../../src/registrations/registration-tokens.js';
import { LeavingLinks } from '../../src/reminders/staff-notices/leaving-links.js';
import type { Reader } from '../../src/reminders/staff-notices/readers.queries.js';
import { newId } from '../../src/shared/ids.js';
import { makeRequest } from '../integration/registrations/lottery-requests.js';
import { makeReader } from '../integration/reminders/digest/readers.js';
import {
  makeCourse,
  makePool,
  makeProgramme,
  makeSession,
  makeTerm,
  makeVenue,
} from '../support/factories.js';
import { keepPicture } from '../support/pictures.js';
import { signInAs } from '../support/staff.js';
import type { TestApp } from '../support/test-app.js';
import { registrationsInStates } from './my-states.js';
import { registeringTown } from './registering-town.js';

/** Addresses of public pages by a name for each, and the pattern of the route that answers. */
export interface PublicPlace {
  readonly name: string;
  readonly pattern: string;
  readonly path: string;
  /** With which it answers; 200 where nothing is said. */
  readonly status?: number;
}

const SUMMARY = {
  summary: '家族どうしで話し、これからを考える集まりです。',
  summaryEn: 'Families meet, talk and think about what comes next.',
  summarySimple: '家族が 集まって 話します。',
};

/** Every page that everybody can open, in a town that has one of everything, on the day of a test app's clock. */
export async function publicPlaces(app: TestApp): Promise<readonly PublicPlace[]> {
  const town = await registeringTown(app.db);
  const organization = await app.db.getRepository(Organization).findOneByOrFail({ slug: 'itabashi' });
  await app.db.getRepository(Organization).update(organization.id, {
    accent: '#8a3b00',
    nameKana: 'いたばしく',
    readings: [{ text: '板橋区', reading: 'いたばしく' }],
    privacyNote: '板橋区の個人情報保護の決まりに従います。',
  });
  const full = await fullProgramme(app, organization);
  await picturesAndLeaflet(app, organization, full.programme);
  const places: PublicPlace[] = [
    { name: 'what-is-on', pattern: '/', path: '/' },
    { name: 'what-is-on-town', pattern: '/', path: '/?organization=itabashi&audience=family' },
    { name: 'what-is-on-search', pattern: '/', path: '/?q=%E3%81%8B%E3%81%9E%E3%81%8F' },
    { name: 'what-is-on-nothing', pattern: '/', path: '/?kind=sports' },
    { name: 'month', pattern: '/', path: '/?view=month&month=2025-05' },
    { name: 'programmes', pattern: '/programmes', path: '/programmes' },
    ...Object.entries(town.slugs).map(([name, slug]) => ({
      ...{ name: `programme-${name}`, pattern: '/programmes/:slug', path: `/programmes/${slug}` },
    })),
    { name: 'programme-full', pattern: '/programmes/:slug', path: `/programmes/${full.programme.slug}` },
    {
      name: 'annual',
      pattern: '/programmes/:slug/annual',
      path: `/programmes/${full.programme.slug}/annual`,
    },
    ...Object.entries(town.courses).map(([name, id]) => ({
      ...{ name: `course-${name}`, pattern: '/courses/:id', path: `/courses/${id}` },
    })),
    { name: 'course-full', pattern: '/courses/:id', path: `/courses/${full.course.id}` },
    ...Object.entries(town.sessions).map(([name, id]) => ({
      ...{ name: `session-${name}`, pattern: '/sessions/:id', path: `/sessions/${id}` },
    })),
    ...Object.entries(full.sessions).map(([name, id]) => ({
      ...{ name: `session-${name}`, pattern: '/sessions/:id', path: `/sessions/${id}` },
    })),
    ...(['asking', 'lottery', 'approval', 'queue', 'members'] as const).map((name) => ({
      ...{ name: `register-${name}`, pattern: '/register', path: `/register?course=${town.courses[name]}` },
    })),
    { name: 'register-slots', pattern: '/register', path: `/register?course=${town.courses.slots}` },
    { name: 'register-session', pattern: '/register', path: `/register?session=${full.sessions.open}` },
    {
      name: 'register-none',
      pattern: '/register',
      path: `/register?course=${town.courses.walkIn}`,
      status: 409,
    },
    ...(await myPlaces(app)),
    ...(await lotteryPlaces(app)),
    ...(await mailPlaces(app, organization)),
    ...['poster', 'threefold', 'cards', 'card'].flatMap((form) => [
      {
        ...{ name: `leaflet-${form}`, pattern: '/programmes/:slug/leaflet' },
        path: `/programmes/${full.programme.slug}/leaflet?form=${form}`,
      },
    ]),
    {
      ...{ name: 'leaflet-course', pattern: '/courses/:id/leaflet' },
      path: `/courses/${town.courses.asking}/leaflet?form=poster`,
    },
    { name: 'nearby', pattern: '/nearby', path: '/nearby' },
    { name: 'nearby-town', pattern: '/nearby', path: '/nearby?organization=itabashi&month=2025-05' },
    { name: 'privacy', pattern: '/privacy', path: '/privacy' },
    { name: 'privacy-town', pattern: '/privacy/:organization', path: '/privacy/itabashi' },
    { name: 'calendar', pattern: '/calendar', path: '/calendar' },
    { name: 'calendar-embed', pattern: '/calendar/embed', path: '/calendar/embed' },
    { name: 'embed-all', pattern: '/embed/all', path: '/embed/all' },
    { name: 'embed-town', pattern: '/embed/:organization', path: '/embed/itabashi' },
    {
      name: 'embed-programme',
      pattern: '/embed/:organization/:programme',
      path: `/embed/itabashi/${full.programme.key}`,
    },
    { name: 'open-data', pattern: '/opendata', path: '/opendata' },
    { name: 'missing', pattern: '', path: '/nothing-of-the-kind', status: 404 },
    { name: 'withdrawn', pattern: '', path: `/sessions/${full.gone}`, status: 410 },
    { name: 'wrong-address', pattern: '', path: '/?kind=nothing', status: 400 },
  ];
  return places;
}

/** A programme of which everything is said that can be said, and sessions in each state. */
async function fullProgramme({ db }: TestApp, organization: Organization) {
  const venue = await makeVenue(db, organization, {
    ...{ name: '保健センター', nameEn: 'Health Centre', nameKana: 'ほけんせんたー' },
    ...{ address: '板橋区1-1', building: '3階 会議室', latitude: 35.75, longitude: 139.71 },
    ...{ access: '駅から歩いて5分', parking: '車は2台まで', stepFree: true },
    discreetEntrance: '建物の裏にも入口があります。',
  });
  const online = await makeVenue(db, organization, { name: 'オンライン', online: true });
  const programme = await makeProgramme(db, organization, {
    ...{ title: 'ひだまり家族会', titleEn: 'Hidamari family meeting', titleKana: 'ヒダマリカゾクカイ' },
    ...SUMMARY,
    ...{ description: '話したくない人は、聞くだけでかまいません。', kind: 'family_meeting', fee: '無料' },
    ...{ audience: '家族の方', audiences: ['family', 'anyone'], bring: '飲み物', contact: '健康推進課' },
    ...{ contactTel: '03-0000-0000', anonymous: true, lookOnly: true, cameraOff: true },
    ...{ registrationText: '電話でも申し込めます。', notes: ['動きやすい服で', '遅れてもだいじょうぶです'] },
  });
  const course = await makeCourse(db, programme, {
    ...{ title: '令和7年度', titleEn: 'Fiscal 2025', registrationMode: 'both' },
  });
  const session = async (given: Parameters<typeof makeSession>[2], capacity: number | null = 10) => {
    const made = await makeSession(db, course, { venueId: venue.id, ...given });
    await makePool(db, made, { capacity });
    return made.id;
  };
  const open = await session({
    ...{ startsOn: '2025-04-19', startTime: '14:00', endTime: '16:00', number: 1, topic: '話の聞き方' },
    ...{ format: '話と質問', lecturer: '臨床心理士', segments: [{ start: '14:00', topic: 'はじめに' }] },
  });
  const sessions = {
    open,
    moved: await session({ startsOn: '2025-05-17', number: 2, previousStarts: ['2025-05-10T14:00'] }),
    cancelled: await session({
      ...{ startsOn: '2025-06-21', number: 3, status: 'cancelled', cancelReason: '会場の都合' },
    }),
    over: await session({ startsOn: '2025-03-15', number: 0 }),
    undated: await session({
      startsOn: null,
      startTime: null,
      endTime: null,
      dateState: 'undated',
      dateText: '秋ごろ',
    }),
    online: await session({ startsOn: '2025-07-19', number: 4, venueId: online.id }),
  };
  const gone = await session({ startsOn: '2025-08-16', number: 5 });
  await db.getRepository(Session).delete(gone);
  return { programme, course, sessions, gone };
}

/** A logo, photographs, and a leaflet in words of its own. */
async function picturesAndLeaflet(app: TestApp, organization: Organization, programme: Programme) {
  const { db } = app;
  const organizationId = organization.id;
  const kept = (role: PictureRole, alt: string) => keepPicture(app, organizationId, role, alt);
  await db.manager.update(Organization, organizationId, { logoId: await kept('logo', '区の木') });
  await db.manager.update(Programme, programme.id, { pictureId: await kept('photograph', '畳の部屋') });
  await db.manager.update(
    Venue,
    { organizationId, name: '保健センター' },
    {
      pictureId: await kept('photograph', '入口'),
    },
  );
  await db.manager.insert(Leaflet, {
    ...{ organizationId, programmeId: programme.id, subjectId: programme.id, courseId: null },
    ...{ form: 'poster', language: 'ja', headline: 'ひとりで悩まないで', lead: 'お茶を飲みに来てください。' },
    changedAt: new Date('2025-03-01T00:00:00Z'),
  });
}

/** Addresses of what is no page and is for everyone: feeds, lists for machines, and pictures, each of something that is there. */
export async function publicFiles({ db }: TestApp): Promise<readonly string[]> {
  const [{ organization, programme, slug, course, session }] = await db.query(
    `SELECT town.slug AS organization, programme.key AS programme, programme.slug, session.id AS session,
       session.course_id AS course
     FROM sessions session JOIN programmes programme ON programme.id = session.programme_id
     JOIN organizations town ON town.id = programme.organization_id
     WHERE session.starts_on > '2025-04-01' AND programme.picture_id IS NOT NULL ORDER BY session.starts_on LIMIT 1`,
  );
  const [{ hash }] = await db.query('SELECT min(hash) AS hash FROM picture_files WHERE media_type = $1', [
    'image/jpeg',
  ]);
  return [
    ...['/robots.txt', '/sitemap.xml', '/feed.atom', '/opendata/events.csv'],
    `/opendata/${organization}/events.csv`,
    ...['/calendar/all.ics', `/calendar/${organization}.ics`, `/calendar/${organization}/${programme}.ics`],
    `/sessions/${session}/calendar.ics`,
    ...['/sharing/site.png', `/sharing/organizations/${organization}.png`, `/sharing/programmes/${slug}.png`],
    ...[`/sharing/courses/${course}.png`, `/sharing/sessions/${session}.png`],
    `/pictures/${hash}.jpg`,
    ...['/api/v1/organizations', '/api/v1/programmes', `/api/v1/programmes/${slug}`, '/api/v1/sessions'],
    '/api/openapi.json',
  ];
}

async function myPlaces(app: TestApp): Promise<PublicPlace[]> {
  const states = await registrationsInStates(app);
  const { token } = states.confirmed!;
  const { body } = await app.http.get(`/api/v1/registrations/${token}`).expect(200);
  const held = body.places.find(({ status }: { status: string }) => status === 'confirmed').session;
  const under = (rest: string, pattern = rest) => ({
    ...{ name: `my-${rest.split('/')[0]}`, pattern: `/my/:token/${pattern}`, path: `/my/${token}/${rest}` },
  });
  return [
    ...Object.entries(states).map(([name, one]) => ({
      ...{ name: `my-${name}`, pattern: '/my/:token', path: `/my/${one.token}` },
    })),
    { name: 'my-new', pattern: '/my/:token', path: `/my/${token}?new=1` },
    ...['cancel', 'people', 'move', 'link', 'calendar', 'mail', 'transfer', 'card'].map((one) => under(one)),
    under(`places/${held}/release`, 'places/:session/release'),
    {
      name: 'my-decline',
      pattern: '/my/:token/offer/decline',
      path: `/my/${states.offered!.token}/offer/decline`,
    },
    { name: 'recover', pattern: '/my/recover', path: '/my/recover' },
  ];
}

async function lotteryPlaces(app: TestApp): Promise<PublicPlace[]> {
  const { organization, course, pools } = await makeTerm(app.db, {
    ...{ dates: ['2025-05-20', '2025-06-17'], capacity: 2 },
    course: { registrationMode: 'course', lottery: { priorities: ['residents'] } },
  });
  for (let index = 0; index < 4; index++) await makeRequest(app, { course, pools });
  const staff = await signInAs(app, organization, 'organizer');
  const act = { act: 'list', seedFrom: '窓口で振るさいころ', closeNow: '1', confirm: '1' };
  await staff.post(`/staff/courses/${course.id}/lottery`, act);
  const [{ id }] = await app.db.query('SELECT id FROM lotteries WHERE course_id = $1', [course.id]);
  return [{ name: 'lottery', pattern: '/lotteries/:id', path: `/lotteries/${id}` }];
}

/** Pages behind the links of mails. */
async function mailPlaces(app: TestApp, organization: Organization): Promise<PublicPlace[]> {
  const { token } = await makeReader(app, organization);
  const email = 'leser@mail.example';
  const programme = await app.db
    .getRepository(Programme)
    .findOneByOrFail({ organizationId: organization.id });
  const course = await makeCourse(app.db, programme, {});
  const session = await makeSession(app.db, course, { startsOn: '2025-05-30' });
  await makePool(app.db, session);
  const { body } = await app.http
    .post('/api/v1/registrations')
    .send({ session: session.id, nickname: 'みどり', email })
    .expect(201);
  const unsubscribe = new URL(
    app.nest.get(RegistrationTokens).unsubscribeUrl({ id: body.id, email }, 'none'),
  );
  const reader = { id: newId(), organizationId: organization.id, language: 'ja' } as Reader;
  const leaving = new URL(app.nest.get(LeavingLinks).urlOf('staff_nearly_full', reader));
  return [
    { name: 'digest', pattern: '/digest', path: '/digest' },
    { name: 'digest-settings', pattern: '/digest/:token', path: `/digest/${token}` },
    { name: 'digest-leave', pattern: '/digest/:token/leave', path: `/digest/${token}/leave` },
    { name: 'digest-dates', pattern: '/digest/:token/dates/:month', path: `/digest/${token}/dates/2025-05` },
    { name: 'unsubscribe', pattern: '/unsubscribe/:stops/:id/:proof', path: unsubscribe.pathname },
    {
      name: 'notices-leave',
      pattern: '/staff-notices/leave/:kind/:member/:organization/:proof',
      path: leaving.pathname,
    },
  ];
}
