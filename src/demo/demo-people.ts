import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import { AttendanceMark } from '../attendance/attendance-mark.entity.js';
import { AttendanceRecord } from '../attendance/attendance-record.entity.js';
import { HeadCount } from '../attendance/head-count.entity.js';
import { Registration } from '../registrations/registration.entity.js';
import { RegistrationTokens } from '../registrations/registration-tokens.js';
import { Place } from '../registrations/seats/place.entity.js';
import { idOfKey } from '../shared/ids.js';
import { countTakenSeats, type DemoSessionRow } from './demo.queries.js';
import { organizerEmailOf, staffIdOf } from './demo-staff.js';
import { coursesOf, isCopy } from './domain/course-copies.js';
import type { CourseToFill } from './domain/course-to-fill.js';
import type { DemoTerms } from './domain/demo-terms.js';
import type { MadeUpRecord } from './domain/made-up-attendance.js';
import { fill, type MadeUpRegistration, type Participant } from './domain/made-up-people.js';
import { randomOf, someOf } from './domain/random.js';

/** How many of the made-up participants live in one town. */
const CAST = 26;
/** Attendance is written down half an hour after a session. */
const RECORDED_AFTER = 30 * 60_000;
const ROWS_AT_ONCE = 1000;

/** A course's identity, as its rows carry it. */
type CourseRow = Pick<
  DemoSessionRow,
  'organization' | 'organizationId' | 'programme' | 'programmeId' | 'course' | 'courseId'
>;

interface Rows {
  readonly registrations: Registration[];
  readonly places: Place[];
  readonly marks: AttendanceMark[];
  readonly records: AttendanceRecord[];
  readonly heads: HeadCount[];
}

/** Puts made-up people into the demo's sessions: who registered, who came, who was counted. No mail is put in the ledger. */
@Injectable()
export class DemoPeople {
  constructor(private readonly tokens: RegistrationTokens) {}

  async add(
    tx: EntityManager,
    terms: DemoTerms,
    participants: readonly Participant[],
    sessions: readonly DemoSessionRow[],
    now: Date,
  ): Promise<void> {
    const rows: Rows = { registrations: [], places: [], marks: [], records: [], heads: [] };
    const codes = new Set<string>();
    for (const demo of terms.courses) {
      const cast = someOf(randomOf('cast', demo.organization), participants, CAST);
      const programme = sessions.filter(
        (row) => row.organization === demo.organization && row.programme === demo.programme,
      );
      for (const { key, role } of coursesOf(demo, terms.pastYears)) {
        const ofCourse = programme.filter((row) => row.course === key);
        const [course] = ofCourse;
        if (!course || (role === 'past' && !terms.pastYears.includes(course.fiscalYear))) continue;
        const { registrations, records } = fill(demo, courseToFill(course, role, ofCourse, now), cast);
        for (const registration of registrations) this.register(rows, course, registration, codes, now);
        for (const record of records) put(rows, course, record, now);
      }
    }
    await insert(tx, Registration, rows.registrations);
    await insert(tx, Place, rows.places);
    await insert(tx, AttendanceRecord, rows.records);
    await insert(tx, AttendanceMark, rows.marks);
    await insert(tx, HeadCount, rows.heads);
    await countTakenSeats(tx);
  }

