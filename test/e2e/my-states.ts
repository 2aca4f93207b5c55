import type { Course } from '../../src/programmes/course.entity.js';
import type { Session } from '../../src/programmes/session.entity.js';
import { type Registrant, registrants } from '../integration/registrations/my-town.js';
import {
  makeCourse,
  makeOrganization,
  makePool,
  makeProgramme,
  makeSession,
  makeVenue,
} from '../support/factories.js';
import type { TestApp } from '../support/test-app.js';

const DATES = ['2025-04-14', '2025-05-12', '2025-05-26'];

type Given = Parameters<typeof makeCourse>[2];

/** A town with a class of three sessions, ready for the pages behind a link in each of their states. */
export async function townOfStates(app: TestApp) {
  const { db } = app;
  const by = registrants(app);
  const organization = await makeOrganization(db, {
    name: 'ひかり市',
    nameEn: 'Hikari City',
    contactName: 'ひかり市保健所',
    contactTel: '03-0000-0000',
  });
  const venue = await makeVenue(db, organization, { name: 'ひかり市保健センター3階' });
  const programme = await makeProgramme(db, organization, {
    title: '家族のための教室',
    titleEn: 'Class for families',
  });
  const course = (given: Given = {}) =>
    makeCourse(db, programme, { title: '令和7年度 前期', titleEn: 'First term of 2025', ...given });
  const sessionsOf = async (of: Course, capacities: readonly number[], dates = DATES): Promise<Session[]> => {
    const sessions: Session[] = [];
    for (const [index, capacity] of capacities.entries()) {
      const session = await makeSession(db, of, {
        startsOn: dates[index],
        number: index + 1,
        venueId: venue.id,
      });
      await makePool(db, session, { capacity });
      sessions.push(session);
    }
    return sessions;
  };
  /** A course of three sessions that the registrations of `before` have filled as far as they do. */
  const filled = async (given: Given, capacities: readonly number[]) => {
    const of = await course(given);
    return { of, sessions: await sessionsOf(of, capacities) };
  };
  return { by, db, organization, programme, course, sessionsOf, filled };
}

/** Registrations in every state that its holder's page knows, by the state's name. */
export async function registrationsInStates(app: TestApp): Promise<Record<string, Registrant>> {
  const town = await townOfStates(app);
  const { by, db } = town;
  const usual = await town.filled({}, [20, 20, 20]);
  await town.sessionsOf(
    await town.course({ title: '令和7年度 後期', titleEn: 'Second term' }),
    [10, 10],
    ['2025-10-06', '2025-10-20'],
  );
  const whole = { course: usual.of.id, nickname: 'はなの母' };
  const confirmed = await by.register({
    ...whole,
    ...{ email: 'hana@mail.example', people: 3 },
    companions: [{ nickname: 'はなの父', relation: 'family' }, { nickname: 'はな' }],
  });
  await by.release(confirmed, usual.sessions[1]?.id as string);
  const single = await by.register({
    session: usual.sessions[0]?.id,
    nickname: 'けん',
    email: 'ken@mail.example',
  });
  const cancelled = await by.register(whole);
  await by.cancel(cancelled);
  const handedOver = await by.register(whole);
  await by.transfer(handedOver, { nickname: 'りん' });
  const offers = await town.filled({ offerHours: 24 }, [1, 1, 1]);
  const before = await by.register({ course: offers.of.id });
  const offered = await by.register({ course: offers.of.id, email: 'offered@mail.example' });
  await by.cancel(before);
  const resting = await restingIn(app, town);
  const queue = await town.filled({}, [4, 20, 2]);
  await by.register({ session: queue.sessions[0]?.id, people: 3 });
  await by.register({ session: queue.sessions[2]?.id });
  const ahead = await by.register({ course: queue.of.id, people: 2 });
  const waiting = await by.register({ course: queue.of.id, people: 2 });
  await by.register({ session: queue.sessions[0]?.id });
  const approval = await town.filled({ approval: true }, [20, 20, 20]);
  const applied = await by.register({ course: approval.of.id });
  const declined = await by.register({ course: approval.of.id });
  await db.query(`UPDATE registrations SET status = 'declined' WHERE id = $1`, [declined.id]);
  await db.query(`UPDATE places SET status = 'released' WHERE registration_id = $1`, [declined.id]);
  const lottery = await town.filled({ lottery: {} }, [1, 1, 1]);
  const drawn = await by.register({ course: lottery.of.id });
  const members = await town.filled({ registrationMode: 'members' }, [20]);
  const member = await by.register({ course: members.of.id });
  const states = { confirmed, single, cancelled, handedOver, offered, resting, ahead, waiting };
  return { ...states, applied, declined, drawn, member };
}

/** Somebody who let an offer go. */
async function restingIn(
  app: TestApp,
  { by, filled }: Awaited<ReturnType<typeof townOfStates>>,
): Promise<Registrant> {
  const { of } = await filled({ offerHours: 24 }, [1, 1, 1]);
  const first = await by.register({ course: of.id });
  const resting = await by.register({ course: of.id });
  await by.cancel(first);
  await app.http.post(`/api/v1/registrations/${resting.token}/offer/decline`).expect(200);
  return resting;
}
