import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type LetterName, LetterOffice } from './letter-office.js';
import { ledger } from './registered.js';

/** Two at night in the town, which is quiet from 21:00 to 8:00. */
const NIGHT = '2025-04-02T02:00:00+09:00';
const MORNING = '2025-04-02T08:00:00+09:00';

describe('mails at night', () => {
  let office: LetterOffice;
  beforeAll(async () => {
    office = await LetterOffice.open();
  });
  afterAll(() => office?.close());
  afterEach(async () => {
    await office.app.db.query(`UPDATE organizations SET quiet_from = '21:00', quiet_until = '08:00'`);
    await office.clear();
  });

  const postAt = async (name: LetterName, at: string) => {
    await office.post(name);
    office.app.clock.set(at);
  };

  it.each<LetterName>(['promoted', 'declined', 'transferred', 'lottery_won', 'lottery_lost', 'reminder'])(
    'keeps a "%s", which nobody needs before the morning',
    async (name) => {
      await postAt(name, NIGHT);
      expect(await office.deliver()).toMatchObject({ state: 'queued', mail: undefined });
      const [waiting] = await ledger(office.app.db);
      expect(waiting).toMatchObject({ dueAt: new Date(MORNING), attempts: 0, claimedAt: null });
      office.app.clock.set(MORNING);
      expect(await office.deliver()).toMatchObject({ state: 'sent' });
    },
  );

  it.each<LetterName>([
    'confirmed',
    'waiting',
    'cancelled_registration',
    'moved_registration',
    'changed',
    'cancelled_session',
    'offered',
  ])('sends a "%s" at once: someone waits for it, or may set out', async (name) => {
    await postAt(name, NIGHT);
    expect(await office.deliver()).toMatchObject({ state: 'sent' });
  });

  it('keeps word of a move that staff made, and only that', async () => {
    await postAt('moved_registration', NIGHT);
    await office.app.db.query(`UPDATE messages SET facts = '{"by": "staff"}'`);
    expect(await office.deliver()).toMatchObject({ state: 'queued' });
    expect((await ledger(office.app.db))[0]?.dueAt).toEqual(new Date(MORNING));
  });

  it('waits for the hours of the organization, not for those of others', async () => {
    await office.app.db.query(`UPDATE organizations SET quiet_from = '12:00', quiet_until = '13:00'`);
    await postAt('promoted', '2025-04-02T12:30:00+09:00');
    expect(await office.deliver()).toMatchObject({ state: 'queued' });
    expect((await ledger(office.app.db))[0]?.dueAt).toEqual(new Date('2025-04-02T13:00:00+09:00'));
    await office.clear();
    await postAt('promoted', NIGHT);
    expect(await office.deliver()).toMatchObject({ state: 'sent' });
  });

  it('tells at night of what begins soon after it', async () => {
    await office.app.db.query(`UPDATE organizations SET quiet_until = '09:00'`);
    // The first session begins on 14 April at 10:00: at 9:00 nobody could come any more.
    await postAt('promoted', '2025-04-14T02:00:00+09:00');
    expect(await office.deliver()).toMatchObject({ state: 'sent' });
  });

  it('does not take a session that is over for the next one', async () => {
    // The first session has begun; the next is two weeks away.
    await postAt('promoted', '2025-04-15T02:00:00+09:00');
    expect(await office.deliver()).toMatchObject({ state: 'queued' });
  });
});
