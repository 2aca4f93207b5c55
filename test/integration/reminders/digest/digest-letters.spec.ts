import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeepPartial } from 'typeorm';
import type { Organization } from '../../../../src/organizations/organization.entity.js';
import { Delivery } from '../../../../src/platform/mail/delivery.js';
import { LANGUAGES } from '../../../../src/platform/views/messages.js';
import { Views } from '../../../../src/platform/views/views.js';
import { MailText } from '../../../../src/registrations/mails/texts/mail-text.entity.js';
import type { DigestSubscription } from '../../../../src/reminders/digest/digest-subscription.entity.js';
import {
  makeCourse,
  makeOrganization,
  makePool,
  makeProgramme,
  makeSession,
  makeVenue,
} from '../../../support/factories.js';
import { expectGolden } from '../../../support/golden.js';
import { putMessages } from '../../../support/ledger.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { readableMail } from '../../mail/readable-mail.js';
import { ledger } from '../../mail/registered.js';
import { type Received, SmtpPeer } from '../../mail/smtp-peer.js';
import { makeReader } from './readers.js';

const MESSAGE = '0195f000-0000-7000-8000-00000000000a';
const SUBSCRIPTION = '0195f000-0000-7000-8000-00000000000e';
const EMAIL = 'hana@mail.example';
const NOW = '2025-04-25T10:00:00+09:00';

/** Golden name to kind and what makes it so. */
const LETTERS = {
  digest: { kind: 'digest', given: {} },
  digest_confirm: { kind: 'digest_confirm', given: { status: 'pending', confirmedAt: null } },
  digest_again: { kind: 'digest_confirm', given: {} },
} as const;
type Name = keyof typeof LETTERS;
const NAMES = Object.keys(LETTERS) as Name[];

