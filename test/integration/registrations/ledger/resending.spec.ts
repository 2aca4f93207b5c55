import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import PostalMime from 'postal-mime';
import type { EntityManager } from 'typeorm';
import { Delivery } from '../../../../src/platform/mail/delivery.js';
import { MailAddress } from '../../../../src/platform/mail/mail-address.entity.js';
import {
  LOCKED_MESSAGE,
  type LockedMessage,
} from '../../../../src/registrations/ledger/resending.queries.js';
import { Registration } from '../../../../src/registrations/registration.entity.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { waiting } from '../desk-world.js';
import { makeHost, makeLedgerTown } from './ledger-world.js';

describe('sending a message again', () => {
  let app: TestApp;
  let town: Awaited<ReturnType<typeof makeLedgerTown>>;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-13T10:00:00+09:00' });
    town = await makeLedgerTown(app, { dates: ['2025-04-14', '2025-04-28'] });
  });
  afterAll(() => app?.close());

  const audited = async (subjectId: string) =>
    app.db.query(
      `SELECT actor, action, before, after FROM audit_entries WHERE action !~ $$viewed$$ AND subject_id = $1 AND action LIKE 'message.%'`,
      [subjectId],
    );

  it.each(['sent', 'uncertain', 'delayed', 'bounced', 'suppressed'] as const)(
    'queues one that is %s again, and records it without an address',
    async (state) => {
      const { registration } = await town.person();
      const settledAt = app.clock.now();
      const id = await town.mail(registration, { state, attempts: 7, unknowns: 4, claims: 9, settledAt });
      const { body, status } = await town.resend(id);
      expect(status).toBe(200);
      expect(body).toMatchObject({ id, state: 'queued', recipient: registration.email, settledAt: null });
      expect(await town.messageOf(id)).toMatchObject({
        state: 'queued',
        ...{ attempts: 0, unknowns: 0, claims: 9 },
        dueAt: app.clock.now(),
        ...{ claimedAt: null, claimedUntil: null, settledAt: null },
      });
      const entries = await audited(registration.id);
      expect(entries).toEqual([
        expect.objectContaining({
          action: 'message.resent',
          actor: expect.stringMatching(/^token:/),
          before: { states: [state] },
          after: { messages: [id], kinds: ['confirmed'] },
        }),
      ]);
      expect(JSON.stringify(entries)).not.toContain('@');
    },
  );

  it.each([
    ['queued', 'messageQueued', 'もう送ることになっています'],
    ['claimed', 'messageQueued', 'もう送ることになっています'],
    ['cancelled', 'messageNotNeeded', '送る必要がなくなった'],
  ] as const)('refuses one that is %s, in words', async (state, code, words) => {
    const { registration } = await town.person();
    const id = await town.mail(registration, { state, outcome: undefined });
    const refused = await town.resend(id);
    expect(refused.status).toBe(409);
    expect(refused.body.errors ?? refused.body.faults).toEqual([
      expect.objectContaining({ field: 'message', code }),
    ]);
    const page = await town.staff.post(`/staff/messages/${id}/resend`);
    expect(page.status).toBe(409);
    expect(page.text).toContain(words);
    expect((await town.messageOf(id)).state).toBe(state);
    expect(await audited(registration.id)).toEqual([]);
  });

  it('delivers it with the Message-ID that it had', async () => {
    const { registration } = await town.person();
    const id = await town.mail(registration, { state: 'queued', attempts: 0 });
    await app.nest.get(Delivery).deliverDue();
    const messageId = async () =>
      (await PostalMime.parse(readFileSync(join(app.config.mailDirectory, `${id}.eml`)))).messageId;
    const first = await messageId();
    expect(first).toContain(id);
    expect(await town.messageOf(id)).toMatchObject({ state: 'sent', attempts: 1 });
    expect((await town.resend(id)).status).toBe(200);
    await app.nest.get(Delivery).deliverDue();
    expect(await town.messageOf(id)).toMatchObject({ state: 'sent', attempts: 1, claims: 2 });
    expect(await messageId()).toBe(first);
  });

  it('does not send what is no longer true', async () => {
    const { registration } = await town.person({ status: 'cancelled' });
    const id = await town.mail(registration);
    expect((await town.resend(id)).status).toBe(200);
    await app.nest.get(Delivery).deliverDue();
    expect(await town.messageOf(id)).toMatchObject({ state: 'cancelled', outcome: 'superseded' });
  });

  it('leaves it known that a letter was sent, where it is no longer true when it comes up again', async () => {
    const sentAt = new Date('2025-04-10T01:00:00Z');
    const { registration } = await town.person({ status: 'cancelled' });
    const id = await town.mail(registration, { state: 'sent', outcome: '250 taken', sentAt });
    expect((await town.resend(id)).status).toBe(200);
    expect(await town.messageOf(id)).toMatchObject({ state: 'queued', sentAt });
    await app.nest.get(Delivery).deliverDue();
    expect(await town.messageOf(id)).toMatchObject({ state: 'cancelled', outcome: 'superseded', sentAt });
    for (const path of [`/staff/messages/${id}`, `/staff/registrations/${registration.id}`])
      expect((await town.staff.get(path)).text).toContain('に一度送っています');
  });

  it('is refused, in words, where the same is told to the new address at that moment', async () => {
    const { registration } = await town.person();
    const id = await town.mail(registration, { recipient: 'typo@mial.example', occasion: 'race' });
    let answer: Promise<{ status: number; body: { faults?: object[] } }> | undefined;
    await app.db.transaction(async (tx) => {
      await tx.query(
        `INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, due_at, created_at)
         SELECT gen_random_uuid(), organization_id, $2, kind, occasion, subject_id, due_at, created_at
         FROM messages WHERE id = $1`,
        [id, registration.email],
      );
      answer = Promise.resolve(town.resend(id));
      await waiting(app, 1);
    });
    const { status, body } = await answer!;
    expect({ status, faults: body.faults }).toMatchObject({
      status: 409,
      faults: [{ field: 'message', code: 'messageToldThere' }],
    });
    expect((await town.messageOf(id)).state).toBe('bounced');
  });

  it('lets an address be written to again that was given up, and says so before', async () => {
    const { registration } = await town.person();
    const recipient = registration.email as string;
    const id = await town.mail(registration, { state: 'suppressed', outcome: 'suppressed' });
    await town.suppress(recipient);
    for (const path of [`/staff/messages/${id}`, `/staff/registrations/${registration.id}`])
      expect((await town.staff.get(path)).text).toContain('いまは送るのを止めています');
    const back = await town.staff.post(`/staff/messages/${id}/resend`, { back: 'registration' });
    expect(back.headers.location).toBe(`/staff/registrations/${registration.id}?done=resent`);
    expect(await app.db.getRepository(MailAddress).countBy({ recipient })).toBe(0);
    const page = await town.staff.get(back.headers.location as string);
    expect(page.text).toContain('お知らせをもう一度送ることにしました');
    expect(page.text).toContain('お知らせをもう一度送った');
    expect(page.text).not.toContain('いまは送るのを止めています');
  });

  it('goes to the address that the registration has now, and nowhere without one', async () => {
    const { registration } = await town.person();
    const id = await town.mail(registration, { recipient: 'typo@mial.example' });
    expect((await town.resend(id)).body).toMatchObject({ recipient: registration.email });
    const [told, toldBefore] = [
      await town.mail(registration, { recipient: 'typo@mial.example', occasion: 'same' }),
      await town.mail(registration, { occasion: 'same', state: 'sent' }),
    ];
    expect((await town.resend(told)).status).toBe(409);
    expect((await town.resend(toldBefore)).status).toBe(200);
    const about = { id: registration.id };
    await app.db.getRepository(Registration).update(about, { mailWanted: 'none' });
    expect((await town.resend(told)).status).toBe(409);
    await app.db.getRepository(Registration).update(about, { mailWanted: 'all', email: null });
    const last = await town.mail(registration);
    expect((await town.resend(last)).status).toBe(409);
    expect((await town.messageOf(last)).state).toBe('bounced');
  });

  it('is one act where two of the staff press at once', async () => {
    const { registration } = await town.person();
    const id = await town.mail(registration);
    let answers: Promise<{ status: number }[]> | undefined;
    await app.db.transaction(async (tx) => {
      await tx.query('SELECT FROM messages WHERE id = $1 FOR UPDATE', [id]);
      answers = Promise.all([town.resend(id), town.resend(id)]);
      await waiting(app, 2);
    });
    expect((await answers!).map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await audited(registration.id)).toHaveLength(1);
  });

  it('would be two without the lock (negative control)', async () => {
    const { registration } = await town.person();
    const id = await town.mail(registration);
    const read = async (tx: EntityManager, statement: string): Promise<LockedMessage[]> =>
      tx.query(statement, [[town.organization.id], [], id]);
    const unlocked = LOCKED_MESSAGE.replace(/FOR UPDATE OF m$/, '');
    expect(unlocked).not.toBe(LOCKED_MESSAGE);
    const seen: string[] = [];
    await app.db.transaction(async (first) => {
      const [mine] = await read(first, unlocked);
      await first.query(`UPDATE messages SET state = 'queued' WHERE id = $1`, [id]);
      await app.db.transaction(async (second) => {
        const [theirs] = await read(second, unlocked);
        seen.push(mine!.state, theirs!.state);
      });
    });
    expect(seen).toEqual(['bounced', 'bounced']);
  });

  it('is for organizers of what it is about', async () => {
    const { registration } = await town.person();
    const id = await town.mail(registration);
    const recovery = await town.mail(registration, { kind: 'recovery', occasion: 'recovery:a' });
    const link = await town.mail(registration, { kind: 'recovery', occasion: 'link:a' });
    const other = await makeLedgerTown(app, { dates: ['2025-04-14'] });
    const as = (authorization: string, message: string) =>
      app.http.post(`/api/v1/staff/messages/${message}/resend`).set('authorization', authorization);
    expect((await as(other.authorization, id)).status).toBe(404);
    expect((await as(await town.as('reception'), id)).status).toBe(403);
    const host = await makeHost(app, town.programme.id, 'organizer');
    const looker = await makeHost(app, town.programme.id, 'viewer');
    const sponsor = await makeHost(app, town.programme.id, null);
    for (const { authorization } of [looker, sponsor]) expect((await as(authorization, id)).status).toBe(404);
    expect((await as(host.authorization, recovery)).status).toBe(404);
    for (const one of [link, id]) expect((await as(host.authorization, one)).status).toBe(200);
  });
});
