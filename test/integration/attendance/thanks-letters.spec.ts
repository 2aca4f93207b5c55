import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeepPartial } from 'typeorm';
import { AttendanceMark } from '../../../src/attendance/attendance-mark.entity.js';
import { Delivery } from '../../../src/platform/mail/delivery.js';
import { LANGUAGES } from '../../../src/platform/views/messages.js';
import type { Session } from '../../../src/programmes/session.entity.js';
import type { Registration } from '../../../src/registrations/registration.entity.js';
import { RegistrationTokens } from '../../../src/registrations/registration-tokens.js';
import type { Place } from '../../../src/registrations/seats/place.entity.js';
import type { SeatPool } from '../../../src/registrations/seats/seat-pool.entity.js';
import {
  makeCourse,
  makeOrganization,
  makePool,
  makeProgramme,
  makeSession,
  makeVenue,
} from '../../support/factories.js';
import { expectGolden } from '../../support/golden.js';
import { putMessages } from '../../support/ledger.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { readableMail } from '../mail/readable-mail.js';
import { makeRegistered } from '../mail/registered.js';
import { type Received, SmtpPeer } from '../mail/smtp-peer.js';

const MESSAGE = '0195f000-0000-7000-8000-00000000000a';
const REGISTRATION = '0195f000-0000-7000-8000-00000000000b';
const OTHER = '0195f000-0000-7000-8000-00000000000c';

/** Every word that must not be seen has a mark. */
const TELLING = /印|mark|ひきこもり|hikikomori|家族|family|教室|class/i;

