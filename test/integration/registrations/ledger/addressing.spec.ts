import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MailAddress } from '../../../../src/platform/mail/mail-address.entity.js';
import { Registration } from '../../../../src/registrations/registration.entity.js';
import { RegistrationTokens } from '../../../../src/registrations/registration-tokens.js';
import { Place } from '../../../../src/registrations/seats/place.entity.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { unsound, waiting } from '../desk-world.js';
import { makeLedgerTown } from './ledger-world.js';

describe('a mail address put right by staff', () => {
  let app: TestApp;
  let town: Awaited<ReturnType<typeof makeLedgerTown>>;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-13T10:00:00+09:00' });
    town = await makeLedgerTown(app, { dates: ['2025-04-14', '2025-04-28'], capacity: null });
  });
  afterAll(() => app?.close());

  const stored = (id: string) => app.db.getRepository(Registration).findOneByOrFail({ id });
  const whole = async (email: string) => {
    const { id } = await town.register({ course: town.course.id, email });
    return stored(id);
  };
  const change = (id: string, body: object) => town.act(id, 'address', body);

  it('goes into the registration and its places as if it had been typed so at first', async () => {
    const { id } = await whole('hana@mial.example');
    const { status } = await change(id, { email: ' Hana@MAIL.example ' });
    expect(status).toBe(200);
    const contactKey = app.nest.get(RegistrationTokens).contactKeyOf('Hana@mail.example');
    expect(await stored(id)).toMatchObject({ email: 'Hana@mail.example', contactKey });
    const places = await app.db.getRepository(Place).findBy({ registrationId: id });
    expect(places.map((place) => place.contactKey)).toEqual([contactKey, contactKey]);
    const entries = await app.db.query(
      `SELECT * FROM audit_entries WHERE action !~ $$viewed$$ AND subject_id = $1`,
      [id],
    );
    expect(entries.map(({ action }: { action: string }) => action)).toEqual(['registration.address_changed']);
    expect(JSON.stringify(entries)).not.toMatch(/@|hana/i);
    // The same again changes nothing.
    await change(id, { email: 'Hana@mail.example' });
    expect(await town.audited(id)).toHaveLength(1);
    expect(await unsound(app)).toEqual([]);
  });

  it('is refused where registering would refuse it', async () => {
    const { id, email } = await whole('refused@mail.example');
    for (const typed of ['not an address', 'a@b\nBcc: c@d.example', `${'x'.repeat(260)}@mail.example`, '']) {
      const registering = await app.http
        .post('/api/v1/registrations')
        .send({ course: town.course.id, nickname: 'x', email: typed });
      const answer = await change(id, { email: typed });
      expect({ typed, status: answer.status }).toEqual({ typed, status: 422 });
      if (typed) expect(registering.status).toBe(422);
    }
    expect((await stored(id)).email).toBe(email);
    const page = await town.staff.post(`/staff/registrations/${id}`, { act: 'address', email: 'nowhere' });
    expect(page.status).toBe(422);
    expect(page.text).toContain('value="nowhere"');
    expect(page.text).toContain('id="address-email-error"');
  });

  it('is refused, in words, where that contact is there by another registration', async () => {
    const [one, two] = [await whole('one@mail.example'), await whole('two@mail.example')];
    const refused = await change(two.id, { email: 'one@mail.example' });
    expect(refused.status).toBe(409);
    expect(refused.body.code).toBe('duplicate');
    const page = await town.staff.post(`/staff/registrations/${two.id}`, {
      act: 'address',
      email: 'one@mail.example',
    });
    expect(page.text).toContain('同じ連絡先の席が、その回にもうあります');
    expect(await stored(two.id)).toMatchObject({ email: 'two@mail.example', contactKey: two.contactKey });
    expect(await town.audited(two.id)).toEqual([]);
    expect(one.contactKey).not.toBe(two.contactKey);
  });

  it('brings what did not arrive to the new one, and leaves the history of the old one', async () => {
    const { registration, places } = await town.person();
    const mail = (become: Parameters<typeof town.mail>[1]) =>
      town.mail(registration, { attempts: 3, unknowns: 2, claims: 5, ...become });
    const place = places[1]!.id;
    const late = new Date('2025-04-27T09:00:00Z');
    const again = [
      await mail({ state: 'bounced' }),
      await mail({ state: 'suppressed', outcome: 'suppressed', kind: 'changed', subjectId: place }),
      await mail({ state: 'uncertain', kind: 'waiting' }),
      await mail({ state: 'delayed', kind: 'promoted' }),
      // Whoever wanted no mail was somebody else.
      await mail({
        state: 'suppressed',
        kind: 'cancelled_session',
        outcome: 'unsubscribed',
        subjectId: place,
      }),
    ];
    const queued = await mail({
      state: 'queued',
      kind: 'reminder',
      subjectId: place,
      dueAt: late,
      attempts: 0,
      unknowns: 0,
    });
    const stays = [
      await mail({ state: 'sent', kind: 'applied' }),
      await mail({ state: 'cancelled', outcome: 'over', kind: 'offered' }),
      await mail({ kind: 'declined', settledAt: app.clock.now() }),
      await mail({ kind: 'recovery', occasion: `recovery:${registration.id}` }),
    ];
    const before = await Promise.all(stays.map(town.messageOf));
    await town.suppress('right@mail.example');
    await change(registration.id, { email: 'right@mail.example' });
    const queuedAgain = {
      recipient: 'right@mail.example',
      state: 'queued',
      attempts: 0,
      unknowns: 0,
      claims: 5,
    };
    for (const id of again)
      expect(await town.messageOf(id)).toMatchObject({ ...queuedAgain, dueAt: app.clock.now() });
    expect(await town.messageOf(queued)).toMatchObject({ ...queuedAgain, dueAt: late });
    expect(await Promise.all(stays.map(town.messageOf))).toEqual(before);
    expect(await app.db.getRepository(MailAddress).countBy({ recipient: 'right@mail.example' })).toBe(0);
    const page = await town.staff.get(`/staff/registrations/${registration.id}`);
    expect(page.text).toContain(`前の宛先：${registration.email}`);
    // Whoever may not see addresses sees none in the list either.
    const reception = await app.http
      .get(`/api/v1/staff/registrations/${registration.id}`)
      .set('authorization', await town.as('reception'));
    expect(reception.text).not.toContain('right@mail.example');
  });

  it('does not tell twice what the new address was told', async () => {
    const { registration } = await town.person();
    const id = await town.mail(registration, { occasion: 'once' });
    await town.mail(registration, { occasion: 'once', recipient: 'new@mail.example', state: 'sent' });
    expect((await change(registration.id, { email: 'new@mail.example' })).status).toBe(200);
    expect(await town.messageOf(id)).toMatchObject({ state: 'bounced', recipient: registration.email });
    const queued = await town.mail(registration, {
      ...{ occasion: 'twice', state: 'queued', recipient: 'new@mail.example' },
    });
    await town.mail(registration, { occasion: 'twice', recipient: 'third@mail.example', state: 'sent' });
    expect((await change(registration.id, { email: 'third@mail.example' })).status).toBe(200);
    expect(await town.messageOf(queued)).toMatchObject({ state: 'cancelled', outcome: 'readdressed' });
    const ids = await town.list(`registration=${registration.id}&undelivered=true`);
    expect(ids).not.toContain(queued);
  });

  it('is refused where the new one is told the same at that moment, and can be tried again', async () => {
    const { registration } = await town.person();
    const id = await town.mail(registration, { occasion: 'race' });
    let answer: Promise<{ status: number; body: { code?: string } }> | undefined;
    await app.db.transaction(async (tx) => {
      await tx.query(
        `INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, due_at, created_at)
         SELECT gen_random_uuid(), organization_id, 'racing@mail.example', kind, occasion, subject_id, due_at, created_at
         FROM messages WHERE id = $1`,
        [id],
      );
      answer = change(registration.id, { email: 'racing@mail.example' });
      await waiting(app, 1);
    });
    const { status, body } = await answer!;
    expect({ status, code: body.code }).toEqual({ status: 409, code: 'conflict' });
    expect((await change(registration.id, { email: 'racing@mail.example' })).status).toBe(200);
  });

  it('can be taken away: what waits is held back, and staff see whom to tell', async () => {
    const { registration, places } = await town.person();
    const id = await town.mail(registration, { state: 'queued', kind: 'changed', subjectId: places[0]!.id });
    expect((await change(registration.id, { remove: true })).status).toBe(200);
    expect(await stored(registration.id)).toMatchObject({ email: null, contactKey: null });
    expect(await town.messageOf(id)).toMatchObject({ state: 'suppressed', outcome: 'address_removed' });
    expect(await town.audited(registration.id)).toEqual(['registration.address_removed']);
    const { text } = await town.staff.get('/staff/messages/undelivered');
    expect(text).toContain(registration.code);
    expect(text).toContain('メールアドレスがなくなったため');
  });

  it('is changed by nobody where the registration has ended, and by no one who only looks', async () => {
    const { registration } = await town.person({ status: 'cancelled' });
    expect((await change(registration.id, { email: 'x@mail.example' })).status).toBe(409);
    const { registration: open } = await town.person();
    const viewer = await town.act(open.id, 'address', { email: 'x@mail.example' }, 'viewer');
    expect(viewer.status).toBe(403);
  });
});
