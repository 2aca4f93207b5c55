import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Companion } from '../../../src/registrations/companion.entity.js';
import { newId } from '../../../src/shared/ids.js';
import { makeParty } from '../../support/attendance-factories.js';
import { makePool, makeSession, makeTerm } from '../../support/factories.js';
import { type StaffBrowser, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

describe('what is taken to a session on paper', () => {
  let app: TestApp;
  let term: Awaited<ReturnType<typeof makeTerm>>;
  let staff: StaffBrowser;
  let path: string;
  let sessionId: string;

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-14T13:00:00+09:00' });
    term = await makeTerm(app.db, { dates: ['2025-04-14'] });
    staff = await signInAs(app, term.organization, 'viewer');
    const session = await makeSession(app.db, term.course, { number: 2 });
    await makePool(app.db, session);
    const { registration } = await makeParty(app.db, [session], {
      ...{ nickname: 'はなこ', code: 'K2001', people: 3, relation: 'family', channel: 'telephone' },
    });
    await app.db.getRepository(Companion).insert({
      ...{ id: newId(), organizationId: registration.organizationId, registrationId: registration.id },
      ...{ position: 0, nickname: 'つぼみ', relation: 'self' },
    });
    await makeParty(app.db, [session], { nickname: 'まちびと', placeStatus: 'waitlisted' });
    sessionId = session.id;
    path = `/staff/sessions/${session.id}`;
  });
  afterAll(() => app.close());

  /** The cells of the rows of people, without the lines for others. */
  async function rowsOf(paper: string): Promise<string[][]> {
    const { text } = await staff.get(`${path}/${paper}`);
    return [...text.matchAll(/<tr>([\s\S]*?)<\/tr>/g)]
      .map(([, row = '']) =>
        [...row.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell = '']) =>
          cell.replace(/\s+/g, ''),
        ),
      )
      .filter((row) => row.some((cell) => /はなこ|つぼみ|同行者|K2001/.test(cell)));
  }

  it('names everybody of a party apart where staff keep it, with how they registered', async () => {
    expect(await rowsOf('roster')).toEqual([
      ['K2001', 'はなこ', '家族', '電話', '', '3人', ''],
      ['', 'つぼみ', '本人', '', '', '', ''],
      ['', '同行者2', '', '', '', '', ''],
    ]);
  });

  it('says no more than a nickname, a number, or nothing, where others may read it', async () => {
    expect(await rowsOf('roster?names=nickname')).toEqual([['はなこ', '3人', '', '']]);
    expect(await rowsOf('roster?names=number')).toEqual([['K2001', '3人', '', '']]);
    expect(await rowsOf('roster?names=blank')).toEqual([]);
    expect(await rowsOf('sign-in-sheet')).toEqual([['1', 'はなこ', '', '']]);
    expect(await rowsOf('sign-in-sheet?names=number')).toEqual([['1', 'K2001', '', '']]);
    for (const paper of [
      'roster?names=nickname',
      'roster?names=number',
      'sign-in-sheet',
      'roster?names=blank',
    ]) {
      const { text } = await staff.get(`${path}/${paper}`);
      for (const word of ['家族</td>', '電話', 'つぼみ', 'まちびと']) expect(text).not.toContain(word);
    }
    expect((await staff.get(`${path}/roster?names=everything`)).status).toBe(400);
    expect((await staff.get(`${path}/sign-in-sheet?names=full`)).status).toBe(400);
  });

  it('has boxes for people without a name, by category, and lines for more', async () => {
    const { text } = await staff.get(`${path}/sign-in-sheet?lang=en`);
    expect([...text.matchAll(/<td class="tally">/g)]).toHaveLength(4);
    expect(text).toContain('Supporter<');
    expect([...text.matchAll(/<td class="line-number">/g)]).toHaveLength(11);
    expect([
      ...(await staff.get(`${path}/roster?names=blank`)).text.matchAll(/<td class="box">/g),
    ]).toHaveLength(8);
  });

  it('is in the log of looks, each time and by what it shows; blank lines show nobody', async () => {
    const [{ seen }] = await app.db.query('SELECT count(*)::int AS seen FROM audit_entries');
    for (const paper of ['roster', 'roster?names=number', 'roster?names=blank', 'sign-in-sheet'])
      await staff.get(`${path}/${paper}`);
    const looks = await app.db.query(
      'SELECT actor, action, subject_id AS subject, after FROM audit_entries ORDER BY at, id OFFSET $1',
      [seen],
    );
    const look = { actor: `staff:${staff.id}`, action: 'roster.viewed', subject: sessionId };
    expect(looks).toEqual([
      { ...look, after: { as: 'full', places: 2 } },
      { ...look, after: { as: 'number', places: 2 } },
      { ...look, after: { as: 'sign_in', places: 2 } },
    ]);
    const stranger = await signInAs(app, (await makeTerm(app.db, { dates: [] })).organization, 'owner');
    expect((await stranger.get(`${path}/sign-in-sheet`)).status).toBe(404);
  });
});
