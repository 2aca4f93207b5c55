import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Answer } from '../../../../src/registrations/answers/answer.entity.js';
import type { Registration } from '../../../../src/registrations/registration.entity.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { hiddenIn, typed } from '../../programmes/editing/page-form.js';
import { makeLedgerTown } from './ledger-world.js';

const PATH = '/staff/messages/undelivered';

describe('people without a mail address, when a session moves or falls out', () => {
  let app: TestApp;
  let town: Awaited<ReturnType<typeof makeLedgerTown>>;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-13T10:00:00+09:00' });
  });
  beforeEach(async () => {
    app.clock.set('2025-04-13T10:00:00+09:00');
    town = await makeLedgerTown(app, {
      dates: ['2025-05-12', '2025-05-26'],
      programme: { questions: [{ key: 'tel', text: '昼間の連絡先', type: 'short' }] },
    });
  });
  afterAll(() => app?.close());

  const change = (body: object, index = 0) =>
    app.http
      .patch(`/api/v1/staff/sessions/${town.sessions[index]!.id}`)
      .set('authorization', town.authorization)
      .send(body)
      .expect(200);
  const about = (registration: Pick<Registration, 'id'>) =>
    app.db.query(
      `SELECT recipient, kind, state, outcome FROM messages
       WHERE subject_id IN (SELECT id FROM places WHERE registration_id = $1) ORDER BY created_at, kind`,
      [registration.id],
    );
  const codes = (text: string) =>
    [...text.matchAll(/<h2 id="person-[^>]+><a[^>]+>[^<]+<span class="code">([^<]+)/g)].map(
      ([, code]) => code,
    );

  it('stand in the ledger once for each change, and on the list of whom to telephone until they are told', async () => {
    const [one, two] = [await town.person({ email: null }), await town.person({ email: null })];
    await town.person({ email: null }, town.sessions, { status: 'released', releasedAt: app.clock.now() });
    await app.db.getRepository(Answer).insert({
      ...{ registrationId: one.registration.id, organizationId: town.organization.id },
      ...{ question: 'tel', answer: '090-0000-1234' },
    });
    await change({ startsOn: '2025-05-13' });
    const nobody = { recipient: '', state: 'suppressed', outcome: 'no_address' };
    for (const { registration } of [one, two])
      expect(await about(registration)).toEqual([{ ...nobody, kind: 'changed' }]);
    app.clock.set('2025-04-13T10:05:00+09:00');
    await change({ startsOn: '2025-05-14' });
    const page = (await town.staff.get(PATH)).text;
    expect(codes(page).sort()).toEqual([one, two].map(({ registration }) => registration.code).sort());
    const card =
      page.split('<section class="card').find((part) => part.includes(one.registration.code)) ?? '';
    // Two moves are one thing to tell, with the day as it is now.
    expect(card.match(/「変更」/g)).toHaveLength(1);
    expect(card).toContain('5月14日（水）の「変更」');
    expect(card).toContain('メールアドレスを伺っていないため');
    expect(card).not.toContain('value="resent"');
    expect(card).toMatch(/class="button" type="submit" name="act" value="told"/);
    // Without a number it is not what the eye is led to.
    const other =
      page.split('<section class="card').find((part) => part.includes(two.registration.code)) ?? '';
    expect(other).toMatch(/class="button button-secondary" type="submit" name="act" value="told"/);

    await town.staff.post(`/staff/registrations/${one.registration.id}/undelivered`, { act: 'told' });
    expect(codes((await town.staff.get(PATH)).text)).toEqual([two.registration.code]);
    await change({ status: 'cancelled', cancelReason: '台風のため' });
    expect((await about(one.registration)).map(({ kind }: { kind: string }) => kind)).toContain(
      'cancelled_session',
    );
    expect(codes((await town.staff.get(PATH)).text)).toContain(one.registration.code);
  });

  it('are shown without a recipient, cannot be mailed, and are mailed once they have an address', async () => {
    const { registration } = await town.person({ email: null });
    await change({ startsOn: '2025-05-13' });
    const asked = `/api/v1/staff/messages?registration=${registration.id}`;
    const [item] = (await app.http.get(asked).set('authorization', town.authorization)).body.items;
    expect(item).toMatchObject({ recipient: null, state: 'suppressed', canGoAgain: false });
    expect((await town.resend(item.id)).status).toBe(409);
    expect((await town.staff.get('/staff/messages')).text).toContain('メールなし');
    const one = (await town.staff.get(`/staff/messages/${item.id}`)).text;
    expect([one.includes('メールなし'), one.includes('/resend')]).toEqual([true, false]);
    const path = `/staff/registrations/${registration.id}`;
    expect((await town.staff.get(path)).text).not.toContain('前の宛先：');
    await town.act(registration.id, 'address', { email: 'now@mail.example' });
    expect(await about(registration)).toMatchObject([{ recipient: 'now@mail.example', state: 'queued' }]);
    expect(codes((await town.staff.get(PATH)).text)).toEqual([]);
  });

  it('drop out when they cancel, and when it is over', async () => {
    const gone = await town.register({ course: town.course.id });
    const over = await town.register({ course: town.course.id });
    await change({ startsOn: '2025-05-13' });
    expect(codes((await town.staff.get(PATH)).text).sort()).toEqual([gone.code, over.code].sort());
    app.clock.set('2025-04-13T11:00:00+09:00');
    const cancelled = await town.act(gone.id, 'cancel', { reason: '電話で' });
    expect(cancelled.status).toBe(200);
    expect(codes((await town.staff.get(PATH)).text)).toEqual([over.code]);
    const open = () => town.list('undelivered=true');
    app.clock.set('2025-05-13T09:00:00+09:00');
    expect(await open()).toHaveLength(1);
    app.clock.set('2025-05-13T23:00:00+09:00');
    expect(await open()).toEqual([]);
  });

  it('are counted apart, before and after staff move it', async () => {
    const mailed = await town.person();
    const off = await town.person({ mailWanted: 'none' });
    const lost = await town.person();
    await town.suppress(lost.registration.email as string);
    for (let count = 0; count < 2; count++) await town.person({ email: null });
    const { id } = town.sessions[0]!;
    const path = `/staff/sessions/${id}/edit`;
    const asked = await town.staff.post(path, await typed(town.staff, path, { startsOn: '2025-05-13' }));
    expect(asked.status).toBe(200);
    expect(asked.text).toContain('1件の連絡先に、メールを送ります');
    expect(asked.text).toContain('メールの届かない方が4人います');
    expect(asked.text).toContain('保存して、1件にメールを送る');
    const done = await town.staff.post(path, { ...hiddenIn(asked.text), confirm: '1' });
    const { text } = await town.staff.get(done.headers.location as string);
    expect(text).toContain('1件の連絡先に、メールでお知らせします');
    expect(text).toContain(`href="/staff/messages?session=${id}"`);
    expect(text).toContain('メールの届かない方が4人います');
    expect(text).toContain(`href="${PATH}?session=${id}"`);
    // What was told before is not said of a later save that told nobody.
    const again = await town.staff.post(path, await typed(town.staff, path, { topic: '別の話' }));
    expect((await town.staff.get(again.headers.location as string)).text).not.toContain(
      'メールの届かない方が',
    );
    // Nobody but them is on the list of that session.
    await town.mail(mailed.registration, { kind: 'changed', subjectId: mailed.places[1]!.id });
    expect(codes((await town.staff.get(`${PATH}?session=${id}`)).text)).toHaveLength(2);
    expect(codes((await town.staff.get(PATH)).text)).toHaveLength(3);
    expect(off.registration.mailWanted).toBe('none');
  });

  it('have to be told where they are all that there are: it is asked before, and mails nobody', async () => {
    await town.person({ email: null });
    const path = `/staff/sessions/${town.sessions[0]!.id}/edit`;
    const asked = await town.staff.post(path, await typed(town.staff, path, { startsOn: '2025-05-13' }));
    expect([asked.status, asked.text.includes('メールの届かない方が1人います')]).toEqual([200, true]);
    expect(asked.text).toContain('>保存する</button>');
  });

  it('how somebody wants to be told stands on their page, for whoever phones', async () => {
    const { registration } = await town.person({ discreet: true, mailWanted: 'none', language: 'ja-simple' });
    const message = await town.mail(registration, { kind: 'changed' });
    const { text } = await town.staff.get(`/staff/registrations/${registration.id}`);
    for (const words of [
      '控えめに書く',
      '電話でも、ご本人のほかには',
      'やさしい日本語',
      '変更や中止も、電話などで',
    ])
      expect(text).toContain(words);
    expect(text).toContain(`/staff/messages/${message}`);
    expect(text).not.toContain('/resend');
    expect((await town.staff.get(PATH)).text).toContain('電話でも、ご本人のほかには');
    expect(await town.one(registration.id)).toMatchObject({ discreet: true, mailWanted: 'none' });
    const plain = await town.person({ discreet: false });
    const bounced = await town.mail(plain.registration);
    const page = (await town.staff.get(`/staff/registrations/${plain.registration.id}`)).text;
    expect(page).toContain(`/staff/messages/${bounced}/resend`);
    expect(page).not.toContain('電話でも、ご本人のほかには');
  });
});
