import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeepPartial } from 'typeorm';
import { Delivery } from '../../../src/platform/mail/delivery.js';
import { Message } from '../../../src/platform/mail/message.entity.js';
import type { Session } from '../../../src/programmes/session.entity.js';
import { Place } from '../../../src/registrations/place.entity.js';
import { Registration } from '../../../src/registrations/registration.entity.js';
import type { SeatPool } from '../../../src/registrations/seat-pool.entity.js';
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
import { readableMail } from './readable-mail.js';
import { confirmation, ledger, makeRegistered } from './registered.js';
import { type Received, SmtpPeer } from './smtp-peer.js';

const MESSAGE = '0195f000-0000-7000-8000-00000000000a';
const REGISTRATION = '0195f000-0000-7000-8000-00000000000b';

const KINDS = [
  'confirmed',
  'waiting',
  'promoted',
  'cancelled_registration',
  'changed',
  'cancelled_session',
  'reminder',
] as const;
type Kind = (typeof KINDS)[number];
const ABOUT_PLACE: readonly Kind[] = ['changed', 'cancelled_session', 'reminder'];
const STATUS = {
  waiting: { status: 'waitlisted', place: 'waitlisted' },
  cancelled_registration: { status: 'cancelled', place: 'released' },
} as const;

describe('what the mails say', () => {
  let peer: SmtpPeer;
  let app: TestApp;
  let sessions: Session[];
  let pools: SeatPool[];

  beforeAll(async () => {
    peer = await SmtpPeer.start();
    app = await startTestApp({ env: { SMTP_URL: peer.url } });
    const { db } = app;
    const organization = await makeOrganization(db, {
      name: '印団体',
      nameEn: 'Marktown',
      senderName: '印差出人',
      contactName: '印窓口',
      contactEmail: 'madoguchi@marktown.example',
      contactTel: '03-0000-0000',
    });
    const programme = await makeProgramme(db, organization, {
      title: '印ひきこもり家族教室',
      titleEn: 'Mark family class (hikikomori)',
      neutralTitle: '印集まり',
    });
    const course = await makeCourse(db, programme, { title: '印前期', titleEn: 'Mark term' });
    const venue = await makeVenue(db, organization, {
      name: '印保健所2階',
      nameEn: 'Mark health centre',
      address: '印町1-2-3',
    });
    sessions = [
      await makeSession(db, course, {
        number: 1,
        startsOn: '2025-04-14',
        topic: '印ひきこもりの理解',
        venueId: venue.id,
      }),
      await makeSession(db, course, {
        number: 2,
        startsOn: '2025-04-28',
        startTime: '13:30',
        endTime: null,
        topic: '印家族の対応',
        venueId: venue.id,
      }),
      await makeSession(db, course, { number: 3, startsOn: null, dateText: '印下半期', topic: '印まとめ' }),
    ];
    pools = [];
    for (const session of sessions) pools.push(await makePool(db, session));
  });

  afterAll(async () => {
    await app?.close();
    await peer?.stop();
  });

  afterEach(async () => {
    const { db } = app;
    await db.getRepository(Message).clear();
    await db.query('DELETE FROM places');
    await db.query('DELETE FROM registrations');
    await db.query(`UPDATE sessions SET status = 'scheduled', cancel_reason = NULL`);
  });

  /** The mail of this kind to this registrant, as it arrives. */
  async function receive(kind: Kind, given: DeepPartial<Registration>): Promise<Received> {
    const { db } = app;
    const state =
      kind in STATUS ? STATUS[kind as keyof typeof STATUS] : { status: 'confirmed', place: 'confirmed' };
    const { registration, places } = await makeRegistered(
      db,
      sessions,
      pools,
      {
        id: REGISTRATION,
        code: 'ABC234',
        email: 'hana@mail.example',
        status: state.status as Registration['status'],
        ...given,
      },
      {
        status: state.place as Place['status'],
        releasedAt: state.place === 'released' ? app.clock.now() : null,
      },
    );
    const [first] = places as [Place];
    if (kind === 'cancelled_session') {
      await db.query(
        `UPDATE sessions SET status = 'cancelled', cancel_reason = '印大雪のため' WHERE id = $1`,
        [first.sessionId],
      );
    }
    await db.transaction((tx) =>
      putMessages(
        tx,
        [
          {
            ...confirmation(registration),
            kind,
            subjectId: ABOUT_PLACE.includes(kind) ? first.id : registration.id,
            facts: {
              ...(kind === 'changed' && {
                before: { startsOn: '2025-04-07', startTime: '10:00', endTime: '11:45', venue: '印公民館' },
              }),
              ...(kind === 'reminder' && { startsAt: '2025-04-14T01:00:00Z' }),
            },
          },
        ],
        app.clock.now(),
      ),
    );
    await db.query('UPDATE messages SET id = $1', [MESSAGE]);
    peer.received.length = 0;
    await app.nest.get(Delivery).deliverDue();
    expect(await ledger(db)).toMatchObject([{ state: 'sent' }]);
    expect(peer.received).toHaveLength(1);
    return peer.received[0] as Received;
  }

  describe.each(KINDS)('%s', (kind) => {
    it.each(['ja', 'en'] as const)('is the mail we wrote, discreet and open, in %s', async (language) => {
      expectGolden(
        `mail/${kind}.${language}.discreet.txt`,
        readableMail(await receive(kind, { language, discreet: true })),
      );
      await app.db.getRepository(Message).clear();
      await app.db.query('DELETE FROM places');
      await app.db.query('DELETE FROM registrations');
      expectGolden(
        `mail/${kind}.${language}.open.txt`,
        readableMail(await receive(kind, { language, discreet: false, people: 2 })),
      );
    });

    it.each(['ja', 'en'] as const)(
      'tells nobody who looks over a shoulder what it is about, in %s',
      async (language) => {
        const { raw, mail } = await receive(kind, { language, discreet: true });
        const telling = /印|mark|ひきこもり|hikikomori|家族|family|教室|class/i;
        const shown = { subject: mail.subject, sender: mail.from?.name, text: mail.text, html: mail.html };
        for (const [where, words] of Object.entries(shown)) {
          expect({ where, found: telling.exec(visible(words ?? '')) }).toEqual({ where, found: null });
        }
        const headers = (raw.split('\r\n\r\n', 1)[0] ?? '').replace(/^Reply-To: .*$/m, '');
        expect(telling.exec(headers)).toBeNull();
      },
    );
  });

  it('names programme, topic and venue to someone who asked for that', async () => {
    const { mail } = await receive('confirmed', { discreet: false });
    expect(mail.subject).toContain('印ひきこもり家族教室');
    expect(mail.from?.name).toBe('印差出人');
    for (const words of [mail.text, mail.html]) {
      expect(words).toContain('印ひきこもりの理解');
      expect(words).toContain('会場：印保健所2階（印町1-2-3）');
    }
  });

  it.each([
    ['a forged header', 'Hana\r\nBcc: eve@mail.example\r\n\r\nforged body', 'Hana Bcc'],
    ['commas, quotes and emoji', '花, "子" 🌸 <b>x</b> &amp;', '花, "子" 🌸 <b>x</b> &amp; さま'],
    ['a message format', "{code, plural, other {x}} '{'", "{code, plural, other {x}} '{' さま"],
  ])('carries %s in a nickname harmlessly', async (_what, nickname, shownAs) => {
    const { to, raw, mail } = await receive('confirmed', { nickname, discreet: false });
    expect(to).toEqual(['hana@mail.example']);
    expect(mail.to).toMatchObject([{ address: 'hana@mail.example' }]);
    expect({ cc: mail.cc, bcc: mail.bcc }).toEqual({ cc: undefined, bcc: undefined });
    expect(headerNames(raw)).toEqual(ALL_HEADERS);
    if (nickname.includes('@')) expect(mail.text).toContain('申し込まれた方へ');
    else expect(mail.text).toContain(shownAs);
    expect(mail.html).not.toContain('<b>x</b>');
  });

  it('carries a forged header in a title or a sender name harmlessly', async () => {
    await app.db.query(`UPDATE programmes SET title = $1`, ['印\r\nBcc: eve@mail.example']);
    await app.db.query(`UPDATE organizations SET sender_name = $1`, [
      'Eve" <eve@mail.example>, \r\nBcc: x@mail.example',
    ]);
    const { to, raw, mail } = await receive('confirmed', { discreet: false });
    expect(to).toEqual(['hana@mail.example']);
    expect(headerNames(raw)).toEqual(ALL_HEADERS);
    expect(mail.from?.address).toBe('noreply@tsudoi.example');
    expect(mail.subject).toContain('印 Bcc: eve@mail.example');
  });

  it('does not carry links of a stranger: anyone can register anyone', async () => {
    const { mail } = await receive('confirmed', { nickname: '当選 https://evil.example' });
    expect(mail.text).not.toContain('evil');
    expect(mail.html).not.toContain('evil');
  });

  it('keeps lines of English text within 76 columns, and links whole', async () => {
    const { mail } = await receive('waiting', { language: 'en', discreet: false });
    const long = (mail.text ?? '').split('\n').filter((line) => line.length > 76);
    expect(long.every((line) => line.startsWith('http'))).toBe(true);
  });
});

const ALL_HEADERS = [
  'Auto-Submitted',
  'Content-Language',
  'Content-Type',
  'Date',
  'From',
  'MIME-Version',
  'Message-ID',
  'Reply-To',
  'Subject',
  'To',
];

function headerNames(raw: string): string[] {
  const [headers = ''] = raw.split('\r\n\r\n', 1);
  return [...headers.matchAll(/^([\w-]+):/gm)].map(([, name]) => name as string).sort();
}

/** Without what nobody sees: style sheets, tags and their attributes. */
function visible(words: string): string {
  return words.replace(/<style>.*?<\/style>/gs, '').replace(/<[^>]*>/g, ' ');
}
