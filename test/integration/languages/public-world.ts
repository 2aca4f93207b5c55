import { RegistrationTokens } from '../../../src/registrations/registration-tokens.js';
import { DigestTokens } from '../../../src/reminders/digest/digest-tokens.js';
import { registrationsInStates } from '../../e2e/my-states.js';
import { registeringTown } from '../../e2e/registering-town.js';
import { makeCourse, makeProgramme, makeSession, makeTerm } from '../../support/factories.js';
import { signInAs } from '../../support/staff.js';
import type { TestApp } from '../../support/test-app.js';
import { makeRequest } from '../registrations/lottery-requests.js';

/** A town in which every public page has something to say, and the addresses at which a walk through it begins. */
export async function publicWorld(app: TestApp): Promise<readonly string[]> {
  const town = await registeringTown(app.db);
  const mine = await registrationsInStates(app);
  await undated(app);
  return [
    ...['/', '/?view=month', '/?month=2025-04', '/?audience=family', '/?to=9999', '/programmes'],
    ...['/calendar', '/calendar?organization=itabashi&kind=club', '/calendar/embed', '/opendata'],
    ...['/digest', '/my/recover', '/privacy', '/privacy/itabashi', '/nearby', '/no-such-page'],
    ...['/embed/itabashi', '/embed/nowhere', '/programmes/no-such-programme', '/sessions/no-such-session'],
    ...Object.values(town.slugs).map((slug) => `/programmes/${slug}`),
    ...Object.values(town.courses).flatMap((id) => [`/courses/${id}`, `/register?course=${id}`]),
    ...Object.values(town.sessions).flatMap((id) => [`/sessions/${id}`, `/register?session=${id}`]),
    ...Object.values(mine).map(({ token }) => `/my/${token}`),
    ...Object.values(mine).map(({ token }) => `/my/${token}?new=1`),
    ...(await lotteries(app)),
    ...(await digest(app)),
    ...unsubscribing(app, mine.single?.id as string, 'ken@mail.example'),
  ];
}

/** Sessions without a date, of each kind of period. */
async function undated(app: TestApp): Promise<void> {
  const { organization } = await makeTerm(app.db, { dates: ['2025-04-14'] });
  const programme = await makeProgramme(app.db, organization, { title: '秋の会' });
  const course = await makeCourse(app.db, programme, {});
  const periods = [
    ['2025-10', '2025-10'],
    ['2025-10', '2025-12'],
    ['2025-04', '2025-09'],
    ['2025-10', '2026-03'],
    ['2025-04', '2026-03'],
  ] as const;
  for (const [index, [withinFrom, withinUntil]] of periods.entries()) {
    await makeSession(app.db, course, {
      ...{ startsOn: null, startTime: null, endTime: null, dateState: 'undated', number: index + 1 },
      ...{ withinFrom: `${withinFrom}-01`, withinUntil: `${withinUntil}-01` },
    });
  }
}

/** The pages of a draw whose list is closed, and of one that has been drawn. */
async function lotteries(app: TestApp): Promise<string[]> {
  for (const isDrawn of [false, true]) {
    const made = await makeTerm(app.db, {
      dates: ['2025-05-20', '2025-06-17'],
      capacity: 2,
      course: { registrationMode: 'course', lottery: { priorities: ['residents', 'first_timers'] } },
    });
    for (const people of [1, 2, 1]) {
      await makeRequest(app, { course: made.course, pools: made.pools, people, municipality: 'みなと市' });
    }
    const staff = await signInAs(app, made.organization, 'organizer');
    const path = `/staff/courses/${made.course.id}/lottery`;
    await staff.post(path, { act: 'list', seedFrom: 'さいころ', closeNow: '1', confirm: '1' });
    if (isDrawn) await staff.post(path, { act: 'draw', seed: '37', confirm: '1' });
  }
  const rows: { id: string }[] = await app.db.query('SELECT id FROM lotteries');
  return rows.flatMap(({ id }) => [`/lotteries/${id}`, `/lotteries/${id}?entry=abcd`]);
}

/** The pages behind the links of the monthly mail, before somebody has said yes to it and afterwards. */
async function digest(app: TestApp): Promise<string[]> {
  for (const email of ['new@mail.example', 'reader@mail.example']) {
    await app.http
      .post('/digest?lang=ja-simple')
      .type('form')
      .send({ email, organization: 'itabashi', language: 'ja-simple', discreet: '1' });
  }
  const rows: { id: string; email: string }[] = await app.db.query(
    'SELECT id, email FROM digest_subscriptions ORDER BY email',
  );
  const tokens = rows.map(({ id }) => app.nest.get(DigestTokens).tokenOf(id));
  await app.http
    .post(`/digest/${tokens[1]}`)
    .type('form')
    .send({ organization: 'itabashi', language: 'ja-simple', discreet: '1' });
  return tokens.flatMap((token) => [
    `/digest/${token}`,
    `/digest/${token}/leave`,
    `/digest/${token}/dates/2025-05`,
  ]);
}

function unsubscribing(app: TestApp, id: string, email: string): string[] {
  const tokens = app.nest.get(RegistrationTokens);
  return (['needed', 'none'] as const).map((stops) => {
    const url = new URL(tokens.unsubscribeUrl({ id, email }, stops));
    return url.pathname;
  });
}
