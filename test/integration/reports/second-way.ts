import type { DataSource } from 'typeorm';
import { AttendanceMark } from '../../../src/attendance/attendance-mark.entity.js';
import { AttendanceRecord } from '../../../src/attendance/attendance-record.entity.js';
import { Completion } from '../../../src/attendance/completion/completion.entity.js';
import { HeadCount } from '../../../src/attendance/head-count.entity.js';
import { SamePerson } from '../../../src/attendance/people/same-person.entity.js';
import { Course } from '../../../src/programmes/course.entity.js';
import { FiscalYearPlan } from '../../../src/programmes/fiscal-year-plan.entity.js';
import { Programme } from '../../../src/programmes/programme.entity.js';
import { ReportedResult } from '../../../src/programmes/reported-result.entity.js';
import { Session } from '../../../src/programmes/session.entity.js';
import { Registration } from '../../../src/registrations/registration.entity.js';
import { Place } from '../../../src/registrations/seats/place.entity.js';
import { SeatPool } from '../../../src/registrations/seats/seat-pool.entity.js';
import { fiscalYearOf } from '../../../src/shared/fiscal-year.js';

/** Every row of every table that figures come from, as it is. */
export async function rawRows(db: DataSource) {
  return {
    programmes: await db.getRepository(Programme).find(),
    courses: await db.getRepository(Course).find(),
    sessions: await db.getRepository(Session).find(),
    pools: await db.getRepository(SeatPool).find(),
    registrations: await db.getRepository(Registration).find(),
    places: await db.getRepository(Place).find(),
    records: await db.getRepository(AttendanceRecord).find(),
    marks: await db.getRepository(AttendanceMark).find(),
    heads: await db.getRepository(HeadCount).find(),
    same: await db.getRepository(SamePerson).find(),
    completions: await db.getRepository(Completion).find(),
    plans: await db.getRepository(FiscalYearPlan).find(),
    results: await db.getRepository(ReportedResult).find(),
  };
}
export type Raw = Awaited<ReturnType<typeof rawRows>>;

/** Definitions that can be broken, to see that the comparison notices. */
export type Flaw =
  | 'a joint session counts for each programme'
  | 'only contacts are people'
  | 'those found to be the same stay apart'
  | 'those excused came'
  | 'what is not over is held'
  | 'walk-ins asked'
  | 'duplicates asked too'
  | 'who waited and got a seat still waits'
  | 'new to the programme is new'
  | 'seats of cancelled sessions were offered'
  | 'completions taken back stand'
  | 'reported years are counted twice';

/** What a row is made of: programmes, of which its sessions serve one; or one programme's own row; or sessions of a group. */
export interface Slice {
  readonly programmes: readonly string[];
  readonly isOwn: boolean;
  /** Whose plans and results it has, where these are not the same. */
  readonly members?: readonly string[];
  readonly group?: { readonly by: 'venue' | 'course' | 'month'; readonly key: string };
}

export interface Asked {
  readonly from: string;
  readonly to: string;
  /** Whether it is a fiscal year, and which months it is compared under. */
  readonly isFiscal: boolean;
  readonly shift: number;
  /** What is over by then, and the last day that counts. */
  readonly cut: Date;
  readonly today: string;
  /** True where reported results stand in place of records. */
  readonly withResults: boolean;
  readonly isAsOfPast: (fiscalYear: number) => boolean;
  readonly venue: string | null;
  readonly municipality: string | null;
  readonly flaw: Flaw | null;
}

const came = (mark: string, flaw: Flaw | null) =>
  mark !== 'absent' && (mark !== 'excused' || flaw === 'those excused came');

/** Sums of one slice in one period, in plain loops over the raw rows. */
export class SecondWay {
  private readonly record;
  private readonly placeOf;
  private readonly registrationOf;
  private readonly sessionOf;
  private readonly marksOf = new Map<string, AttendanceMark[]>();
  private readonly placesOf = new Map<string, Place[]>();
  private readonly person = new Map<string, string>();

  constructor(readonly raw: Raw) {
    this.record = new Map(raw.records.map((one) => [one.sessionId, one]));
    this.placeOf = new Map(raw.places.map((one) => [one.id, one]));
    this.registrationOf = new Map(raw.registrations.map((one) => [one.id, one]));
    this.sessionOf = new Map(raw.sessions.map((one) => [one.id, one]));
    for (const one of raw.marks)
      this.marksOf.set(one.sessionId, [...(this.marksOf.get(one.sessionId) ?? []), one]);
    for (const one of raw.places)
      this.placesOf.set(one.sessionId, [...(this.placesOf.get(one.sessionId) ?? []), one]);
    for (const one of raw.same) this.person.set(`${one.organizationId} ${one.key}`, one.personId);
  }

