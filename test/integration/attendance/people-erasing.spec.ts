import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Principal } from '../../../src/organizations/principal.js';
import { Reports } from '../../../src/reports/figures/reports.service.js';
import { newId } from '../../../src/shared/ids.js';
import { signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { unsound, waiting } from '../registrations/desk-world.js';
import { makeTown } from './people-world.js';

const dates = ['2025-03-10', '2025-03-24', '2025-04-14'];

describe('erasing a person', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-03-01T09:00:00+09:00' });
  });
  afterAll(() => app.close());

  /** Rows of the whole database, whatever their columns, in which a text occurs: the table, and the row. */
  async function traces(text: string): Promise<{ table: string; row: string }[]> {
    const tables: { schema: string; table: string }[] = await app.db.query(
      `SELECT table_schema AS schema, table_name AS table FROM information_schema.tables
       WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
    );
    const found: { table: string; row: string }[] = [];
    for (const { schema, table } of tables) {
      const rows = await app.db.query(
        `SELECT t::text AS row FROM "${schema}"."${table}" t WHERE t::text ILIKE '%' || $1 || '%'`,
        [text],
      );
      found.push(...rows.map(({ row }: { row: string }) => ({ table, row })));
    }
    return found;
  }

  /** Somebody with a word of their own in every text that is kept of them, twice registered, and once without an address. */
  async function makeMarked(marker: string) {
    const questions = [
      { key: 'from', text: '質問', type: 'short' },
      { key: 'health', text: '体のこと', type: 'long', sensitive: true },
    ];
    app.clock.set('2025-03-01T09:00:00+09:00');
    const town = await makeTown(app, { dates, capacity: 3, programme: { questions } as never });
    const email = `${marker}@mail.example`;
    const answers = { from: `${marker}広報`, health: `${marker}車いす` };
    const nickname = `${marker}さん`;
    const first = await town.register({
      ...{
        course: town.course.id,
        nickname,
        email,
        people: 2,
        relation: 'family',
        municipality: '星市',
        answers,
      },
      companions: [{ nickname: `${marker}の母`, relation: 'family' }],
    });
    const second = await town.register({ session: town.sessions[0]!.id, nickname, answers: {} });
    await town.act(first.id, 'notes', { text: `${marker}のこと` });
    await app.db.query(
      `UPDATE registrations SET cancel_reason = $2, idempotency_key = $2, replaced_link_hash = $2, request_hash = $2,
         declares = ARRAY[$2] WHERE id = $1`,
      [first.id, `${marker}${newId()}`],
    );
    await app.db.query(
      `UPDATE messages SET outcome = $2, facts = jsonb_build_object('was', $2::text), state = 'bounced'
       WHERE subject_id = $1`,
      [first.id, `550 <${email}>`],
    );
    const [place] = await app.db.query('SELECT id FROM places WHERE registration_id = $1 LIMIT 1', [
      first.id,
    ]);
    // The same told at a former address and at the present one; one that waits; one to a wrong address.
    for (const [recipient, state, occasion] of [
      [email, 'sent', `place:${place.id}:x`],
      [`old-${marker}@mail.example`, 'sent', `place:${place.id}:x`],
      [email, 'queued', `place:${place.id}:y`],
    ])
      await app.db.query(
        `INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, state, due_at, created_at)
         VALUES ($1, $2, $3, 'changed', $4, $5, $6, $7, $7)`,
        [newId(), town.organization.id, recipient, occasion, place.id, state, app.clock.now()],
      );
    await app.db.query(
      `INSERT INTO mail_addresses (organization_id, recipient, failures, last_failed_at, last_answer) VALUES ($1, $2, 1, now(), $3)`,
      [town.organization.id, email, `550 ${marker}`],
    );
    await app.db.query(
      `INSERT INTO digest_subscriptions (id, organization_id, email, token_hash, created_at) VALUES ($1, $2, $3, $4, now())`,
      [newId(), town.organization.id, email, `${marker}hash`],
    );
    await app.db.query(
      `INSERT INTO completions (id, organization_id, programme_id, course_id, registration_id, completed_on, attended,
         sessions, name, roll_number, municipality, recorded_at, recorded_by)
       VALUES ($1, $2, $3, $4, $5, '2025-03-24', 2, 3, $6, $7, '星市', now(), 'system')`,
      [
        newId(),
        town.organization.id,
        town.programme.id,
        town.course.id,
        first.id,
        `${marker}花子`,
        `${marker}9`,
      ],
    );
    await town.post(`people/${first.id}/merge`, { with: second.id }, 'organizer');
    app.clock.set('2025-04-01T09:00:00+09:00');
    await town.mark(first.id, 0, 'attended', 'late');
    await town.mark(first.id, 1, 'absent', 'attended');
    const [{ contact_key: key }] = await app.db.query('SELECT contact_key FROM registrations WHERE id = $1', [
      first.id,
    ]);
    const erase = (body: object = {}) =>
      town.post(`people/${first.id}/erase`, { confirm: first.code, ...body }, 'organizer');
    return { ...town, email, first, second, key: key as string, erase };
  }

  const reportOf = async ({ organization }: Awaited<ReturnType<typeof makeMarked>>) => {
    const principal = new Principal('system', '', new Map([[organization.id, 'organizer' as const]]));
    const { rows, totals } = await app.nest.get(Reports).attendance(principal, { fiscalYear: 2024 } as never);
    return JSON.parse(JSON.stringify({ rows, totals }));
  };

  it('leaves no trace of them in any table, and every figure as it was', async () => {
    const marker = 'zqxjmark';
    const town = await makeMarked(marker);
    const before = [await reportOf(town), await town.figures()];
    // Negative control: the search finds them where they are.
    const tables = new Set((await traces(marker)).map(({ table }) => table));
    for (const table of [
      ...['registrations', 'companions', 'answers', 'sensitive_answers', 'registration_notes', 'messages'],
      ...['mail_addresses', 'digest_subscriptions', 'completions'],
    ])
      expect({ table, found: tables.has(table) }).toEqual({ table, found: true });
    const keyed = new Set((await traces(town.key)).map(({ table }) => table));
    expect([...keyed].sort()).toEqual(['person_merges', 'places', 'registrations', 'same_people']);
    const messages = await app.db.query('SELECT id FROM messages WHERE organization_id = $1', [
      town.organization.id,
    ]);
    mkdirSync(app.config.mailDirectory, { recursive: true });
    const letters = messages.map(({ id }: { id: string }) => join(app.config.mailDirectory, `${id}.eml`));
    for (const letter of letters) writeFileSync(letter, marker);

    expect((await town.erase()).status).toBe(204);
    expect(await traces(marker)).toEqual([]);
    expect(await traces(town.key)).toEqual([]);
    const codes = (await traces(town.first.code)).map(({ table }) => table);
    expect(codes).toEqual([]);
    expect([await reportOf(town), await town.figures()]).toEqual(before);
    expect(await unsound(app)).toEqual([]);
    const mails = await app.db.query(
      `SELECT state, count(*)::int FROM messages WHERE subject_id IN (
         SELECT $1::uuid UNION SELECT id FROM places WHERE registration_id = $1) GROUP BY state ORDER BY state`,
      [town.first.id],
    );
    expect(mails).toEqual([
      { state: 'bounced', count: 1 },
      { state: 'cancelled', count: 1 },
      { state: 'sent', count: 2 },
    ]);
    expect(letters.filter(existsSync).length).toBe(letters.length - 4);
    expect(await town.log('person.erased')).toMatchObject([
      { subject: town.first.id, after: { registrations: 2, released: 1, messages: 4, digest: true } },
    ]);
    const page = await town.person(town.second.id, 'organizer');
    expect(page).toMatchObject({
      nickname: '（消去済み）',
      isMerged: true,
      figures: { attended: 1, noShow: 1 },
    });
    expect(
      page.registrations.map(({ relation, municipality }: Record<string, string>) => [
        relation,
        municipality,
      ]),
    ).toContainEqual(['family', '星市']);
    // Nobody writes anything about them again, or an address.
    for (const [act, body] of [
      ['notes', { text: 'もう一度' }],
      ['address', { email: 'again@mail.example' }],
      ['cancel', {}],
    ] as const)
      expect([act, (await town.act(town.first.id, act, body)).status]).toEqual([act, 409]);
    // Once more, it changes nothing, whatever is typed.
    expect((await town.erase()).status).toBe(204);
    expect(await town.log('person.erased')).toHaveLength(1);
    // Whoever registers anew is somebody new.
    const again = await town.register({ session: town.sessions[2]!.id, nickname: 'また', email: town.email });
    expect((await town.person(again.id)).registrations).toHaveLength(1);
  });

  it('gives what is to come to who waits, kills every link, and writes to nobody', async () => {
    const town = await makeMarked('kvwlinks');
    const manage = new URL(town.first.manageUrl).pathname;
    const registered = await app.http.get(`/api/v1/registrations/${manage.split('/').at(-1)}`).expect(200);
    const calendar = new URL(registered.body.calendarUrl).pathname;
    await app.http.get(calendar).expect(200);
    await town.register({ session: town.sessions[2]!.id, nickname: 'いる' });
    const waits = await town.register({ session: town.sessions[2]!.id, nickname: 'まつ', people: 2 });
    expect(waits.status).toBe('waitlisted');
    expect((await town.erase()).status).toBe(204);
    expect(await town.statusOf(waits.id)).toBe('confirmed');
    await app.http.get(manage).expect(404);
    await app.http.get(`/api/v1/registrations/${manage.split('/').at(-1)}`).expect(404);
    await app.http.get(calendar).expect(410);
    expect(await app.db.query(`SELECT FROM messages WHERE recipient = $1`, [town.email])).toEqual([]);
    const kinds = await town.mails(town.first.id);
    expect(kinds).not.toContain('cancelled_registration');
    expect(await unsound(app)).toEqual([]);
  });

  it('touches nobody else: not the same address with another organization, not the digest that is to go on', async () => {
    const town = await makeMarked('wpothers');
    const elsewhere = await makeTown(app, { dates: ['2025-05-12'] });
    const theirs = await elsewhere.register({
      session: elsewhere.sessions[0]!.id,
      nickname: 'べつの町',
      email: town.email,
    });
    const neighbours = await app.db.query(
      `SELECT r::text FROM registrations r WHERE nickname <> 'wpothersさん' ORDER BY id`,
    );
    expect((await town.erase({ digest: false })).status).toBe(204);
    expect(
      await app.db.query(`SELECT r::text FROM registrations r WHERE nickname <> '（消去済み）' ORDER BY id`),
    ).toEqual(neighbours.filter((one: { r: string }) => !one.r.includes('（消去済み）')));
    expect((await elsewhere.person(theirs.id, 'organizer')).registrations[0].email).toBe(town.email);
    expect(
      await app.db.query('SELECT email FROM digest_subscriptions WHERE organization_id = $1', [
        town.organization.id,
      ]),
    ).toEqual([{ email: town.email }]);
    expect(await app.db.query('SELECT recipient FROM messages WHERE subject_id = $1', [theirs.id])).toEqual([
      { recipient: town.email },
    ]);
  });

  it('is for organizers who type one of their numbers, and waits for a mail that is being sent', async () => {
    const town = await makeMarked('bncareful');
    expect((await town.post(`people/${town.first.id}/erase`, { confirm: town.first.code })).status).toBe(403);
    for (const confirm of ['ZZZZZZ', '', '花子']) expect((await town.erase({ confirm })).status).toBe(422);
    await app.db.query(
      `UPDATE messages SET state = 'claimed', claimed_until = now() + interval '1 minute' WHERE state = 'queued' AND recipient = $1`,
      [town.email],
    );
    const busy = await town.erase();
    expect([busy.status, busy.headers['retry-after']]).toEqual([503, '5']);
    // What is refused has changed nothing.
    expect((await traces('bncareful')).length).toBeGreaterThan(5);
    await app.db.query(`UPDATE messages SET state = 'sent', claimed_until = NULL WHERE state = 'claimed'`);
    const browser = await signInAs(app, town.organization, 'organizer');
    const path = `/staff/people/${town.first.id}/erase`;
    expect((await browser.get(path)).text).toContain('これからの席 1回');
    const refused = await browser.post(path, { confirm: 'x', digest: 'on' });
    expect([refused.status, refused.text.includes('aria-invalid="true"')]).toEqual([422, true]);
    const done = await browser.post(path, { confirm: ` ${town.second.code.toLowerCase()}`, digest: 'on' });
    expect([done.status, done.headers.location]).toEqual([303, `/staff/people/${town.first.id}?done=erased`]);
    expect((await browser.get(path)).text).toContain('もう消してあります');
    expect(await traces('bncareful')).toEqual([]);
  });

  it('leaves nothing of an act that began before it and ends after', async () => {
    const town = await makeMarked('lateact');
    const [{ id: completion }] = await app.db.query('SELECT id FROM completions WHERE registration_id = $1', [
      town.first.id,
    ]);
    const runner = app.db.createQueryRunner();
    await runner.startTransaction();
    await runner.query('SELECT FROM registrations WHERE id = $1 FOR UPDATE', [town.first.id]);
    const acts = [
      town.act(town.first.id, 'notes', { text: 'lateact2' }),
      town.act(town.first.id, 'address', { email: 'lateact2@mail.example' }),
      town.act(town.first.id, 'people', { people: 2, companions: [{ nickname: 'lateact2' }] }),
      app.http
        .put(`/api/v1/staff/completions/${completion}/roll`)
        .set('authorization', await town.as('organizer'))
        .send({ name: 'lateact2', rollNumber: 'lateact2', enrolledOn: '2025-04-01' })
        .then((answer) => answer),
    ];
    await waiting(app, acts.length);
    await runner.query(`UPDATE registrations SET erased_at = now() WHERE id = $1`, [town.first.id]);
    await runner.commitTransaction();
    await runner.release();
    expect((await Promise.all(acts)).map(({ status }) => status)).toEqual([409, 409, 409, 409]);
    expect(await traces('lateact2')).toEqual([]);
  });

  it('is whole or not at all, also when two press at once', async () => {
    const town = await makeMarked('rdwhole');
    await app.db.query(
      `CREATE FUNCTION fail_now() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the line is cut'; END $$`,
    );
    await app.db.query(
      'CREATE TRIGGER cut BEFORE UPDATE ON person_merges FOR EACH ROW EXECUTE FUNCTION fail_now()',
    );
    const before = await traces('rdwhole');
    expect((await town.erase()).status).toBe(500);
    expect((await traces('rdwhole')).length).toBe(before.length);
    await app.db.query('DROP TRIGGER cut ON person_merges');
    await app.db.query('DROP FUNCTION fail_now()');
    const answers = await Promise.all([1, 2, 3].map(() => town.erase()));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    expect(await town.log('person.erased')).toHaveLength(1);
    expect(await traces('rdwhole')).toEqual([]);
    // The merge can still be undone: two whom nobody knows any more.
    const [merge] = (await town.get('people-merges', 'organizer')).body.items;
    const people = (await town.figures()).people;
    expect((await town.post(`people-merges/${merge.id}/undo`, {}, 'organizer')).status).toBe(204);
    expect((await town.figures()).people).toBe(people);
  });
});
