import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Message } from '../../../../src/platform/mail/message.entity.js';
import { Answer } from '../../../../src/registrations/answers/answer.entity.js';
import { SensitiveAnswer } from '../../../../src/registrations/answers/sensitive-answer.entity.js';
import { newId } from '../../../../src/shared/ids.js';
import { signInAs } from '../../../support/staff.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { makeHost, makeLedgerTown } from './ledger-world.js';

const HOUR = 3_600_000;
/** A place that was given up. */
const RELEASED = { status: 'released', releasedAt: new Date('2025-04-01T00:00:00Z') } as const;
const PATH = '/staff/messages/undelivered';

describe('what did not arrive, and whom to telephone', () => {
  let app: TestApp;
  let town: Awaited<ReturnType<typeof makeLedgerTown>>;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-13T10:00:00+09:00' });
  });
  beforeEach(async () => {
    app.clock.set('2025-04-13T10:00:00+09:00');
    town = await makeLedgerTown(app, {
      dates: ['2025-04-14', '2025-05-26'],
      programme: {
        questions: [
          { key: 'tel', text: '昼間の連絡先', type: 'short' },
          { key: 'phone-secret', text: '夜の電話番号', type: 'short', sensitive: true },
        ],
      },
    });
  });
  afterAll(() => app?.close());

  const hoursAgo = (hours: number) => new Date(app.clock.now().getTime() - hours * HOUR);

  /** Reception numbers on the page, from the top. */
  async function shown(staff = town.staff): Promise<string[]> {
    const { text, status } = await staff.get(PATH);
    expect(status).toBe(200);
    return [...text.matchAll(/<h2 id="person-[^>]+><a[^>]+>[^<]+<span class="code">(R\d+)/g)].map(
      ([, code]) => code as string,
    );
  }

  it('is what bounced, what nobody knows of, and what waits too long; each person once', async () => {
    const { registration } = await town.person();
    await town.mail(registration, { state: 'sent' });
    await town.mail(registration, { state: 'cancelled', outcome: 'over' });
    await town.mail(registration, { state: 'delayed', createdAt: hoursAgo(5) });
    await town.mail(registration, { state: 'queued' });
    expect(await shown()).toEqual([]);
    expect((await town.staff.get(PATH)).text).toContain('届かなかったお知らせはありません');
    const open = [
      await town.mail(registration, { state: 'bounced' }),
      await town.mail(registration, { state: 'uncertain', kind: 'waiting' }),
      await town.mail(registration, { state: 'suppressed', kind: 'promoted', outcome: 'suppressed' }),
      await town.mail(registration, { state: 'delayed', kind: 'applied', createdAt: hoursAgo(7) }),
      await town.mail(registration, { state: 'queued', kind: 'offered', dueAt: hoursAgo(7) }),
    ];
    // Bounced and told in another mail of the same kind since: nobody has to hear of it.
    await town.mail(registration, { kind: 'transferred', createdAt: hoursAgo(2) });
    await town.mail(registration, { kind: 'transferred', state: 'sent' });
    expect(await shown()).toEqual([registration.code]);
    expect((await town.list('undelivered=true')).sort()).toEqual(open.sort());
    expect((await town.staff.get('/staff')).text).toContain('お知らせが届かなかった方 1人');
  });

  it('holds what was refused by choice only where silence costs a way or a seat', async () => {
    const { registration, places } = await town.person({ mailWanted: 'none' });
    const unwanted = { state: 'suppressed', outcome: 'unsubscribed', subjectId: places[1]!.id } as const;
    await town.mail(registration, { ...unwanted, kind: 'reminder' });
    expect(await shown()).toEqual([]);
    await town.mail(registration, { ...unwanted, kind: 'cancelled_session' });
    expect(await shown()).toEqual([registration.code]);
    const { text } = await town.staff.get(PATH);
    expect(text).toContain('5月26日（月）の「中止」');
    expect(text).toContain('メールを受け取らない設定のため');
    expect(text).not.toContain('value="resent"');
  });

  it('says what it was about, how to reach them, and puts the nearest session first', async () => {
    const later = await town.person({}, [town.sessions[1]!]);
    await town.mail(later.registration, { createdAt: hoursAgo(1) });
    const soon = await town.person();
    await town.mail(soon.registration, {
      kind: 'changed',
      subjectId: soon.places[0]!.id,
      createdAt: hoursAgo(3),
    });
    const never = await town.person({}, [town.sessions[1]!], RELEASED);
    await town.mail(never.registration);
    expect(await shown()).toEqual([soon, later, never].map(({ registration }) => registration.code));

    const of = { registrationId: soon.registration.id, organizationId: town.organization.id };
    await app.db.getRepository(Answer).insert({ ...of, question: 'tel', answer: '090-0000-1234' });
    await app.db
      .getRepository(SensitiveAnswer)
      .insert({ ...of, question: 'phone-secret', answer: '090-9999-9999' } as never);
    const { text } = await town.staff.get(PATH);
    const [, first = '', second = ''] = text.split('<section class="card');
    expect(first).toContain('4月14日（月）の「変更」');
    expect(first).toContain('この宛先はないと言われました');
    expect(first).toContain('090-0000-1234');
    expect(first).toContain(`/staff/registrations/${soon.registration.id}#sensitive-answers`);
    expect(text).not.toContain('090-9999-9999');
    expect(second).toContain('電話番号は伺っていません');
    expect((await town.staff.get(`${PATH}?lang=en`)).text).toContain('“Change”, ');
  });

  it('ends with the session, with giving up, and after a month where nothing is to come', async () => {
    const { registration, places } = await town.person({}, [town.sessions[0]!]);
    const called = await town.mail(registration, { kind: 'cancelled_session', subjectId: places[0]!.id });
    const gone = await town.person({ status: 'cancelled', cancelledAt: app.clock.now() });
    await town.mail(gone.registration, { createdAt: hoursAgo(1) });
    const last = await town.mail(gone.registration, { kind: 'cancelled_registration' });
    const idle = await town.person({}, [town.sessions[1]!], RELEASED);
    const nothing = await town.mail(idle.registration);
    const open = async () => (await town.list('undelivered=true')).sort();
    expect(await shown()).toHaveLength(3);
    expect(await open()).toEqual([called, last, nothing].sort());
    app.clock.set('2025-04-14T11:44:00+09:00');
    expect(await open()).toContain(called);
    app.clock.set('2025-04-14T11:46:00+09:00');
    expect(await open()).toEqual([last, nothing].sort());
    app.clock.set('2025-05-20T10:00:00+09:00');
    // One still holds a place in May; the other has nothing to come.
    expect(await open()).toEqual([last]);
  });

  it('is closed by saying that they were told, once, and opened by nothing but another failure', async () => {
    const { registration } = await town.person();
    const [id] = [await town.mail(registration), await town.mail(registration, { kind: 'waiting' })];
    const told = () =>
      town.staff.post(`/staff/registrations/${registration.id}/undelivered`, { act: 'told' });
    const { headers } = await told();
    expect(headers.location).toBe(`${PATH}?done=told`);
    expect((await town.staff.get(headers.location as string)).text).toContain(
      '電話で伝えたことを記録しました',
    );
    expect(await shown()).toEqual([]);
    await told();
    expect(await town.audited(registration.id)).toEqual(['message.told_by_telephone']);
    expect((await town.messageOf(id)).settledAt).toEqual(app.clock.now());
    expect((await town.staff.get(`/staff/registrations/${registration.id}`)).text).toContain(
      '電話で伝えたことにしました',
    );
    await town.resend(id);
    await app.db.getRepository(Message).update({ id }, { state: 'bounced' });
    expect(await shown()).toEqual([registration.code]);
  });

  it('sends all of it again in one act', async () => {
    const { registration } = await town.person();
    const ids = [await town.mail(registration), await town.mail(registration, { kind: 'waiting' })].sort();
    const send = () =>
      town.staff.post(`/staff/registrations/${registration.id}/undelivered`, { act: 'resent' });
    expect((await send()).headers.location).toBe(`${PATH}?done=resent`);
    for (const id of ids) expect((await town.messageOf(id)).state).toBe('queued');
    const [entry] = await app.db.query(
      `SELECT after FROM audit_entries WHERE action !~ $$viewed$$ AND subject_id = $1`,
      [registration.id],
    );
    expect(entry.after.messages).toEqual(ids);
    const again = await send();
    expect(again.status).toBe(409);
    expect(again.text).toContain('もう送ることになっています');
    expect(await town.audited(registration.id)).toEqual(['message.resent']);
  });

  it('is seen from the page of the session, by whoever organizes it', async () => {
    const { registration, places } = await town.person({}, [town.sessions[1]!]);
    await town.mail(registration, { kind: 'changed', subjectId: places[0]!.id });
    const path = (index: number) => `/staff/sessions/${town.sessions[index]!.id}`;
    const { text } = await town.staff.get(path(1));
    expect(text).toContain('この回のお知らせのうち、届かなかったものが1件あります');
    expect(text).toContain(`href="/staff/messages?session=${town.sessions[1]!.id}"`);
    expect((await town.staff.get(path(0))).text).not.toContain('届かなかったものが');
    const host = await makeHost(app, town.programme.id, 'reception');
    expect((await host.staff.get(path(1))).text).not.toContain('お知らせのうち');
  });

  it('stands on the page of the registration, without addresses for whoever may not see them', async () => {
    const { registration } = await town.person({ email: 'hana@secret.example' });
    const outcome = '550 5.1.1 <hana@secret.example>: no such user';
    const id = await town.mail(registration, { outcome });
    const moved = await town.mail(registration, { kind: 'waiting', recipient: 'typo@secret.example' });
    const path = `/staff/registrations/${registration.id}`;
    const organizers = (await town.staff.get(path)).text;
    for (const words of ['no such user', 'この宛先はないと言われました', '前の宛先：typo@secret.example'])
      expect(organizers).toContain(words);
    for (const message of [id, moved]) expect(organizers).toContain(`/staff/messages/${message}/resend`);
    const reception = (await (await signInAs(app, town.organization, 'reception')).get(path)).text;
    expect(reception).toContain('この宛先はないと言われました');
    for (const word of ['hana@', 'typo@', 'no such user', '/resend', `/staff/messages/${id}`])
      expect(reception).not.toContain(word);
  });

  it('filters the ledger by person, course and programme, and says what it is limited to', async () => {
    const [one, two] = [await town.person(), await town.person()];
    const mine = [
      await town.mail(one.registration),
      await town.mail(one.registration, { kind: 'reminder', subjectId: one.places[0]!.id }),
    ].sort();
    const theirs = await town.mail(two.registration, { state: 'sent' });
    expect((await town.list(`registration=${one.registration.id}`)).sort()).toEqual(mine);
    expect((await town.list(`course=${town.course.id}`)).sort()).toEqual([...mine, theirs].sort());
    expect(await town.list(`programme=${town.programme.slug}&state=sent`)).toEqual([theirs]);
    expect(await town.list('programme=nothing')).toEqual([]);
    const page = await town.staff.get(`/staff/messages?registration=${one.registration.id}`);
    expect(page.text).toContain(`ひまわり ${one.registration.code} のお知らせだけを表示しています`);
    const other = await makeLedgerTown(app, { dates: ['2025-04-14'] });
    expect(await other.list(`registration=${one.registration.id}`)).toEqual([]);
    expect((await other.staff.get(`/staff/messages?registration=${one.registration.id}`)).text).not.toContain(
      one.registration.code,
    );
  });

  it('stays within its town, and with hosts who organize', async () => {
    const { registration } = await town.person();
    await town.mail(registration);
    const lost = await town.person({ nickname: 'たんぽぽ' });
    await town.mail(lost.registration, { kind: 'recovery', occasion: 'recovery:lost' });
    // A digest is about nobody's registration: the town alone hears of it, as a number.
    await town.mail({ ...registration, id: newId() }, { kind: 'digest' });
    const other = await makeLedgerTown(app, { dates: ['2025-04-14'] });
    expect(await shown(other.staff)).toEqual([]);
    expect((await town.staff.get(PATH)).text).toContain('申込についてではないお知らせが1件');
    expect((await shown()).sort()).toEqual([registration.code, lost.registration.code].sort());
    const host = await makeHost(app, town.programme.id, 'organizer');
    expect(await shown(host.staff)).toEqual([registration.code]);
    expect((await host.staff.get(PATH)).text).not.toContain('ではないお知らせ');
    for (const rights of ['viewer', 'reception', null] as const) {
      const { staff } = await makeHost(app, town.programme.id, rights);
      expect(await shown(staff)).toEqual([]);
      const act = await staff.post(`/staff/registrations/${registration.id}/undelivered`, { act: 'told' });
      expect(act.status).toBe(rights ? 403 : 404);
    }
    // A host tells what they see, and no more.
    await host.staff.post(`/staff/registrations/${lost.registration.id}/undelivered`, { act: 'told' });
    expect(await shown()).toContain(lost.registration.code);
  });
});