describe('what the mails of the digest say', () => {
  let peer: SmtpPeer;
  let app: TestApp;
  let organization: Organization;

  beforeAll(async () => {
    peer = await SmtpPeer.start();
    app = await startTestApp({ now: NOW, env: { SMTP_URL: peer.url } });
    const { db } = app;
    organization = await makeOrganization(db, {
      ...{ name: '印団体', nameEn: 'Marktown', senderName: '印差出人' },
      ...{ contactEmail: 'hikikomori-madoguchi@marktown.example', contactTel: '03-0000-0000' },
    });
    const programme = await makeProgramme(db, organization, {
      ...{ title: '印ひきこもり家族教室', titleEn: 'Mark family class (hikikomori)' },
    });
    const venue = await makeVenue(db, organization, { name: '印保健所2階', nameEn: 'Mark health centre' });
    const course = await makeCourse(db, programme);
    const held = { venueId: venue.id };
    const first = await makeSession(db, course, {
      ...{ ...held, number: 2, startsOn: '2025-05-12', topic: '印ひきこもりの理解' },
    });
    await makePool(db, first);
    const full = await makeSession(db, course, { ...held, number: 3, startsOn: '2025-05-26', endTime: null });
    await makePool(db, full, { capacity: 1, taken: 1 });
    await makeSession(db, course, { startsOn: '2025-05-26', status: 'cancelled', title: '印の会' });
    await makeSession(db, course, {
      ...{ startsOn: null, withinFrom: '2025-05-01', withinUntil: '2025-05-31', dateText: '印5月下旬' },
    });
    await makeSession(db, course, { startsOn: null, withinFrom: '2025-04-01', withinUntil: '2025-09-30' });
    const free = await makeCourse(db, programme, { registrationMode: 'none' });
    for (let week = 0; week < 4; week++)
      for (const day of [6, 8])
        await makeSession(db, free, {
          startsOn: `2025-05-${String(day + 7 * week - 1).padStart(2, '0')}`,
          ...{ startTime: '13:00', endTime: '16:00' },
        });
  });
  afterAll(async () => {
    await app?.close();
    await peer?.stop();
  });
  afterEach(async () => {
    peer.received.length = 0;
    await app.db.query('TRUNCATE messages, digest_subscriptions, mail_texts');
  });

  async function receive(name: Name, given: DeepPartial<DigestSubscription>): Promise<Received> {
    const { kind, given: usual } = LETTERS[name];
    await makeReader(app, organization, { id: SUBSCRIPTION, email: EMAIL, ...usual, ...given });
    await app.db.transaction((tx) =>
      putMessages(
        tx,
        [
          {
            ...{ organizationId: organization.id, recipient: EMAIL, kind, subjectId: SUBSCRIPTION },
            ...{ occasion: 'x', facts: { month: '2025-05' } },
          },
        ],
        app.clock.now(),
      ),
    );
    await app.db.query('UPDATE messages SET id = $1', [MESSAGE]);
    await app.nest.get(Delivery).deliverDue();
    expect(await ledger(app.db)).toMatchObject([{ state: 'sent' }]);
    return peer.received[0] as Received;
  }

  describe.each(NAMES)('%s', (name) => {
    it.each(LANGUAGES)('is the mail we wrote, discreet and open, in %s', async (language) => {
      expectGolden(
        `mail/${name}.${language}.discreet.txt`,
        readableMail(await receive(name, { language, discreet: true })),
      );
      peer.received.length = 0;
      await app.db.query('TRUNCATE messages, digest_subscriptions');
      expectGolden(
        // What asks for a yes is discreet all the same: anybody may have typed the address, and what is to be hidden.
        `mail/${name}.${language}.${name === 'digest_confirm' ? 'discreet' : 'open'}.txt`,
        readableMail(await receive(name, { language, discreet: false })),
      );
    });

    it.each(LANGUAGES)('tells nobody who looks over a shoulder what it is about, in %s', async (language) => {
      const { raw, mail } = await receive(name, { language, discreet: true });
      const telling = /印|mark|ひきこもり|hikikomori|家族|family|教室|class/i;
      const shown = { subject: mail.subject, sender: mail.from?.name, text: mail.text, html: mail.html };
      for (const [where, words] of Object.entries(shown)) {
        expect({ where, found: telling.exec(visible(words ?? '')) }).toEqual({ where, found: null });
      }
      expect(telling.exec(raw.split('\r\n\r\n', 1)[0] ?? '')).toBeNull();
    });
  });

  it('have words of their own in やさしい日本語 for all that they can say', () => {
    const { messages } = app.nest.get(Views);
    const words = messages.keys('digest.mail.');
    expect(words.length).toBeGreaterThan(30);
    expect(words.filter((key) => !messages.hasSimple(key))).toEqual([]);
  });

  it('lets its reader answer, unless the address says what it is about', async () => {
    const answersTo = async (discreet: boolean) => {
      const { mail } = await receive('digest', { discreet });
      peer.received.length = 0;
      await app.db.query('TRUNCATE messages, digest_subscriptions');
      return mail.replyTo?.map(({ address }) => address);
    };
    const { contactEmail } = organization;
    expect(await answersTo(false)).toEqual([contactEmail]);
    await app.db.query(`UPDATE organizations SET contact_email = 'madoguchi@town.example'`);
    expect(await answersTo(true)).toEqual(['madoguchi@town.example']);
    await app.db.query('UPDATE organizations SET contact_email = $1', [contactEmail]);
    expect(await answersTo(true)).toBeUndefined();
  });

  it('names a telephone, unless what stands there says what it is about', async () => {
    await app.db.query(`UPDATE organizations SET contact_tel = 'ひきこもり相談 03-1111-2222'`);
    try {
      expect((await receive('digest', { discreet: true })).mail.text).not.toContain('03-1111-2222');
      peer.received.length = 0;
      await app.db.query('TRUNCATE messages, digest_subscriptions');
      expect((await receive('digest', { discreet: false })).mail.text).toContain('03-1111-2222');
    } finally {
      await app.db.query('UPDATE organizations SET contact_tel = $1', [organization.contactTel]);
    }
  });

  it('quotes what others wrote on one line, and turns nothing around', async () => {
    const topic = `あ\u202E${'い'.repeat(300)}`;
    await app.db.query('UPDATE sessions SET topic = $1 WHERE topic IS NOT NULL', [topic]);
    try {
      const { mail } = await receive('digest', { discreet: false });
      expect(mail.text?.replace(/\n\u3000?/g, '')).toMatch(/あい{100,199}…/);
      expect(mail.text).not.toContain('\u202E');
    } finally {
      await app.db.query(`UPDATE sessions SET topic = '印ひきこもりの理解' WHERE topic IS NOT NULL`);
    }
  });

  it.each(NAMES)('can be left by one click, and follows nobody: %s', async (name) => {
    const { raw, mail } = await receive(name, { discreet: false });
    const headers = raw.split('\r\n\r\n', 1)[0]?.replaceAll(/\r\n[ \t]+/g, ' ') ?? '';
    expect(headers).toMatch(/^List-Unsubscribe: <http:\/\/tsudoi\.example\/digest\/[\w-]{43}\/leave>$/m);
    expect(mail.html).not.toMatch(/<img|<link|background=|url\(/i);
    const links = [...(mail.html ?? '').matchAll(/href="([^"]*)"/g)].map(([, url]) => url as string);
    expect(links.length).toBeGreaterThan(0);
    expect(links.every((url) => url.startsWith('http://tsudoi.example/digest/'))).toBe(true);
  });

  it('is written in the organization’s words where it has some', async () => {
    await app.db.getRepository(MailText).insert({
      ...{ organizationId: organization.id, kind: 'digest', language: 'ja', discreet: false },
      ...{ subject: '{{month}}のご案内（{{count}}件）', body: 'いつもどうも。\n\n{{link}}' },
      changedAt: new Date(NOW),
    });
    const { mail } = await receive('digest', { discreet: false });
    expect(mail.subject).toBe('2025年5月のご案内（11件）');
    expect(mail.text).toContain('いつもどうも。');
    expect(mail.text).not.toContain('印ひきこもりの理解');
  });

  it('leads to a page with the same dates, to whoever has the link', async () => {
    const { mail } = await receive('digest', { discreet: true, audiences: [] });
    const url = /http:\/\/tsudoi\.example(\/digest\/[\w-]{43}\/dates\/2025-05)/.exec(mail.text ?? '')?.[1];
    const page = await app.http.get(url as string).expect(200);
    expect(page.headers).toMatchObject({
      'cache-control': 'private, no-store',
      'referrer-policy': 'no-referrer',
    });
    expect(page.text).toContain('印ひきこもりの理解');
    expect(page.text).toContain('11件の予定があります');
    expect(/<title>[^<]*(印|ひきこもり)/.exec(page.text)).toBeNull();
    await app.http.get((url as string).replace('2025-05', '2025-13')).expect(404);
  });
});

/** Without what nobody sees: style sheets, tags and their attributes. */
function visible(words: string): string {
  return words.replace(/<style>.*?<\/style>/gs, '').replace(/<[^>]*>/g, ' ');
}