describe('what the thanks say', () => {
  let peer: SmtpPeer;
  let app: TestApp;
  let sessions: Session[];
  let pools: SeatPool[];

  beforeAll(async () => {
    peer = await SmtpPeer.start();
    app = await startTestApp({ env: { SMTP_URL: peer.url }, now: '2025-04-15T10:00:00+09:00' });
    const organization = await makeOrganization(app.db, {
      name: '印団体',
      nameEn: 'Marktown',
      senderName: '印差出人',
      contactEmail: 'madoguchi@marktown.example',
      contactTel: '03-0000-0000',
    });
    const programme = await makeProgramme(app.db, organization, {
      title: '印ひきこもり家族教室',
      titleEn: 'Mark family class (hikikomori)',
    });
    const course = await makeCourse(app.db, programme, { title: '印前期', titleEn: 'Mark term' });
    const { id: venueId } = await makeVenue(app.db, organization, {
      name: '印保健所2階',
      nameEn: 'Mark health centre',
      address: '印町1-2-3',
    });
    sessions = [
      await makeSession(app.db, course, { number: 1, startsOn: '2025-04-14', topic: '印理解', venueId }),
      await makeSession(app.db, course, {
        number: 2,
        startsOn: '2025-04-28',
        topic: '印家族の対応',
        venueId,
      }),
    ];
    pools = [];
    for (const session of sessions) pools.push(await makePool(app.db, session));
  });

  afterAll(async () => {
    await app?.close();
    await peer?.stop();
  });

  afterEach(async () => {
    await app.db.query('TRUNCATE messages, places, registrations CASCADE');
    peer.received.length = 0;
  });

  /** The mail to someone who came to the first session, with `held` sessions in all. */
  async function receive(
    held: 1 | 2,
    given: DeepPartial<Registration>,
    givenPlace: DeepPartial<Place> = {},
  ): Promise<Received> {
    const { registration, places } = await makeRegistered(
      app.db,
      sessions.slice(0, held),
      pools.slice(0, held),
      { id: REGISTRATION, code: 'ABC234', email: 'hana@mail.example', ...given },
      givenPlace,
    );
    const [{ id: placeId, sessionId }] = places as [Place];
    const { organizationId } = registration;
    await app.db.getRepository(AttendanceMark).insert({
      ...{ placeId, organizationId, sessionId, mark: 'attended', member: 0 },
      markedAt: app.clock.now(),
      markedBy: 'system',
    });
    const message = { recipient: 'hana@mail.example', kind: 'thanks', occasion: `place:${placeId}` };
    await app.db.transaction((tx) =>
      putMessages(tx, [{ organizationId, subjectId: placeId, ...message }], app.clock.now()),
    );
    await app.db.query('UPDATE messages SET id = $1', [MESSAGE]);
    await app.nest.get(Delivery).deliverDue();
    expect(peer.received).toHaveLength(1);
    return peer.received[0] as Received;
  }

  /** The mail to someone who came to the first session, and holds the second by another registration. */
  async function receiveWithOther(
    attended: DeepPartial<Registration>,
    other: DeepPartial<Registration>,
  ): Promise<Received> {
    const contactKey = 'hana';
    const holds = (code: string) => ({ code, email: 'hana@mail.example', contactKey });
    const next = { ...holds('XYZ789'), id: OTHER, sessionId: sessions[1]!.id, nickname: '雪', ...other };
    await makeRegistered(app.db, sessions.slice(1), pools.slice(1), next, { contactKey });
    return receive(1, { ...holds('ABC234'), sessionId: sessions[0]!.id, ...attended }, { contactKey });
  }

  describe('in a course whose sessions are registered for one by one', () => {
    const linkOf = (id: string) => {
      const tokens = app.nest.get(RegistrationTokens);
      return tokens.manageUrl(tokens.tokenOf({ id, tokenVersion: 0 }), 'en');
    };

    it('leads to the page that can give up the date it names, in the language of who came', async () => {
      const both = [
        { language: 'en' as const, discreet: false },
        { language: 'ja' as const, discreet: false },
      ];
      const { mail } = await receiveWithOther(both[0]!, both[1]!);
      expect(mail.subject).toBe('Mark family class (hikikomori): thank you for coming (XYZ789)');
      expect(mail.text).toContain('Monday, 28 April 2025');
      expect(mail.text).toContain(linkOf(OTHER));
      expect(mail.text).not.toContain(linkOf(REGISTRATION));
      expect(mail.text).toContain('Dear ひまわり');
    });

    it.each([
      [true, false],
      [false, true],
    ])('names nothing where either is discreet: who came %s, who comes %s', async (came, comes) => {
      const { mail } = await receiveWithOther({ discreet: came }, { discreet: comes });
      expect(TELLING.exec(`${mail.subject}${mail.from?.name}${mail.text}`)).toBeNull();
      expect(mail.text).toContain('XYZ789');
    });

    it('is silent about a date whose holder wants no such mails, and does not call this one the last', async () => {
      const { mail } = await receiveWithOther({}, { mailWanted: 'needed' });
      expect(mail.subject).toBe('お礼（受付番号 ABC234）');
      expect(mail.text).not.toContain('4月28日');
      expect(mail.text).toContain('またのお越しをお待ちしています');
    });
  });

  describe.each([
    ['with_next', 2],
    ['last', 1],
  ] as const)('%s', (name, held) => {
    describe.each(LANGUAGES)('in %s', (language) => {
      it.each([
        ['discreet', true],
        ['open', false],
      ] as const)('is the mail we wrote, %s', async (way, discreet) => {
        const received = await receive(held, { language, discreet });
        expectGolden(`mail/thanks_${name}.${language}.${way}.txt`, readableMail(received));
      });

      it('tells nobody who looks over a shoulder what it is about', async () => {
        const { raw, mail } = await receive(held, { language, discreet: true });
        const visible = (words = '') => words.replace(/<style>.*?<\/style>/gs, '').replace(/<[^>]*>/g, ' ');
        const shown = { subject: mail.subject, sender: mail.from?.name, text: mail.text, html: mail.html };
        for (const [where, words] of Object.entries(shown)) {
          expect({ where, found: TELLING.exec(visible(words)) }).toEqual({ where, found: null });
        }
        const headers = (raw.split('\r\n\r\n', 1)[0] ?? '').replace(/^Reply-To: .*$/m, '');
        expect(TELLING.exec(headers)).toBeNull();
      });
    });
  });
});
