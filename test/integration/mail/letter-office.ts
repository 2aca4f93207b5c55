import { expect } from '@jest/globals';
import type { DeepPartial } from 'typeorm';
import { type ComposedMail, MailComposers } from '../../../src/platform/mail/composers.js';
import { Delivery } from '../../../src/platform/mail/delivery.js';
import { Message } from '../../../src/platform/mail/message.entity.js';
import { Course } from '../../../src/programmes/course.entity.js';
import type { Session } from '../../../src/programmes/session.entity.js';
import { Offer } from '../../../src/registrations/queue/offer.entity.js';
import { Registration } from '../../../src/registrations/registration.entity.js';
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
import { putMessages } from '../../support/ledger.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { confirmation, ledger, makeRegistered } from './registered.js';
import { type Received, SmtpPeer } from './smtp-peer.js';

const MESSAGE = '0195f000-0000-7000-8000-00000000000a';
const REGISTRATION = '0195f000-0000-7000-8000-00000000000b';
const OFFER = '0195f000-0000-7000-8000-00000000000c';
const LOTTERY = '0195f000-0000-7000-8000-00000000000d';
const EMAIL = 'hana@mail.example';
/** Ids of sessions and of places in them, by number: calendar entries show them. */
const SESSION = (number: number) => `0195f000-0000-7000-8000-00000000005${number}`;
const PLACE = (number: number) => `0195f000-0000-7000-8000-00000000009${number}`;

/** A mail, by the name of its golden files: what must be true for it to be sent. */
export interface LetterCase {
  /** Kind in the ledger; default: the name. */
  readonly kind?: string;
  readonly registration?: DeepPartial<Registration>;
  readonly place?: Place['status'];
  readonly course?: DeepPartial<Course>;
  readonly offer?: Offer['status'];
  readonly occasion?: string;
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly isAboutPlace?: true;
}

const WAITS = { registration: { status: 'waitlisted' }, place: 'waitlisted' } as const;
const MEMBER = { membership: true, poolKey: '' } as const;
const DECLINED = { registration: { status: 'declined' }, place: 'released' } as const;
const BY_LOT = { occasion: `lottery:${LOTTERY}` } as const;

export const LETTERS = {
  confirmed: {},
  waiting: WAITS,
  waiting_for_offers: { ...WAITS, kind: 'waiting', course: { offerHours: 48 } },
  promoted: {},
  cancelled_registration: { registration: { status: 'cancelled' }, place: 'released' },
  changed: {
    isAboutPlace: true,
    facts: {
      before: { startsOn: '2025-04-07', startTime: '10:00', endTime: '11:45', venue: '印公民館' },
    },
  },
  cancelled_session: { isAboutPlace: true },
  reminder: { isAboutPlace: true, facts: { startsAt: '2025-04-14T01:00:00Z' } },
  applied: { registration: { status: 'applied' }, place: 'applied', course: { approval: true } },
  applied_by_lot: {
    kind: 'applied',
    registration: { status: 'applied' },
    place: 'applied',
    course: { lottery: {} },
  },
  membership: { kind: 'confirmed', registration: MEMBER },
  membership_applied: { kind: 'applied', registration: { ...MEMBER, status: 'applied' } },
  offered: {
    registration: { status: 'offered' },
    place: 'offered',
    course: { offerHours: 48 },
    offer: 'open',
    occasion: `offer:${OFFER}`,
  },
  offer_expired: {
    registration: { status: 'waitlisted', resting: 'expired' },
    place: 'waitlisted',
    course: { offerHours: 48 },
    offer: 'expired',
    occasion: `offer:${OFFER}`,
  },
  declined: DECLINED,
  lottery_won: { ...BY_LOT, course: { lottery: {} } },
  lottery_lost: { ...BY_LOT, ...WAITS, course: { lottery: {} } },
  lottery_lost_for_good: { ...BY_LOT, ...DECLINED, kind: 'lottery_lost', course: { lottery: {} } },
  moved_registration: { facts: { by: 'holder' } },
  transferred: {},
  recovery: { occasion: 'recovery:1' },
  link_replaced: { kind: 'recovery', occasion: 'link:1' },
} as const satisfies Record<string, LetterCase>;
export type LetterName = keyof typeof LETTERS;

/** A town whose every word that must not be seen has a mark (印, mark), and a real mail server to hear what it sends. */
export class LetterOffice {
  private constructor(
    readonly app: TestApp,
    private readonly peer: SmtpPeer,
    private readonly course: Course,
    readonly sessions: readonly Session[],
    readonly pools: readonly SeatPool[],
  ) {}