  private register(
    { registrations, places, marks }: Rows,
    course: CourseRow,
    made: MadeUpRegistration,
    codes: Set<string>,
    now: Date,
  ): void {
    const { participant, people, createdAt, pool, sessionId, isApplied } = made;
    const { organizationId, programmeId, courseId } = course;
    const id = idOfKey('demo', 'registration', courseId, sessionId ?? '', participant.nickname);
    const email = (made.over && participant.email) || null;
    registrations.push({
      id,
      organizationId,
      programmeId,
      courseId,
      sessionId,
      poolKey: pool.key,
      code: this.unusedCode(codes),
      ...this.tokens.hashesOfNew(id),
      tokenVersion: 0,
      replacedLinkHash: null,
      idempotencyKey: null,
      requestHash: createHash('sha256').update(id).digest('hex'),
      status: isApplied ? 'applied' : 'confirmed',
      membership: false,
      people,
      nickname: participant.nickname,
      // No address: nothing is ever sent to made-up people. The contact key still says who came twice.
      email: null,
      contactKey: email && this.tokens.contactKeyOf(email),
      relation: participant.relation,
      municipality: null,
      language: 'ja',
      discreet: true,
      byStaff: !isCopy(course.course),
      channel: isCopy(course.course) ? 'web' : 'telephone',
      declares: [],
      queuedAt: createdAt,
      resting: null,
      createdAt,
      cancelledAt: null,
      cancelReason: null,
      age: null,
      erasedAt: null,
      continuedById: null,
      mailWanted: 'all',
      wordingChangedAt: null,
      calendarVersion: 0,
      calendarStoppedAt: null,
      revision: 0,
      revisedAt: createdAt,
    });
    for (const { session, pool: ownPool, units, mark } of made.seats) {
      const placeId = idOfKey('demo', 'place', id, session.id);
      places.push({
        id: placeId,
        organizationId,
        registrationId: id,
        sessionId: session.id,
        poolId: ownPool.id,
        units,
        status: isApplied ? 'applied' : 'confirmed',
        kept: false,
        contactKey: email && this.tokens.contactKeyOf(email),
        confirmedAt: isApplied ? null : createdAt,
        releasedAt: null,
        revision: 0,
        revisedAt: createdAt,
      });
      if (!mark) continue;
      const markedAt = recordedAt(session.endsAt, now);
      for (let member = 0; member < people; member += 1) {
        marks.push({
          placeId,
          member,
          organizationId,
          sessionId: session.id,
          mark: mark.people === 0 || member < mark.people ? mark.mark : 'absent',
          markedAt,
          markedBy: actorOf(course),
        });
      }
    }
  }

  private unusedCode(codes: Set<string>): string {
    for (;;) {
      const code = this.tokens.newCode();
      if (codes.has(code)) continue;
      codes.add(code);
      return code;
    }
  }
}

function courseToFill(
  course: DemoSessionRow,
  role: CourseToFill['role'],
  sessions: readonly DemoSessionRow[],
  now: Date,
): CourseToFill {
  return {
    seed: [course.organization, course.programme, role === 'past' ? course.fiscalYear : role],
    role,
    year: course.fiscalYear,
    sessions: sessions.map((session, index) => ({
      id: session.id,
      position: index + 1,
      startsAt: session.startsAt,
      endsAt: session.endsAt,
      cancelled: session.status === 'cancelled',
      pool: session.pool,
    })),
    now,
  };
}

function put(rows: Rows, course: CourseRow, { session, heads }: MadeUpRecord, now: Date): void {
  const { organizationId } = course;
  rows.records.push({
    sessionId: session.id,
    organizationId,
    recordedAt: recordedAt(session.endsAt, now),
    recordedBy: actorOf(course),
    approximate: false,
    closedAt: null,
    closedBy: null,
  });
  for (const { category, people } of heads)
    rows.heads.push({ sessionId: session.id, organizationId, category, people });
}

function recordedAt(endsAt: Date, now: Date): Date {
  return new Date(Math.min(endsAt.getTime() + RECORDED_AFTER, now.getTime()));
}

function actorOf(course: CourseRow): string {
  return `staff:${staffIdOf(organizerEmailOf(course.organization))}`;
}

async function insert<T extends ObjectLiteral>(
  tx: EntityManager,
  entity: EntityTarget<T>,
  rows: T[],
): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    const values = rows.slice(from, from + ROWS_AT_ONCE);
    await tx.createQueryBuilder().insert().into(entity).values(values).updateEntity(false).execute();
  }
}
