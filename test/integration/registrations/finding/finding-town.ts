import type { DataSource } from 'typeorm';
import { Organization } from '../../../../src/organizations/organization.entity.js';
import type { Course } from '../../../../src/programmes/course.entity.js';
import type { Programme } from '../../../../src/programmes/programme.entity.js';
import { ProgrammeHost } from '../../../../src/programmes/programme-host.entity.js';
import type { Session } from '../../../../src/programmes/session.entity.js';
import type { Venue } from '../../../../src/programmes/venue.entity.js';
import type { SeatPool } from '../../../../src/registrations/seats/seat-pool.entity.js';
import { addDays } from '../../../../src/shared/civil-time.js';
import { newId } from '../../../../src/shared/ids.js';
import {
  makeCourse,
  makeOrganization,
  makePool,
  makeProgramme,
  makeSession,
  makeVenue,
} from '../../../support/factories.js';
import type { Seeded } from '../../../support/seeded.js';
import type { TestApp } from '../../../support/test-app.js';

export const NOW = '2025-04-10T09:00:00+09:00';
export const TODAY = '2025-04-10';

/** A session with everything that filters ask of it. */
export interface Held {
  readonly town: string;
  readonly programme: Programme;
  readonly course: Course;
  readonly venue: Venue | null;
  readonly session: Session;
  readonly pools: readonly SeatPool[];
  /** Slug of another town that runs the programme too. */
  readonly host?: string;
  /** True of a day of what is open several days a week: it stands on one line, and on no day. */
  readonly isGathered?: boolean;
}

const MODES = ['session', 'both', 'course', 'none', 'elsewhere', 'members'] as const;
const AUDIENCES = ['self', 'family', 'women', 'anyone'];

/** Two towns with programmes of all sorts, most of it chosen by `random`; one runs a programme with the other, and has a desk. */
export async function makeWorld(db: DataSource, random: Seeded): Promise<Held[]> {
  const held = await makeTowns(db, random);
  const [hikari, kaze] = ['hikari', 'kaze'].map((slug) => held.find(({ town }) => town === slug) as Held);
  const { programme } = kaze as Held;
  await db.getRepository(ProgrammeHost).insert({
    ...{ id: newId(), programmeId: programme.id, role: 'co_host', name: 'ひかり市', position: 1 },
    hostOrganizationId: (hikari as Held).programme.organizationId,
  });
  const shared = held.map((one) => (one.programme.id === programme.id ? { ...one, host: 'hikari' } : one));
  return [...shared, ...(await makeDesk(db, hikari as Held))];
}

/** Open on Mondays, Wednesdays and Fridays of six weeks, to everyone who comes. */
async function makeDesk(db: DataSource, { town }: Held): Promise<Held[]> {
  const organization = await db.getRepository(Organization).findOneByOrFail({ slug: town });
  const given = { kind: 'free_space', title: 'まいにち広場', audiences: ['anyone'] };
  const programme = await makeProgramme(db, organization, given);
  const course = await makeCourse(db, programme, { registrationMode: 'none' });
  const held: Held[] = [];
  for (let day = 0; day < 42; day++) {
    if (![0, 2, 4].includes(day % 7)) continue;
    const session = await makeSession(db, course, { startsOn: addDays('2025-04-07', day) });
    held.push({ ...{ town, programme, course, session }, venue: null, pools: [], isGathered: true });
  }
  return held;
}