  static async open(): Promise<LetterOffice> {
    const peer = await SmtpPeer.start();
    const app = await startTestApp({ env: { SMTP_URL: peer.url } });
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
    const sessions = [
      await makeSession(db, course, {
        id: SESSION(1),
        number: 1,
        startsOn: '2025-04-14',
        topic: '印ひきこもりの理解',
        venueId: venue.id,
      }),
      await makeSession(db, course, {
        id: SESSION(2),
        number: 2,
        startsOn: '2025-04-28',
        startTime: '13:30',
        endTime: null,
        topic: '印家族の対応',
        venueId: venue.id,
      }),
      await makeSession(db, course, {
        id: SESSION(3),
        number: 3,
        startsOn: null,
        dateText: '印下半期',
        topic: '印まとめ',
      }),
    ];
    const pools: SeatPool[] = [];
    for (const session of sessions) pools.push(await makePool(db, session));
    return new LetterOffice(app, peer, course, sessions, pools);
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.peer.stop();
  }

  async clear(): Promise<void> {
    const { db } = this.app;
    await db.getRepository(Message).clear();
    await db.query('DELETE FROM registrations');
    await db.query(`UPDATE sessions SET status = 'scheduled', cancel_reason = NULL`);
    await db.query('UPDATE courses SET offer_hours = NULL, approval = false, lottery = NULL');
    this.app.clock.set('2025-04-01T09:00:00+09:00');
  }

  /** Puts a message in the ledger beside what makes it true. */
  async post(name: LetterName, given: DeepPartial<Registration> = {}): Promise<Registration> {
    const { db, clock } = this.app;
    const letter: LetterCase = LETTERS[name];
    const { registration } = await makeRegistered(
      db,
      this.sessions,
      this.pools,
      {
        id: REGISTRATION,
        code: 'ABC234',
        email: EMAIL,
        contactKey: this.app.nest.get(RegistrationTokens).contactKeyOf(EMAIL),
        ...letter.registration,
        ...given,
      },
      {
        status: letter.place ?? 'confirmed',
        releasedAt: letter.place === 'released' ? clock.now() : null,
        // Who was declined never had it.
        ...(letter.place && name !== 'cancelled_registration' && { confirmedAt: null }),
      },
    );
    for (const [index, { id }] of this.sessions.entries())
      await db.query('UPDATE places SET id = $1 WHERE session_id = $2', [PLACE(index + 1), id]);
    const first = { id: PLACE(1), sessionId: SESSION(1) };
    if (letter.course) await db.getRepository(Course).update(this.course.id, letter.course as never);
    if (letter.registration?.membership) await db.query('DELETE FROM places');
    if (letter.offer) {
      await db.getRepository(Offer).insert({
        id: OFFER,
        organizationId: registration.organizationId,
        registrationId: registration.id,
        madeAt: clock.now(),
        arrivesAt: clock.now(),
        expiresAt: new Date('2025-04-03T20:00:00+09:00'),
        status: letter.offer,
      });
    }
    if (name === 'cancelled_session') {
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
            kind: letter.kind ?? name,
            ...(letter.occasion && { occasion: letter.occasion }),
            subjectId: letter.isAboutPlace ? first.id : registration.id,
            ...(letter.facts && { facts: letter.facts }),
          },
        ],
        clock.now(),
      ),
    );
    await db.query('UPDATE messages SET id = $1', [MESSAGE]);
    this.peer.received.length = 0;
    return registration;
  }

  /** Delivers what was posted. @returns what became of it, and the mail where one was sent */
  async deliver(): Promise<{
    readonly state: string;
    readonly outcome: string | null;
    readonly mail?: Received;
  }> {
    await this.app.nest.get(Delivery).deliverDue();
    const [message] = (await ledger(this.app.db)) as [Message];
    return { state: message.state, outcome: message.outcome, mail: this.peer.received[0] };
  }

  /** The mail of this name to this registrant, as it would be sent. */
  async compose(name: LetterName, given: DeepPartial<Registration>): Promise<ComposedMail> {
    await this.post(name, given);
    const [message] = (await ledger(this.app.db)) as [Message];
    const composed = await this.app.nest.get(MailComposers).compose(message);
    expect(Object.keys(composed)).toContain('html');
    return composed as ComposedMail;
  }

  /** The mail of this name to this registrant, as it arrives. */
  async receive(name: LetterName, given: DeepPartial<Registration>): Promise<Received> {
    await this.post(name, given);
    const { state, outcome, mail } = await this.deliver();
    expect({ state, outcome }).toMatchObject({ state: 'sent' });
    expect(this.peer.received).toHaveLength(1);
    return mail as Received;
  }
}
