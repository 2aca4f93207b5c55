import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { MailComposers } from '../../../src/platform/mail/composers.js';
import { Views } from '../../../src/platform/views/views.js';
import { NOT_WANTED } from '../../../src/registrations/mails/not-wanted.js';
import type { Registration } from '../../../src/registrations/registration.entity.js';
import { RegistrationTokens } from '../../../src/registrations/registration-tokens.js';
import { makeOrganization } from '../../support/factories.js';
import { LETTERS, type LetterName, LetterOffice } from './letter-office.js';
import { makeRegistered } from './registered.js';

describe('mails about what has changed since they were promised', () => {
  let office: LetterOffice;

  beforeAll(async () => {
    office = await LetterOffice.open();
  });

  afterAll(() => office?.close());

  afterEach(() => office.clear());

  const sql = (text: string) => office.app.db.query(text);

  it.each<[LetterName, string, string]>([
    ['applied', 'decided meanwhile', `UPDATE registrations SET status = 'confirmed'`],
    ['confirmed', 'cancelled meanwhile', `UPDATE registrations SET status = 'cancelled'`],
    ['waiting', 'moved up meanwhile', `UPDATE registrations SET status = 'confirmed'`],
    ['waiting', 'offered a seat meanwhile', `UPDATE registrations SET resting = 'declined'`],
    ['membership', 'ended meanwhile', `UPDATE registrations SET status = 'cancelled'`],
    ['offered', 'accepted meanwhile', `UPDATE offers SET status = 'accepted'`],
    ['offered', 'ended meanwhile', `UPDATE offers SET status = 'expired'`],
    ['offered', 'taken back meanwhile', `UPDATE registrations SET status = 'cancelled'`],
    ['offer_expired', 'waiting on', `UPDATE registrations SET resting = NULL`],
    ['offer_expired', 'cancelled meanwhile', `UPDATE registrations SET status = 'cancelled'`],
    [
      'offer_expired',
      'offered again',
      `INSERT INTO offers (id, organization_id, registration_id, made_at, arrives_at, expires_at, status)
       SELECT gen_random_uuid(), organization_id, registration_id, made_at + interval '1 day', arrives_at,
         expires_at + interval '1 day', 'expired' FROM offers`,
    ],
    ['declined', 'admitted after all', `UPDATE registrations SET status = 'confirmed'`],
    ['cancelled_registration', 'declined by staff', `UPDATE registrations SET status = 'declined'`],
    [
      'cancelled_registration',
      'continued by another',
      'UPDATE registrations SET continued_by_id = gen_random_uuid()',
    ],
    ['lottery_won', 'cancelled meanwhile', `UPDATE registrations SET status = 'cancelled'`],
    ['lottery_lost', 'moved up meanwhile', `UPDATE registrations SET status = 'confirmed'`],
    ['lottery_lost', 'offered a seat meanwhile', `UPDATE registrations SET status = 'offered'`],
    ['moved_registration', 'cancelled meanwhile', `UPDATE registrations SET status = 'cancelled'`],
    ['transferred', 'declined meanwhile', `UPDATE registrations SET status = 'declined'`],
  ])('sends no "%s" to someone %s', async (name, _what, change) => {
    await office.post(name);
    await sql(change);
    expect(await office.deliver()).toEqual({ state: 'cancelled', outcome: 'superseded', mail: undefined });
  });

  it('asks nobody for an answer that is no longer possible, before the offer is ended too', async () => {
    await office.post('offered');
    office.app.clock.set('2025-04-03T20:00:00+09:00');
    expect(await office.deliver()).toMatchObject({ state: 'cancelled', outcome: 'expired' });
  });

  it('still asks a minute before', async () => {
    await office.post('offered');
    office.app.clock.set('2025-04-03T19:59:00+09:00');
    expect(await office.deliver()).toMatchObject({ state: 'sent' });
  });

  it.each<LetterName>(['applied', 'offer_expired', 'lottery_won', 'transferred'])(
    'sends no "%s" about sessions that have all begun',
    async (name) => {
      await sql('UPDATE sessions SET starts_at = now() WHERE starts_at IS NULL');
      await office.post(name);
      office.app.clock.set('2099-05-01T09:00:00+09:00');
      expect(await office.deliver()).toMatchObject({ state: 'cancelled', outcome: 'over' });
      await sql('UPDATE sessions SET starts_at = NULL WHERE starts_on IS NULL');
    },
  );

  it('tells of the seats that are offered, not of those given up before', async () => {
    await office.post('offered');
    await sql(`UPDATE places SET status = 'released', released_at = now()
      FROM sessions WHERE sessions.id = places.session_id AND sessions.number = 2`);
    const { mail } = await office.deliver();
    expect(mail?.mail.text?.match(/第\d回/g)).toEqual(['第1回', '第3回']);
  });

  it.each<LetterName>(['confirmed', 'promoted', 'waiting', 'applied', 'moved_registration', 'transferred'])(
    'lists in "%s" the seats that are still to be had, and no others',
    async (name) => {
      await office.post(name);
      await sql(`UPDATE places SET status = 'released', released_at = now()
        FROM sessions WHERE sessions.id = places.session_id AND sessions.number = 2`);
      await sql(`UPDATE sessions SET status = 'cancelled' WHERE number = 3`);
      const { mail } = await office.deliver();
      expect(mail?.mail.text?.match(/第\d回/g)).toEqual(['第1回']);
      expect(mail?.mail.text).not.toContain('（取りやめ');
    },
  );

  it.each([
    ['given up', `UPDATE places SET status = 'released', released_at = now()`],
    ['called off', `UPDATE sessions SET status = 'cancelled'`],
  ])('confirms nothing of which every date was %s meanwhile', async (_what, change) => {
    await office.post('confirmed');
    await sql(change);
    expect(await office.deliver()).toMatchObject({ state: 'cancelled', outcome: 'cancelled' });
  });

  it('still says what was cancelled, where that was called off as well', async () => {
    await office.post('cancelled_registration');
    await sql(`UPDATE sessions SET status = 'cancelled'`);
    const { mail } = await office.deliver();
    expect(mail?.mail.text?.match(/第\d回/g)).toEqual(['第1回', '第2回', '第3回']);
  });

  it('gives the deadline on the clocks of the organization', async () => {
    await office.post('offered', { language: 'en' });
    await sql(`UPDATE organizations SET time_zone = 'Europe/London'`);
    const { mail } = await office.deliver();
    await sql(`UPDATE organizations SET time_zone = 'Asia/Tokyo'`);
    expect(mail?.mail.subject).toBe('Please answer by Thu 3 Apr, 12:00 (ABC234)');
  });

  it('calls a deadline at midnight by the day that it ends', async () => {
    await office.post('offered');
    await sql(`UPDATE offers SET expires_at = '2025-04-04T00:00:00+09:00'`);
    const { mail } = await office.deliver();
    expect(mail?.mail.subject).toBe('お返事のお願い：4月3日（木）まで（受付番号 ABC234）');
  });

  it('sends an offer again where nobody knows whether it arrived, and a confirmation not', () => {
    const repeated = office.app.nest.get(MailComposers).repeatedKinds();
    expect([...repeated].sort()).toEqual(['cancelled_session', 'changed', 'offer_expired', 'offered']);
  });

  it('has a composer and a name for staff for every kind', async () => {
    const kinds = Object.entries(LETTERS).map(([name, letter]) => ('kind' in letter ? letter.kind : name));
    const composed = office.app.nest.get(MailComposers).kinds();
    expect(kinds.filter((kind) => !composed.includes(kind))).toEqual([]);
    const { messages } = office.app.nest.get(Views);
    expect(composed.filter((kind) => !messages.has(`mail.kinds.${kind}`))).toEqual([]);
    expect(Object.keys(NOT_WANTED).filter((code) => !messages.has(`mail.reason.${code}`))).toEqual([]);
  });

  it('does not say why staff declined: that stands behind the link', async () => {
    const { mail } = await office.receive('declined', { cancelReason: '印事情', discreet: false });
    expect(mail.text).not.toContain('印事情');
    expect(mail.html).not.toContain('印事情');
  });

  describe('lost links', () => {
    const tokens = () => office.app.nest.get(RegistrationTokens);
    const contactKey = () => tokens().contactKeyOf('hana@mail.example');
    const another = (given: Partial<Registration>) =>
      makeRegistered(
        office.app.db,
        office.sessions.slice(0, 1),
        office.pools,
        { email: 'hana@mail.example', contactKey: contactKey(), ...given },
        { contactKey: null },
      );

    it('lists every active registration of the address with its link as it now is', async () => {
      const first = await office.post('recovery');
      const { registration: second } = await another({ code: 'BBB222', tokenVersion: 3 });
      await another({ code: 'CCC333', status: 'cancelled' });
      await another({ code: 'DDD444', status: 'declined' });
      await another({
        code: 'EEE555',
        email: 'other@mail.example',
        contactKey: tokens().contactKeyOf('other@mail.example'),
      });
      const { mail } = await office.deliver();
      const text = mail?.mail.text ?? '';
      expect(text.match(/[A-Z]{3}\d{3}/g)).toEqual(['ABC234', 'BBB222']);
      expect(text).toContain(`/my/${tokens().tokenOf(first)}\n`);
      expect(text).toContain(`/my/${tokens().tokenOf(second)}\n`);
      expect(text).not.toContain(tokens().tokenOf({ id: second.id, tokenVersion: 0 }));
      expect(text).toContain('2件');
    });

    it('does not list what the address has with another organization', async () => {
      await office.post('recovery');
      const elsewhere = await makeOrganization(office.app.db);
      await another({ code: 'BBB222', organizationId: elsewhere.id });
      const { mail } = await office.deliver();
      expect(mail?.mail.text).not.toContain('BBB222');
    });

    it('is discreet altogether as long as one of them is', async () => {
      await office.post('recovery', { discreet: false });
      await another({ code: 'BBB222', discreet: true });
      const { mail } = await office.deliver();
      expect(mail?.mail.from?.name).toBe('お知らせ');
      expect(mail?.mail.subject).toBe('ページのご案内');
      expect(mail?.mail.text).not.toContain('印団体');
      expect(mail?.mail.text?.match(/印ひきこもり家族教室/g)).toHaveLength(1);
    });

    it('is about the one link that was replaced, also where the registration is over', async () => {
      const first = await office.post('link_replaced', { status: 'cancelled', tokenVersion: 1 });
      await another({ code: 'BBB222' });
      const { mail } = await office.deliver();
      expect(mail?.mail.text).toContain(`/my/${tokens().tokenOf(first)}\n`);
      expect(mail?.mail.text).not.toContain('BBB222');
    });

    it('is not sent where nothing is left to open', async () => {
      await office.post('recovery');
      await sql(`UPDATE registrations SET status = 'cancelled'`);
      expect(await office.deliver()).toMatchObject({ state: 'cancelled', outcome: 'gone' });
    });
  });

  it('sends no mail about an offer that is gone', async () => {
    await office.post('offered');
    await sql('DELETE FROM offers');
    expect(await office.deliver()).toMatchObject({ state: 'cancelled', outcome: 'gone' });
  });
});