async function makeTowns(db: DataSource, random: Seeded): Promise<Held[]> {
  const held: Held[] = [];
  for (const slug of ['hikari', 'kaze']) {
    const town = await makeOrganization(db, { slug, name: `${slug}市` });
    const venues = [
      await makeVenue(db, town, { key: 'hall', stepFree: true }),
      await makeVenue(db, town, { key: 'house', stepFree: false }),
      await makeVenue(db, town, { key: 'zoom', online: true }),
      null,
    ];
    for (let index = 0; index < 8; index++) {
      const programme = await makeProgramme(db, town, {
        kind: random.one(['lecture', 'family_meeting', 'consultation']),
        audiences: AUDIENCES.filter(() => random.chance(0.4)),
        anonymous: random.one([true, false, null]),
        lookOnly: random.one([true, null]),
      });
      const course = await makeCourse(db, programme, {
        registrationMode: MODES[index % MODES.length],
        opensAt: random.one([null, new Date('2025-04-09T00:00:00Z'), new Date('2025-04-12T00:00:00Z')]),
        closesAt: random.one([null, null, new Date('2025-04-08T00:00:00Z')]),
        approval: random.chance(0.2),
      });
      held.push(...(await sessionsOf(db, { slug, programme, course, venues }, random)));
    }
  }
  return held;
}

async function sessionsOf(
  db: DataSource,
  own: {
    readonly slug: string;
    readonly programme: Programme;
    readonly course: Course;
    readonly venues: readonly (Venue | null)[];
  },
  random: Seeded,
): Promise<Held[]> {
  const held: Held[] = [];
  for (let number = 1; number <= 6; number++) {
    const startsOn = addDays('2025-04-03', random.below(60));
    const venue = random.one(own.venues);
    const session = await makeSession(db, own.course, {
      startsOn,
      number,
      endsOn: random.chance(0.15) ? addDays(startsOn, 1 + random.below(10)) : null,
      venueId: venue?.id ?? null,
      status: random.chance(0.15) ? 'cancelled' : 'scheduled',
    });
    const pools: SeatPool[] = [];
    for (const key of random.one([['onsite'], ['onsite', 'online'], []])) {
      const capacity = random.one([null, 3, 3]);
      pools.push(
        await makePool(db, session, { key, capacity, taken: capacity === null ? 5 : random.below(4) }),
      );
    }
    held.push({ town: own.slug, programme: own.programme, course: own.course, venue, session, pools });
  }
  return held;
}

/** Whether a seat is free there now, said again from what makes it so. */
export function isFree(one: Held, all: readonly Held[], now: Date): boolean {
  const { course, session, pools } = one;
  const isRoomy =
    pools.length === 0 || pools.some(({ capacity, taken }) => capacity === null || taken < capacity);
  if (session.status === 'cancelled' || !isRoomy) return false;
  const { startsAt, endsAt } = session;
  if (course.registrationMode === 'none') return endsAt !== null && endsAt > now;
  if (!['session', 'both', 'course'].includes(course.registrationMode)) return false;
  const isOpen = (!course.opensAt || course.opensAt <= now) && (!course.closesAt || course.closesAt > now);
  if (!isOpen || !startsAt || startsAt <= now) return false;
  if (course.registrationMode !== 'course') return true;
  const coming = all.filter(
    (other) =>
      other.course.id === course.id &&
      other.session.status === 'scheduled' &&
      (other.session.startsAt ?? now) > now,
  );
  const roomy = (other: Held, key: string) =>
    other.pools.some((pool) => pool.key === key && (pool.capacity === null || pool.taken < pool.capacity));
  if (coming.every((other) => other.pools.length === 0)) return true;
  return ['onsite', 'online'].some((key) => coming.every((other) => roomy(other, key)));
}

/** A page without the lines of what is open several days a week. */
export function withoutDesks(html: string): string {
  return html.replace(/<details class="desks"[\s\S]*?<\/details>/, '');
}

const LINK = /\/sessions\/([0-9a-f-]{36})/g;

/** Ids of the sessions that a list shows, through all of its pages; `path` is the first. */
export async function listed(app: TestApp, path: string): Promise<string[]> {
  const ids: string[] = [];
  let next: string | undefined = path;
  for (let page = 0; next; page++) {
    if (page > 40) throw new Error(`${path} has no end`);
    const { text }: { text: string } = await app.http.get(next).expect(200);
    ids.push(...[...withoutDesks(text).matchAll(LINK)].map(([, id]) => id as string));
    next = /rel="next" href="([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
  }
  return ids;
}
