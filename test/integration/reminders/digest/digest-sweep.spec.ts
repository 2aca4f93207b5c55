import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { Delivery } from '../../../../src/platform/mail/delivery.js';
import { Course } from '../../../../src/programmes/course.entity.js';
import { DigestSweep } from '../../../../src/reminders/digest/digest-sweep.js';
import { putDueDigests } from '../../../../src/reminders/digest/digest-sweep.queries.js';
import { emptied } from '../../../support/emptied.js';
import { makeCourse, makeOrganization, makeProgramme, makeSession } from '../../../support/factories.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { ledger } from '../../mail/registered.js';
import { SmtpPeer } from '../../mail/smtp-peer.js';
import { makeReader } from './readers.js';

/** The day and time of the digest of May. */
const DUE = '2025-04-25T10:00:00+09:00';

describe('the digest sweep', () => {
  let peer: SmtpPeer;
  let app: TestApp;
  let town: Awaited<ReturnType<typeof makeTown>>;

  beforeAll(async () => {
    peer = await SmtpPeer.start();
    app = await startTestApp({ now: DUE, env: { SMTP_URL: peer.url } });
  });
  afterAll(async () => {
    await app?.close();
    await peer?.stop();
  });
  afterEach(async () => {
    peer.received.length = 0;
    await emptied(app.db, 'messages, digest_subscriptions, sessions, courses, programmes, organizations');
  });

  /** A town with a family class whose one session is on the 12th of May. */
  async function makeTown(given: object = {}, startsOn: string | null = '2025-05-12') {
    const organization = await makeOrganization(app.db, given);
    const programme = await makeProgramme(app.db, organization, {
      kind: 'class_series',
      audiences: ['family'],
    });
    const course = await makeCourse(app.db, programme);
    const session = await makeSession(app.db, course, { startsOn });
    return { organization, programme, course, session };
  }

  const sweepAt = (iso: string): Promise<number> => {
    app.clock.set(iso);
    return app.nest.get(DigestSweep).sweep();
  };

  const occasions = async () => (await ledger(app.db)).map(({ occasion }) => occasion);

  it('puts one on the 25th at ten, not a minute sooner, and once, whatever the clock does', async () => {
    town = await makeTown();
    const reader = await makeReader(app, town.organization);
    await expect(sweepAt('2025-04-25T09:59:00+09:00')).resolves.toBe(0);
    await expect(sweepAt(DUE)).resolves.toBe(1);
    for (const again of [
      '2025-04-25T10:10:00',
      '2025-04-25T10:00:00',
      '2025-04-26T23:00:00',
      '2025-04-24T10:00:00',
    ])
      await expect(sweepAt(`${again}+09:00`)).resolves.toBe(0);
    expect(await ledger(app.db)).toMatchObject([
      {
        ...{ kind: 'digest', recipient: reader.email, subjectId: reader.id, state: 'queued' },
        occasion: `digest:2025-05:${town.organization.id}`,
        facts: { month: '2025-05' },
        dueAt: new Date(DUE),
        priority: 1,
      },
    ]);
  });

  it('catches up for two days after the house was down, and no longer', async () => {
    town = await makeTown();
    await makeReader(app, town.organization);
    await expect(sweepAt('2025-04-27T10:00:00+09:00')).resolves.toBe(0);
    await expect(sweepAt('2025-04-27T09:59:00+09:00')).resolves.toBe(1);
  });

  it('goes by the clock of each organization, and is not fooled when that changes', async () => {
    const far = await makeTown({ timeZone: 'America/New_York' });
    await makeReader(app, far.organization);
    await expect(sweepAt(DUE)).resolves.toBe(0);
    await expect(sweepAt('2025-04-25T10:00:00-04:00')).resolves.toBe(1);
    await app.db.query(`UPDATE organizations SET time_zone = 'Pacific/Honolulu'`);
    await expect(sweepAt('2025-04-25T10:00:00-10:00')).resolves.toBe(0);
  });

  it('knows that January follows December', async () => {
    town = await makeTown({}, '2026-01-31');
    await makeReader(app, town.organization);
    await expect(sweepAt('2025-12-25T10:00:00+09:00')).resolves.toBe(1);
    expect(await occasions()).toEqual([`digest:2026-01:${town.organization.id}`]);
  });

  it('sends an address the digest of each organization that it asked', async () => {
    const [one, two] = [await makeTown(), await makeTown()];
    for (const { organization } of [one, two])
      await makeReader(app, organization, { email: 'hana@mail.example' });
    await expect(sweepAt(DUE)).resolves.toBe(2);
    expect((await occasions()).sort()).toEqual(
      [one, two].map(({ organization }) => `digest:2025-05:${organization.id}`).sort(),
    );
  });

  it.each([
    ['somebody who has not said yes', { status: 'pending' as const, confirmedAt: null }, {}],
    ['somebody who asks for other kinds', { kinds: ['lecture'] }, {}],
    ['somebody who asks for other people', { audiences: ['women', 'anyone'] }, {}],
    ['anybody of a month whose only session is cancelled', {}, { status: 'cancelled' as const }],
    ['anybody of another month', {}, { startsOn: '2025-06-01' }],
    ['anybody of what has no date at all', {}, { startsOn: null, dateState: 'undated' as const }],
  ])('tells nothing to %s', async (_who, reader, session) => {
    town = await makeTown({}, null);
    await app.db.query('DELETE FROM sessions');
    await makeSession(app.db, town.course, { startsOn: '2025-05-12', ...session });
    await makeReader(app, town.organization, reader);
    await expect(sweepAt(DUE)).resolves.toBe(0);
  });

  it.each([
    [
      'the right kind and audience',
      { kinds: ['class_series', 'lecture'], audiences: ['family', 'self'] },
      {},
    ],
    ['the last day of the month', {}, { startsOn: '2025-05-31' }],
    ['what has begun before and lasts into it', {}, { startsOn: '2025-04-29', endsOn: '2025-05-02' }],
    [
      'a day of the month that is still to be fixed',
      {},
      { startsOn: null, withinFrom: '2025-05-01', withinUntil: '2025-05-31' },
    ],
  ])('tells of %s', async (_what, reader, session) => {
    town = await makeTown({}, null);
    await app.db.query('DELETE FROM sessions');
    await makeSession(app.db, town.course, { startsOn: '2025-05-12', ...session });
    await makeReader(app, town.organization, reader);
    await expect(sweepAt(DUE)).resolves.toBe(1);
  });

  it('finds a session by a further programme that it serves', async () => {
    town = await makeTown();
    const served = await makeProgramme(app.db, town.organization, {
      kind: 'lecture',
      audiences: ['supporter'],
    });
    await app.db.query('UPDATE sessions SET also_for_ids = $1', [[served.id]]);
    await makeReader(app, town.organization, { kinds: ['lecture'], audiences: ['supporter'] });
    await makeReader(app, town.organization, { kinds: ['lecture'], audiences: ['family'] });
    await expect(sweepAt(DUE)).resolves.toBe(1);
  });

  describe('at delivery', () => {
    const deliver = async () => {
      await app.nest.get(Delivery).deliverDue();
      return (await ledger(app.db)).map(({ state, outcome }) => ({ state, outcome }));
    };

    it.each([
      ['was left', 'DELETE FROM digest_subscriptions', 'gone'],
      ['has nothing left', `UPDATE sessions SET status = 'cancelled'`, 'cancelled'],
      [
        'is of what moved to another month',
        `UPDATE sessions SET starts_on = '2025-06-12', starts_at = '2025-06-12T01:00:00Z', ends_at = '2025-06-12T03:00:00Z'`,
        'cancelled',
      ],
    ])('does not send a digest that %s', async (_what, change, outcome) => {
      town = await makeTown();
      await makeReader(app, town.organization);
      await sweepAt(DUE);
      await app.db.query(change);
      expect(await deliver()).toEqual([{ state: 'cancelled', outcome }]);
      expect(peer.received).toEqual([]);
    });

    it('does not send it once the month is over, and waits for the morning at night', async () => {
      town = await makeTown();
      await makeReader(app, town.organization);
      await sweepAt(DUE);
      app.clock.set('2025-04-25T21:30:00+09:00');
      expect(await deliver()).toMatchObject([{ state: 'queued' }]);
      expect((await ledger(app.db))[0]?.dueAt).toEqual(new Date('2025-04-26T08:00:00+09:00'));
      app.clock.set('2025-06-01T00:00:00+09:00');
      expect(await deliver()).toEqual([{ state: 'cancelled', outcome: 'over' }]);
    });

    it('says what is then true: moved days, cancelled ones as such, none that is over', async () => {
      town = await makeTown();
      const other = await makeCourse(app.db, town.programme, { registrationMode: 'none' });
      await makeSession(app.db, other, { startsOn: '2025-05-02', title: '済んだ会' });
      await makeSession(app.db, other, { startsOn: '2025-05-20', title: '来る会' });
      await makeReader(app, town.organization, { discreet: false });
      await sweepAt(DUE);
      await app.db.query(`UPDATE sessions SET status = 'cancelled' WHERE id = $1`, [town.session.id]);
      await app.db.query(
        `UPDATE sessions SET starts_on = '2025-05-21', starts_at = '2025-05-21T01:00:00Z',
           ends_at = '2025-05-21T02:45:00Z' WHERE title = '来る会'`,
      );
      app.clock.set('2025-05-03T10:00:00+09:00');
      expect(await deliver()).toMatchObject([{ state: 'sent' }]);
      const text = peer.received[0]?.mail.text ?? '';
      expect(text).toContain('2025年5月の予定は1件です');
      expect(text).toMatch(/5月12日（月）\n・.*ひきこもり家族教室（中止になりました）/);
      expect(text).toMatch(/5月21日（水）\n・.*来る会（申込は要りません）/);
      expect(text).not.toContain('済んだ会');
    });

    it('lists sixty, and says how many more there are; what is open often stands on one line', async () => {
      town = await makeTown();
      const open = await makeCourse(app.db, town.programme, { registrationMode: 'none' });
      await app.db.getRepository(Course).update(town.course.id, { registrationMode: 'session' });
      for (let day = 1; day <= 31; day++) {
        const startsOn = `2025-05-${String(day).padStart(2, '0')}`;
        for (const topic of ['朝', '夜']) await makeSession(app.db, town.course, { startsOn, topic });
        if (day % 3 === 0) await makeSession(app.db, open, { startsOn });
      }
      await makeReader(app, town.organization, { discreet: false });
      await sweepAt(DUE);
      await deliver();
      const text = peer.received[0]?.mail.text ?? '';
      expect(text).toContain('2025年5月の予定は73件です');
      expect(text.match(/^・午前10時/gm)).toHaveLength(60);
      expect(text).toContain('ほかに3件あります');
      expect(text).toContain('3日（土）、6日（火）、9日（金）');
    });
  });

  describe('eight sweepers at once', () => {
    const READERS = 50;
    const together = (sweep: (db: DataSource) => Promise<number>) =>
      Promise.all(Array.from({ length: 8 }, () => sweep(app.db)));
    const now = new Date(DUE);
    const span = { now, from: new Date(now.getTime() - 3_600_000) };

    it('put one for each', async () => {
      town = await makeTown();
      for (let reader = 0; reader < READERS; reader++) await makeReader(app, town.organization);
      const put = await together((db) => putDueDigests(db, span));
      expect(put.reduce((sum, count) => sum + count, 0)).toBe(READERS);
      expect(new Set((await ledger(app.db)).map(({ recipient }) => recipient)).size).toBe(READERS);
      expect(await ledger(app.db)).toHaveLength(READERS);
    });

    it('would repeat themselves without the ledger’s unique index (negative control)', async () => {
      town = await makeTown();
      for (let reader = 0; reader < READERS; reader++) await makeReader(app, town.organization);
      await app.db.query('DROP INDEX uq_messages_recipient_kind_occasion');
      try {
        const unguarded = (db: DataSource) =>
          ({
            query: (sql: string, values: unknown[]) =>
              db.query(sql.replace(/ON CONFLICT.*DO NOTHING/, ''), values),
          }) as unknown as DataSource;
        await together((db) => putDueDigests(unguarded(db), span));
        expect((await ledger(app.db)).length).toBeGreaterThan(READERS);
      } finally {
        await app.db.query('TRUNCATE messages');
        await app.db.query(
          'CREATE UNIQUE INDEX uq_messages_recipient_kind_occasion ON messages (recipient, kind, occasion)',
        );
      }
    });
  });
});
