import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Organization } from '../../../../src/organizations/organization.entity.js';
import { type Language, STAFF_LANGUAGES } from '../../../../src/platform/views/messages.js';
import type { Course } from '../../../../src/programmes/course.entity.js';
import type { Session } from '../../../../src/programmes/session.entity.js';
import type { Registration } from '../../../../src/registrations/registration.entity.js';
import type { SeatPool } from '../../../../src/registrations/seats/seat-pool.entity.js';
import {
  makeCourse,
  makeOrganization,
  makePool,
  makeProgramme,
  makeSession,
} from '../../../support/factories.js';
import { expectGolden } from '../../../support/golden.js';
import { readableMail } from '../../mail/readable-mail.js';
import { makeRegistered } from '../../mail/registered.js';
import type { Received } from '../../mail/smtp-peer.js';
import { StaffHouse } from './staff-house.js';

const MESSAGE = '0195f000-0000-7000-8000-00000000000a';
const MEMBER = '0195f000-0000-7000-8000-00000000000b';
const ORGANIZATION = '0195f000-0000-7000-8000-00000000000c';
const COURSE = '0195f000-0000-7000-8000-00000000000d';
const SESSIONS = ['0195f000-0000-7000-8000-000000000001', '0195f000-0000-7000-8000-000000000002'] as const;
const NOW = '2025-04-11T10:02:00+09:00';

describe('what the mails to staff say', () => {
  let house: StaffHouse;
  let organization: Organization;
  let course: Course;
  let sessions: Session[];
  let pools: SeatPool[];

  beforeAll(async () => {
    house = await StaffHouse.open();
    const { db } = house.app;
    organization = await makeOrganization(db, { id: ORGANIZATION, name: 'ひかり市', nameEn: 'Hikari' });
    const programme = await makeProgramme(db, organization, { titleEn: 'Family class' });
    course = await makeCourse(db, programme, {
      id: COURSE,
      titleEn: 'First term 2025',
      minimum: { people: 12, daysBefore: 3 },
    });
    sessions = [];
    pools = [];
    for (const [index, id] of SESSIONS.entries()) {
      const startsOn = ['2025-04-14', '2025-04-28'][index] as string;
      const session = await makeSession(db, course, { id, number: index + 1, startsOn });
      sessions.push(session);
      pools.push(await makePool(db, session));
    }
  });

  afterAll(() => house?.close());
  afterEach(() => house.clear());

  async function registered(given: Partial<Registration>, status: 'confirmed' | 'waitlisted') {
    await makeRegistered(
      house.app.db,
      sessions,
      pools,
      { createdAt: new Date('2025-04-11T09:10:00+09:00'), nickname: '秘密の名', status, ...given },
      { status, confirmedAt: status === 'confirmed' ? new Date('2025-04-11T09:10:00+09:00') : null },
    );
  }

  /** The mail of one kind; the course has two sessions of ten seats. */
  async function receive(
    kind: string,
    language: Language,
    taken: readonly [number, number],
  ): Promise<Received> {
    await house.staff(
      organization,
      { notices: [kind], email: 'tantou@town.example' },
      { id: MEMBER, language },
    );
    await registered({ people: 2 }, 'confirmed');
    await registered({ sessionId: SESSIONS[1] }, 'confirmed');
    await registered({ sessionId: SESSIONS[1], people: 3 }, 'waitlisted');
    for (const [index, pool] of pools.entries())
      await house.app.db.query('UPDATE seat_pools SET taken = $2 WHERE id = $1', [pool.id, taken[index]]);
    await expect(house.sweepAt(NOW)).resolves.toBe(1);
    await house.app.db.query('UPDATE messages SET id = $1', [MESSAGE]);
    await expect(house.deliverAt(NOW)).resolves.toMatchObject({ state: 'sent' });
    return house.peer.received[0] as Received;
  }

  describe.each([
    ['staff_new_registration', 'staff_new_registration', [3, 3]],
    ['staff_nearly_full', 'staff_nearly_full', [3, 9]],
    ['staff_nearly_full_course', 'staff_nearly_full', [10, 9]],
    ['staff_below_minimum', 'staff_below_minimum', [3, 3]],
  ] as const)('%s', (name, kind, taken) => {
    it.each(STAFF_LANGUAGES)('is the mail we wrote, in %s', async (language) => {
      const received = await receive(kind, language, taken);
      expectGolden(`mail/${name}.${language}.txt`, readableMail(received));
    });

    it('quotes what others wrote on one line, and turns nothing around', async () => {
      const { title } = course;
      const written = `あ\u202E\n${'い'.repeat(300)}`;
      await house.app.db.query('UPDATE courses SET title = $1', [written]);
      try {
        const { mail } = await receive(kind, 'ja', taken);
        expect(mail.text?.replace(/\n\u3000?/g, '')).toMatch(/あ ?い{100,199}…/);
        expect(mail.html).toMatch(/あ ?い{100,199}…/);
        expect(`${mail.text}${mail.html}`).not.toContain('\u202E');
      } finally {
        await house.app.db.query('UPDATE courses SET title = $1', [title]);
      }
    });

    it('names nobody who registered', async () => {
      const { raw, mail } = await receive(kind, 'ja', taken);
      for (const words of [raw, mail.subject, mail.text, mail.html])
        expect(words).not.toMatch(/秘密の名|hana\d|R\d{5}/);
    });

    it('can be left with one click, as RFC 8058 has it', async () => {
      const { raw, mail } = await receive(kind, 'ja', taken);
      const leave = new RegExp(`/staff-notices/leave/${kind}/${MEMBER}/${ORGANIZATION}/[\\w-]{43}`);
      expect(mail.text).toMatch(leave);
      const header = /^List-Unsubscribe: <([^>]+)>/m.exec(raw.replace(/\r\n[ \t]+/g, ' '))?.[1] ?? '';
      expect(header).toMatch(leave);
      const { pathname } = new URL(header.replace(/\s/g, ''));
      await house.app.http.post(pathname).type('form').send({ 'List-Unsubscribe': 'One-Click' }).expect(200);
      const [role] = await house.app.db.query('SELECT notices FROM staff_roles');
      expect(role.notices).toEqual([]);
    });
  });
});
