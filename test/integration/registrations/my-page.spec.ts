import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { makeTerm, makeVenue } from '../../support/factories.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { expectSound, type Registrant, registrants } from './my-town.js';

const ROOM = 'https://rooms.example/j/42';

describe('the page behind a registrant’s link', () => {
  let app: TestApp;
  let by: ReturnType<typeof registrants>;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
    by = registrants(app);
  });
  afterEach(async () => {
    app.clock.set('2025-04-01T09:00:00+09:00');
    await expectSound(app);
  });
  afterAll(() => app.close());

  const read = async ({ token }: Registrant, rest = '') =>
    (await app.http.get(`/my/${token}${rest}`).expect(200)).text;

  it('has the link of the online room for whoever has a seat, until it is over, and no card has it', async () => {
    const { organization, sessions } = await makeTerm(app.db, { dates: ['2025-04-14'], capacity: 1 });
    const room = await makeVenue(app.db, organization, { name: 'オンライン', online: true, url: ROOM });
    await app.db.query('UPDATE sessions SET venue_id = $1 WHERE id = $2', [room.id, sessions[0]?.id]);
    const hana = await by.register({ session: sessions[0]?.id });
    const waiting = await by.register({ session: sessions[0]?.id });
    expect(waiting.status).toBe('waitlisted');
    const page = await read(hana);
    expect(page).toContain(`href="${ROOM}" rel="noreferrer noopener"`);
    expect(page).not.toContain('受付では、ニックネームか受付番号だけで分かります。');
    for (const html of [
      await read(waiting),
      await read(hana, '/card?names=1'),
      (await app.http.get(`/sessions/${sessions[0]?.id}`)).text,
    ])
      expect(html).not.toContain(ROOM);
    app.clock.set('2025-04-14T10:30:00+09:00');
    expect(await read(hana)).toContain(ROOM);
    app.clock.set('2025-04-14T12:00:00+09:00');
    expect(await read(hana)).not.toContain(ROOM);
  });

  it('says that the nickname is enough, unless the programme wants a name', async () => {
    const { sessions, programme } = await makeTerm(app.db, { dates: ['2025-04-14'] });
    const hana = await by.register({ session: sessions[0]?.id });
    const WORDS = '受付では、ニックネームか受付番号だけで分かります。';
    expect(await read(hana)).toContain(WORDS);
    await app.db.query('UPDATE programmes SET anonymous = false WHERE id = $1', [programme.id]);
    expect(await read(hana)).not.toContain(WORDS);
  });

  it('marks what was moved, with its last day', async () => {
    const { sessions } = await makeTerm(app.db, { dates: ['2025-04-14'] });
    const hana = await by.register({ session: sessions[0]?.id });
    await app.db.query(
      `UPDATE sessions SET starts_on = '2025-04-21', starts_at = '2025-04-21T10:00+09:00', ends_on = '2025-04-22',
         ends_at = '2025-04-22T11:45+09:00' WHERE id = $1`,
      [sessions[0]?.id],
    );
    const page = await read(hana);
    expect(page).toContain('前の予定は、2025年4月14日（月） 午前10時でした。');
    expect(page).toContain('2025年4月21日（月）から2025年4月22日（火）');
    expect(await read(hana, '/card')).toContain('2025年4月21日（月）から2025年4月22日（火）');
  });

  it('gives a card that does not look like a seat to whoever waits for one', async () => {
    const { sessions } = await makeTerm(app.db, { dates: ['2025-04-14'], capacity: 1 });
    const hana = await by.register({ session: sessions[0]?.id });
    const waiting = await by.register({ session: sessions[0]?.id });
    expect(await read(waiting, '/card')).toContain('<strong>キャンセル待ち</strong>');
    expect(await read(hana, '/card')).not.toContain('キャンセル待ち');
  });

  it('says on a card of several places where each date is', async () => {
    const { organization, course, sessions } = await makeTerm(app.db, {
      dates: ['2025-04-14', '2025-04-28'],
    });
    for (const [index, name] of ['南会館', '北会館'].entries()) {
      const venue = await makeVenue(app.db, organization, { name });
      await app.db.query('UPDATE sessions SET venue_id = $1 WHERE id = $2', [venue.id, sessions[index]?.id]);
    }
    const card = await read(await by.register({ course: course.id }), '/card?names=1');
    expect(card).toMatch(/4月14日.*?南会館.*?4月28日.*?北会館/s);
  });
});
