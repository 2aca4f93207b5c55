import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Delivery } from '../../../../src/platform/mail/delivery.js';
import { MailAddress } from '../../../../src/platform/mail/mail-address.entity.js';
import { Message } from '../../../../src/platform/mail/message.entity.js';
import { Registration } from '../../../../src/registrations/registration.entity.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { SmtpPeer } from '../../mail/smtp-peer.js';
import { waiting } from '../desk-world.js';
import { tokenIn } from '../my-town.js';
import { makeLedgerTown } from './ledger-world.js';

describe('a mail address that was somebody else', () => {
  let peer: SmtpPeer;
  let app: TestApp;
  let town: Awaited<ReturnType<typeof makeLedgerTown>>;
  let count = 0;
  let stranger: string;
  let owner: string;
  beforeAll(async () => {
    peer = await SmtpPeer.start();
    app = await startTestApp({ now: '2025-04-01T10:00:00+09:00', env: { SMTP_URL: peer.url } });
    town = await makeLedgerTown(app, { dates: ['2025-04-14', '2025-04-28'], capacity: null });
  });
  beforeEach(() => {
    peer.treatment = 'accept';
    peer.received.length = 0;
    count++;
    [stranger, owner] = [`stranger${count}@mail.example`, `owner${count}@mail.example`];
  });
  afterAll(async () => {
    await app?.close();
    await peer?.stop();
  });

  const registered = async () => {
    const { id, manageUrl } = await town.register({ course: town.course.id, email: stranger });
    return { id, token: tokenIn(manageUrl) };
  };
  const deliver = () => app.nest.get(Delivery).deliverDue();
  const stored = (id: string) => app.db.getRepository(Registration).findOneByOrFail({ id });
  const change = async (id: string, body: object) =>
    expect((await town.act(id, 'address', body)).status).toBe(200);
  /** Kinds of what arrived at an address. */
  const arrived = async (address: string) => {
    const taken = peer.received.filter(({ answer, to }) => answer === 250 && to.includes(address));
    const ids = taken.map(({ mail }) => /<([^@>]+)@/.exec(mail.messageId ?? '')?.[1] ?? '');
    const rows = await Promise.all(ids.map(town.messageOf));
    return rows.map(({ kind }) => kind);
  };
  /** The way out that the header of the newest mail with one names. */
  const wayOut = () => {
    const headers = peer.received.flatMap(
      ({ raw }) => /^List-Unsubscribe: <([^>]+)>/m.exec(raw.replace(/\r\n[ \t]+/g, ' '))?.[1] ?? [],
    );
    return new URL(headers.at(-1) ?? '').pathname;
  };
  const pass = (hours: number) =>
    app.clock.set(new Date(app.clock.now().getTime() + hours * 3_600_000).toISOString());

  it('hears nothing more of what a worker had in hand as it was put right, and the right one hears it', async () => {
    const { id } = await registered();
    peer.treatment = 'hold';
    const named = peer.reached('recipient');
    const delivering = deliver();
    await named;
    await change(id, { email: owner });
    peer.treatment = { refuseMessage: 451 };
    peer.letGo();
    await delivering;
    peer.treatment = 'accept';
    pass(3);
    await deliver();
    expect({ stranger: await arrived(stranger), owner: (await arrived(owner)).sort() }).toEqual({
      stranger: [],
      owner: ['confirmed', 'recovery'],
    });
    expect(await app.db.getRepository(Message).findOneByOrFail({ recipient: stranger })).toMatchObject({
      state: 'cancelled',
      outcome: 'readdressed',
    });
    expect(await town.list(`registration=${id}&undelivered=true`)).toEqual([]);
  });

  it('hears nothing more once it was taken away, and staff see what to tell', async () => {
    const { id } = await registered();
    peer.treatment = 'hold';
    const named = peer.reached('recipient');
    const delivering = deliver();
    await named;
    await change(id, { remove: true });
    peer.treatment = { refuseMessage: 451 };
    peer.letGo();
    await delivering;
    peer.treatment = 'accept';
    pass(3);
    await deliver();
    expect(await arrived(stranger)).toEqual([]);
    const message = await app.db.getRepository(Message).findOneByOrFail({ recipient: stranger });
    expect(message).toMatchObject({ state: 'suppressed', outcome: 'address_removed' });
    expect(await town.list(`registration=${id}&undelivered=true`)).toEqual([message.id]);
  });

  it('loses nothing that a worker gives back while it is put right', async () => {
    const { id } = await registered();
    const [{ id: message }] = await app.db
      .query(`UPDATE messages SET state = 'claimed' WHERE subject_id = $1 RETURNING id`, [id])
      .then(([rows]: [{ id: string }[]]) => rows as [{ id: string }]);
    let changing: Promise<void> | undefined;
    await app.db.transaction(async (tx) => {
      await tx.query(`UPDATE messages SET state = 'delayed' WHERE id = $1`, [message]);
      changing = change(id, { email: owner });
      await waiting(app, 1);
    });
    await changing;
    expect(await town.messageOf(message)).toMatchObject({ state: 'queued', recipient: owner });
  });

  it('loses the link that it may have read; the new one goes to the right address', async () => {
    const { id, token } = await registered();
    await deliver();
    expect(await arrived(stranger)).toEqual(['confirmed']);
    await app.http.get(`/my/${token}`).expect(200);
    await change(id, { email: owner });
    await app.http.get(`/my/${token}`).expect(404);
    expect((await stored(id)).tokenVersion).toBe(1);
    await deliver();
    expect(await arrived(owner)).toEqual(['recovery']);
    const link = /\/my\/([\w-]+)/.exec(peer.received.at(-1)?.mail.text ?? '')?.[1];
    await app.http.get(`/my/${link}`).expect(200);
  });

  it('loses it also where it was taken away first', async () => {
    const { id, token } = await registered();
    await deliver();
    await change(id, { remove: true });
    await change(id, { email: owner });
    await app.http.get(`/my/${token}`).expect(404);
  });

  it('never had it where nothing arrived there, or only the way of writing differs', async () => {
    const { id, token } = await registered();
    peer.treatment = { refuse: 550, words: '5.1.1 no such user' };
    await deliver();
    await change(id, { email: owner });
    await app.http.get(`/my/${token}`).expect(200);
    peer.treatment = 'accept';
    await deliver();
    expect(await arrived(owner)).toEqual(['confirmed']);
    await app.http.patch(`/api/v1/registrations/${token}/mail`).send({ mailWanted: 'none' }).expect(200);
    await change(id, { email: owner.toUpperCase() });
    expect(await stored(id)).toMatchObject({ tokenVersion: 0, mailWanted: 'none' });
  });

  it('stops nothing any more, and what it stopped comes again', async () => {
    const { id } = await registered();
    await deliver();
    const theirs = wayOut();
    await app.http.post(theirs).type('form').send('List-Unsubscribe=One-Click').expect(200);
    expect((await stored(id)).mailWanted).toBe('needed');
    await change(id, { email: owner });
    expect((await stored(id)).mailWanted).toBe('all');
    await app.http.post(theirs).type('form').send('List-Unsubscribe=One-Click').expect(404);
    await app.http.get(theirs).expect(404);
    expect((await stored(id)).mailWanted).toBe('all');
    const message = await town.mail({ ...(await stored(id)) }, { state: 'queued' });
    await deliver();
    expect((await town.messageOf(message)).state).toBe('sent');
    await app.http.post(wayOut()).type('form').send('List-Unsubscribe=One-Click').expect(200);
    expect((await stored(id)).mailWanted).toBe('needed');
  });

  it('is forgotten as one at which nothing arrives, unless somebody else has it', async () => {
    const known = (recipient: string) => app.db.getRepository(MailAddress).countBy({ recipient });
    const { id } = await registered();
    await town.suppress(stranger);
    await change(id, { email: owner });
    expect(await known(stranger)).toBe(0);

    const { registration } = await town.person({ email: `shared${count}@mail.example` });
    const other = await town.person({ email: registration.email });
    await town.suppress(registration.email as string);
    await change(registration.id, { remove: true });
    expect(await known(registration.email as string)).toBe(1);
    await town.mail(registration, { subjectId: other.registration.id });
    await change(other.registration.id, { remove: true });
    expect(await known(registration.email as string)).toBe(0);
  });
});
