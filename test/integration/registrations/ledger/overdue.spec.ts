import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Registration } from '../../../../src/registrations/registration.entity.js';
import type { Place } from '../../../../src/registrations/seats/place.entity.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { type Become, makeHost, makeLedgerTown } from './ledger-world.js';

const MINUTE = 60_000;
const PAGES = ['/staff', '/staff/messages', '/staff/messages/undelivered'];

describe('letters that wait because nothing sends them', () => {
  let app: TestApp;
  let town: Awaited<ReturnType<typeof makeLedgerTown>>;
  let near: { registration: Registration; places: Place[] };
  let far: typeof near;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-13T12:00:00+09:00' });
  });
  beforeEach(async () => {
    town = await makeLedgerTown(app, { dates: ['2025-04-14', '2025-05-26'] });
    near = await town.person({}, [town.sessions[0]!]);
    far = await town.person({}, [town.sessions[1]!]);
  });
  afterAll(() => app?.close());

  const ago = (minutes: number) => new Date(app.clock.now().getTime() - minutes * MINUTE);
  const waits = (
    { registration, places }: typeof near,
    kind: string,
    minutes: number,
    become: Become = { state: 'queued' },
  ) => {
    const at = { dueAt: ago(minutes), createdAt: ago(minutes) };
    return town.mail(registration, { kind, subjectId: places[0]!.id, ...at, attempts: 0, ...become });
  };

  it('are told by telephone the sooner, the nearer their session is and the more they cost', async () => {
    const late = [
      await waits(near, 'reminder', 16),
      // Tried in vain: when it is due is put off each time.
      await waits(near, 'promoted', 16, { state: 'delayed', dueAt: ago(-5) }),
      await waits(far, 'changed', 31),
      await waits(far, 'cancelled_session', 31),
      await waits(far, 'offered', 31),
      await waits(far, 'confirmed', 361),
    ];
    await waits(near, 'waiting', 14);
    await waits(far, 'promoted', 31);
    await waits(far, 'lottery_won', 359);
    await waits(far, 'moved_registration', 29);
    await town.mail(near.registration, { kind: 'thanks', state: 'queued', dueAt: ago(-60) });
    expect((await town.list('undelivered=true')).sort()).toEqual(late.sort());
  });

  it('are said on the pages that staff look at, with how many and since when', async () => {
    const said = async (path: string, staff = town.staff) =>
      /<p class="notice notice-warning" role="status">(メールが[^<]*)<\/p>/.exec(
        (await staff.get(path)).text,
      )?.[1];
    await waits(far, 'confirmed', 14);
    await town.mail(far.registration, {
      kind: 'digest',
      state: 'queued',
      dueAt: ago(-600),
      createdAt: ago(60),
    });
    // A server put this one off: it is there.
    await waits(far, 'promoted', 40, { state: 'delayed', attempts: 2, dueAt: ago(-10) });
    for (const path of PAGES) expect(await said(path)).toBeUndefined();
    await waits(far, 'waiting', 20);
    await waits(near, 'waiting', 45, { state: 'delayed', dueAt: ago(-9) });
    for (const path of PAGES) {
      const words = await said(path);
      expect(words).toContain('メールが2通');
      expect(words).toContain('4月13日（日） 午前11時15分');
    }
    const page = (await town.staff.get('/staff/messages?lang=en')).text;
    expect(page).toContain('2 mails should have left more than 15 minutes ago');
    expect((await town.staff.get('/staff/messages/undelivered')).text).not.toContain(
      'みなさんに届いています',
    );
    const other = await makeLedgerTown(app, { dates: ['2025-04-14'] });
    const host = await makeHost(app, town.programme.id, 'organizer');
    for (const staff of [other.staff, host.staff])
      for (const path of PAGES) expect(await said(path, staff)).toBeUndefined();
  });

  it('whose worker died are explained in our words, not as those of a server', async () => {
    await waits(near, 'confirmed', 1, { state: 'uncertain', outcome: 'worker_ended' });
    await waits(near, 'recovery', 20, { state: 'delayed', outcome: 'worker_ended', attempts: 1 });
    const paths = [
      '/staff/messages/undelivered',
      '/staff/messages',
      `/staff/registrations/${near.registration.id}`,
    ];
    for (const path of paths) {
      const { text } = await town.staff.get(path);
      expect(text).toContain('システムが止まったため');
      for (const words of ['worker_ended', 'サーバーの返事']) expect(text).not.toContain(words);
    }
  });
});
