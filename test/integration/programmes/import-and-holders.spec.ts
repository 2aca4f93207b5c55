import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ImportOptions, YearImport } from '../../../src/registrations/year/year-import.js';
import { DomainError } from '../../../src/shared/domain-error.js';
import { emptied } from '../../support/emptied.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { type TownFile, townFile } from './town-file.js';

const SYSTEM: ImportOptions = { dryRun: false, actor: 'system', organizationIds: 'any' };

describe('importing over places that people hold', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    app.clock.set('2025-03-02T09:00:00+09:00');
    await emptied(app.db, 'organizations, messages');
    await run({ capacity: 2 });
  });

  function run(file: TownFile, options: Partial<ImportOptions> = {}) {
    const text = townFile(file);
    return app.nest.get(YearImport).run([{ name: 'town.yaml', text }], { ...SYSTEM, ...options });
  }

  async function register(nickname: string, email?: string) {
    const [course] = await app.db.query(`SELECT id FROM courses WHERE key = 'r7-first'`);
    const answer = await app.http.post('/api/v1/registrations').send({ course: course.id, nickname, email });
    expect(answer.status).toBe(201);
    return answer.body;
  }

  function messages(...kinds: string[]) {
    return app.db.query(
      `SELECT recipient, kind, occasion, facts FROM messages WHERE kind = ANY($1) ORDER BY recipient`,
      [kinds],
    );
  }

  it('tells the holders of a session that moved, once, with what it was before', async () => {
    await register('みどり', 'midori@mail.example');
    await register('だれか');
    expect(
      (await run({ capacity: 2, thirdVenue: 'hidamarium', start: '09:30' }, { dryRun: true })).notices,
    ).toBe(1);
    expect(await messages('changed')).toEqual([]);
    const report = await run({ capacity: 2, thirdVenue: 'hidamarium', start: '09:30' });
    expect(report.notices).toBe(1);
    const [session] = await app.db.query(`SELECT id FROM sessions WHERE key = '3'`);
    const nobody = { recipient: '', kind: 'changed', facts: expect.anything() };
    expect(await messages('changed')).toEqual([
      { ...nobody, occasion: expect.stringContaining(`session:${session.id}:1:place:`) },
      {
        recipient: 'midori@mail.example',
        kind: 'changed',
        occasion: `session:${session.id}:1`,
        facts: {
          before: {
            startsOn: '2025-05-26',
            endsOn: null,
            startTime: '10:00',
            endTime: '11:45',
            venue: '保健所2階',
          },
        },
      },
    ]);
    await run({ capacity: 2, thirdVenue: 'hidamarium', start: '09:30' });
    expect(await messages('changed')).toHaveLength(2);
  });

  it('leaves to staff whom no mail reaches, also where they are all that there are', async () => {
    await register('だれか');
    expect((await run({ capacity: 2, start: '09:30' })).notices).toBe(0);
    expect(await messages('changed')).toMatchObject([{ recipient: '' }]);
  });

  it('tells them that it was cancelled, and lets nobody in any more', async () => {
    await register('みどり', 'midori@mail.example');
    await run({ capacity: 2, thirdStatus: 'cancelled' });
    expect(await messages('cancelled_session')).toHaveLength(1);
    const closed = await app.db.query(
      `SELECT session.key FROM seat_pools pool JOIN sessions session ON session.id = pool.session_id WHERE pool.closed`,
    );
    expect(closed).toEqual([{ key: '3' }]);
    await run({ capacity: 2 });
    expect(await messages('changed')).toHaveLength(1);
    expect(await app.db.query('SELECT FROM seat_pools WHERE closed')).toEqual([]);
  });

  it('says nothing about a topic, nor about what is over', async () => {
    await register('みどり', 'midori@mail.example');
    await run({ capacity: 2, title: '家族教室' });
    app.clock.set('2025-06-01T09:00:00+09:00');
    const report = await run({ capacity: 2, title: '家族教室', start: '09:30' });
    expect(report.notices).toBe(0);
    expect(await messages('changed')).toEqual([]);
  });

  it('gives new seats to the queue in the same act', async () => {
    await register('一番', 'first@mail.example');
    await register('二番', 'second@mail.example');
    expect(await register('三番', 'third@mail.example')).toMatchObject({ status: 'waitlisted' });
    const report = await run({ capacity: 3 });
    expect(report.promoted).toBe(1);
    expect(await messages('promoted')).toEqual([
      expect.objectContaining({ recipient: 'third@mail.example' }),
    ]);
    const taken = await app.db.query(`SELECT DISTINCT taken FROM seat_pools WHERE capacity = 3`);
    expect(taken).toEqual([{ taken: 3 }]);
  });

  it('takes no seat away from anyone: fewer than are taken is a fault, and nothing changes', async () => {
    await register('一番', 'first@mail.example');
    await register('二番', 'second@mail.example');
    const error = await run({ capacity: 1, start: '09:30' }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DomainError);
    expect((error as DomainError).details.faults?.map(({ code, params }) => [code, params])).toEqual(
      ['2025-04-14', '2025-05-12', '2025-05-26'].map((date) => [
        'file.capacity_below_taken',
        { session: `ひきこもり家族教室 令和7年度 前期 ${date}`, taken: 2, capacity: 1 },
      ]),
    );
    expect(await app.db.query(`SELECT DISTINCT capacity FROM seat_pools WHERE capacity IS NOT NULL`)).toEqual(
      [{ capacity: 2 }],
    );
    const [session] = await app.db.query(`SELECT start_time, sequence FROM sessions WHERE key = '3'`);
    expect(session).toEqual({ start_time: '10:00:00', sequence: 0 });
    expect(await messages('changed')).toEqual([]);
  });

  it.each([
    ['approval', ', approval: true', ''],
    ['approval, for a draw', ', approval: true', ', lottery: {}'],
    ['a draw', ', lottery: {}', ''],
  ])(
    'leaves nobody without an answer: a course keeps %s while people wait for one',
    async (_, was, becomes) => {
      await run({ capacity: 2, registration: was });
      const { id } = await register('一番');
      for (const dryRun of [true, false]) {
        const error = await run({ capacity: 2, registration: becomes, start: '09:30' }, { dryRun }).catch(
          (thrown: unknown) => thrown,
        );
        expect((error as DomainError).details.faults).toEqual([
          expect.objectContaining({
            ...{ file: 'town.yaml', line: 17, code: 'file.applied_waiting' },
            params: { course: 'ひきこもり家族教室 令和7年度 前期', count: 1 },
          }),
        ]);
      }
      const [course] = await app.db.query(`SELECT approval, lottery FROM courses WHERE key = 'r7-first'`);
      expect(course).toEqual(
        was.includes('approval') ? { approval: true, lottery: null } : { approval: false, lottery: {} },
      );
      // Once they have their answer, the file may come.
      await app.db.query(`UPDATE registrations SET status = 'cancelled' WHERE id = $1`, [id]);
      await app.db.query(`UPDATE places SET status = 'released' WHERE registration_id = $1`, [id]);
      await run({ capacity: 2, registration: becomes });
    },
  );

  it('keeps what seats count while anybody holds, awaits or has asked for one', async () => {
    await run({ capacity: 2, registration: ', approval: true' });
    const { id } = await register('一番');
    const parties = { capacity: 2, registration: ', approval: true', unit: 'parties' } as const;
    const refused = async () =>
      (await run(parties).catch((thrown: unknown) => thrown as DomainError)) as DomainError;
    expect((await refused()).details.faults).toEqual(
      [1, 2, 3].map(() =>
        expect.objectContaining({
          ...{ line: 18, code: 'file.unit_of_held_seats' },
          params: { session: expect.stringContaining('令和7年度 前期'), count: 1 },
        }),
      ),
    );
    for (const status of ['waitlisted', 'offered']) {
      await app.db.query('UPDATE places SET status = $2 WHERE registration_id = $1', [id, status]);
      expect((await refused()).code).toBe('invalid');
    }
    await app.db.query(`UPDATE registrations SET status = 'cancelled' WHERE id = $1`, [id]);
    await app.db.query(`UPDATE places SET status = 'released' WHERE registration_id = $1`, [id]);
    await run(parties);
    expect(await app.db.query('SELECT DISTINCT unit FROM seat_pools WHERE capacity = 2')).toEqual([
      { unit: 'parties' },
    ]);
  });

  it('puts answers away once the file calls their question sensitive', async () => {
    const question = (more: string) => ({
      capacity: 2,
      title: `教室\n    questions: [{key: now, text: いま, type: short${more}}]`,
    });
    await run(question(''));
    const [course] = await app.db.query(`SELECT id FROM courses WHERE key = 'r7-first'`);
    await app.http
      .post('/api/v1/registrations')
      .send({ course: course.id, nickname: '花', answers: { now: '通院している' } })
      .expect(201);
    const kept = async () => [
      await app.db.query('SELECT answer FROM answers'),
      await app.db.query('SELECT answer FROM sensitive_answers'),
    ];
    expect(await kept()).toEqual([[{ answer: '通院している' }], []]);
    await run(question(', sensitive: true'));
    expect(await kept()).toEqual([[], [{ answer: '通院している' }]]);
  });

  it('writes each import, and each session that it changed, into the audit log, with who did it', async () => {
    await run({ capacity: 2, start: '09:30' }, { actor: 'token:abc' });
    await run({ capacity: 2, start: '09:30' }, { actor: 'token:abc' });
    const entries = await app.db.query('SELECT actor, action, after FROM audit_entries ORDER BY id');
    expect(entries).toEqual([
      { actor: 'system', action: 'programmes.imported', after: expect.objectContaining({ create: 61 }) },
      {
        actor: 'token:abc',
        action: 'programmes.imported',
        after: expect.objectContaining({ file: 'town.yaml', create: 0, change: 1 }),
      },
      // Each session that it changed has an entry of its own: it stands in that session's history.
      { actor: 'token:abc', action: 'session.changed', after: { startTime: '09:30' } },
    ]);
  });
});