  isHeld(session: Session, { cut, flaw }: Asked): boolean {
    if (session.status === 'cancelled' || !session.startsAt || !session.endsAt) return false;
    if (flaw === 'what is not over is held' && session.startsAt <= cut) return true;
    return session.endsAt <= cut || (this.record.has(session.id) && session.startsAt <= cut);
  }

  /** Results of these programmes that stand in place of their records, and how many are left out. */
  results(programmes: readonly string[], asked: Asked) {
    const touched = this.raw.results.filter(
      ({ programmeId, fiscalYear }) =>
        programmes.includes(programmeId) &&
        `${fiscalYear + 1}-03-31` >= asked.from &&
        `${fiscalYear}-04-01` <= asked.to,
    );
    const used = touched.filter(
      ({ fiscalYear }) =>
        asked.withResults &&
        `${fiscalYear}-04-01` >= asked.from &&
        `${fiscalYear + 1}-03-31` <= asked.to &&
        asked.isAsOfPast(fiscalYear),
    );
    return { used, leftOut: touched.length - used.length };
  }

  private serves(session: Session, slice: Slice, asked: Asked): number {
    const year = fiscalYearOf(session.startsOn ?? '');
    const keeps = slice.isOwn && asked.isFiscal;
    return [session.programmeId, ...session.alsoForIds].filter((id) => {
      const isReplaced = this.results([id], asked).used.some(({ fiscalYear }) => fiscalYear === year);
      return (
        slice.programmes.includes(id) &&
        (keeps || !isReplaced || asked.flaw === 'reported years are counted twice')
      );
    }).length;
  }

  private inGroup(session: Session, group: Slice['group'], asked: Asked): boolean {
    if (!group) return true;
    if (group.by === 'course') return session.courseId === group.key;
    if (group.by === 'venue') return (session.venueId ?? 'none') === group.key;
    return this.month(session.startsOn ?? '', asked) === group.key;
  }

  private month(day: string, { shift }: Asked): string {
    return `${Number(day.slice(0, 4)) + shift}${day.slice(4, 7)}`;
  }

  private who(place: Place): string {
    const key = place.contactKey ?? place.registrationId;
    return `${place.organizationId} ${this.person.get(`${place.organizationId} ${key}`) ?? key}`;
  }

  private isOf(municipality: string | null, registrationId: string): boolean {
    return municipality === null || this.registrationOf.get(registrationId)?.municipality === municipality;
  }

  sums(slice: Slice, asked: Asked) {
    const { flaw } = asked;
    const sessions = this.raw.sessions.flatMap((session) => {
      if (!session.startsOn || session.startsOn < asked.from || session.startsOn > asked.to) return [];
      if (asked.venue !== null && session.venueId !== asked.venue) return [];
      if (!this.inGroup(session, slice.group, asked)) return [];
      const times = this.serves(session, slice, asked);
      if (times === 0) return [];
      return flaw === 'a joint session counts for each programme' ? Array(times).fill(session) : [session];
    }) as Session[];
    const held = sessions.filter((session) => this.isHeld(session, asked));
    const recorded = held.filter(({ id }) => this.record.has(id));
    const pools = sessions
      .filter(({ status }) => status !== 'cancelled' || flaw === 'seats of cancelled sessions were offered')
      .flatMap(({ id }) => this.raw.pools.filter(({ sessionId }) => sessionId === id));
    return {
      organizations: new Set(sessions.map(({ organizationId }) => organizationId)),
      sessions: sessions.length,
      cancelled: sessions.filter(({ status }) => status === 'cancelled').length,
      held: held.length,
      recorded: recorded.length,
      approximate: recorded.filter(({ id }) => this.record.get(id)?.approximate).length,
      pools,
      ...this.headsOf(held),
      ...this.presence(held, asked, slice),
      ...this.requests(sessions, asked),
      completions: this.completions(slice, asked),
    };
  }

  private headsOf(held: readonly Session[]) {
    const categories = new Map<string, { people: number; approximate: boolean }>();
    let heads = 0;
    for (const { id } of held) {
      for (const { category, people } of this.raw.heads.filter(({ sessionId }) => sessionId === id)) {
        const before = categories.get(category) ?? { people: 0, approximate: false };
        const approximate = before.approximate || this.record.get(id)?.approximate === true;
        categories.set(category, { people: before.people + people, approximate });
        heads += people;
      }
    }
    return { heads, categories };
  }

  private presence(held: readonly Session[], asked: Asked, slice: Slice) {
    const { flaw } = asked;
    const people = new Set<string>();
    const parties = new Set<string>();
    const sums = { attendances: 0, partyAttendances: 0, absent: 0, excused: 0 };
    for (const session of held) {
      const present = new Set<string>();
      for (const mark of this.marksOf.get(session.id) ?? []) {
        const place = this.placeOf.get(mark.placeId) as Place;
        if (!this.isOf(asked.municipality, place.registrationId)) continue;
        if (came(mark.mark, flaw)) {
          sums.attendances += 1;
          present.add(place.id);
          const key = place.contactKey ?? place.registrationId;
          const who =
            flaw === 'those found to be the same stay apart'
              ? `${place.organizationId} ${key}`
              : this.who(place);
          people.add(flaw === 'only contacts are people' ? who : `${who}:${mark.member}`);
          parties.add(who);
        } else if (place.status === 'confirmed') {
          sums[mark.mark as 'absent' | 'excused'] += 1;
        }
      }
      sums.partyAttendances += present.size;
    }
    const known = new Set<string>();
    for (const mark of this.raw.marks) {
      const session = this.sessionOf.get(mark.sessionId) as Session;
      if (!session.startsOn || session.startsOn >= asked.from) continue;
      if (!came(mark.mark, flaw) || !this.isHeld(session, asked)) continue;
      if (flaw === 'new to the programme is new' && !slice.programmes.includes(session.programmeId)) continue;
      known.add(`${this.who(this.placeOf.get(mark.placeId) as Place)}:${mark.member}`);
    }
    const newPeople = [...people].filter((one) => !known.has(one)).length;
    return { ...sums, people: people.size, parties: parties.size, newPeople };
  }

  private requests(sessions: readonly Session[], { cut, municipality, flaw }: Asked) {
    const requests = new Map<string, { asked: boolean; seated: boolean; open: boolean }>();
    let withdrawals = 0;
    for (const session of sessions) {
      for (const place of this.placesOf.get(session.id) ?? []) {
        let registration = this.registrationOf.get(place.registrationId) as Registration;
        if (registration.createdAt > cut || !this.isOf(municipality, registration.id)) continue;
        const { status, confirmedAt, releasedAt } = place;
        const wasSeated =
          (status === 'confirmed' || confirmedAt !== null) && (!confirmedAt || confirmedAt <= cut);
        const isGivenUp =
          status === 'released' && confirmedAt && confirmedAt <= cut && (!releasedAt || releasedAt <= cut);
        const isOwnWill = registration.continuedById === null && registration.status !== 'declined';
        if (isGivenUp && isOwnWill && session.status !== 'cancelled') withdrawals += 1;
        const isAsked = registration.channel !== 'walk_in' || flaw === 'walk-ins asked';
        while (registration.continuedById && flaw !== 'duplicates asked too')
          registration = this.registrationOf.get(registration.continuedById) as Registration;
        const before = requests.get(registration.id) ?? { asked: false, seated: false, open: false };
        requests.set(registration.id, {
          asked: before.asked || isAsked,
          seated: before.seated || (wasSeated && flaw !== 'who waited and got a seat still waits'),
          open: before.open || status === 'applied',
        });
      }
    }
    const applications = [...requests.values()].filter(({ asked }) => asked);
    const waiting = applications.filter(({ seated, open }) => !seated && !open);
    return { applications: applications.length, waiting: waiting.length, withdrawals };
  }

  private completions(slice: Slice, asked: Asked): number {
    const first = new Map<string, string>();
    for (const one of this.raw.completions) {
      const day = one.completedOn;
      if (
        !slice.programmes.includes(one.programmeId) ||
        day < asked.from ||
        day > asked.to ||
        day > asked.today
      )
        continue;
      if (one.recordedAt > asked.cut) continue;
      if (one.withdrawnAt && one.withdrawnAt <= asked.cut && asked.flaw !== 'completions taken back stand')
        continue;
      if (!this.isOf(asked.municipality, one.registrationId)) continue;
      const { contactKey, organizationId } = this.registrationOf.get(one.registrationId) as Registration;
      const key = contactKey ?? one.registrationId;
      const who = this.person.get(`${organizationId} ${key}`) ?? key;
      const name = `${one.courseId} ${who}:${one.member}`;
      const before = first.get(name);
      if (before === undefined || day < before) first.set(name, day);
    }
    return [...first].filter(([name, day]) => {
      const courseId = name.slice(0, 36);
      const programmeId = this.raw.courses.find(({ id }) => id === courseId)?.programmeId ?? '';
      const { used } = this.results([programmeId], asked);
      const isReplaced = used.some(({ fiscalYear }) => fiscalYear === fiscalYearOf(day));
      if (isReplaced && !(slice.isOwn && asked.isFiscal) && asked.flaw !== 'reported years are counted twice')
        return false;
      if (slice.group?.by === 'course') return courseId === slice.group.key;
      return slice.group?.by === 'month' ? this.month(day, asked) === slice.group.key : true;
    }).length;
  }
}
