import { Principal } from '../../../../src/organizations/principal.js';
import type { FileCourse } from '../../../../src/programmes/domain/programme-file.js';
import type { Decisions } from '../../../../src/registrations/planning/course-decisions.js';
import { CoursePlanning } from '../../../../src/registrations/planning/course-planning.service.js';
import { SessionChanges } from '../../../../src/registrations/sessions/session-changes.service.js';
import { YearImport } from '../../../../src/registrations/year/year-import.js';
import type { ImportReport } from '../../../../src/registrations/year/year-import.report.js';
import { idOfKey } from '../../../../src/shared/ids.js';
import { emptied } from '../../../support/emptied.js';
import type { TestApp } from '../../../support/test-app.js';

/** The evening on which everything of these tests happens; three months of the course's year are over. */
export const NOW = '2025-07-01T22:00:00+09:00';
/** A day before anything began. */
export const BEFORE = '2025-03-02T09:00:00+09:00';

export const COURSE_ID = idOfKey('course', 'town', 'talks', 'r7');
const NOTHING_DECIDED: Decisions = { bySession: {}, cancelReason: null };

export interface StoredSession {
  readonly id: string;
  readonly key: string;
  readonly startsOn: string;
  /** `10:00`; '' where no time is known. */
  readonly startTime: string;
  readonly endTime: string;
  readonly status: string;
  readonly topic: string | null;
  readonly sequence: number;
}

/** A town with one programme of one course, planned by files and on the screen. */
export class PlannedTown {
  constructor(readonly app: TestApp) {}

  static course(schedule: Partial<FileCourse>): FileCourse {
    return {
      key: 'r7',
      title: '令和7年度',
      fiscalYear: 2025,
      registration: { mode: 'both' },
      pools: [{ key: 'onsite', capacity: 'none' }],
      ...schedule,
    };
  }

  /** Imports a file whose course has this schedule. JSON is YAML. */
  import(schedule: Partial<FileCourse>, { dryRun = false } = {}): Promise<ImportReport> {
    const file = {
      format: 'tsudoi/1',
      organization: { key: 'town', name: '町' },
      programmes: [
        {
          key: 'talks',
          title: '家族のつどい',
          kind: 'family_meeting',
          courses: [PlannedTown.course(schedule)],
        },
      ],
    };
    const text = JSON.stringify(file, null, 1);
    const options = { dryRun, actor: 'system', organizationIds: 'any' } as const;
    return this.app.nest.get(YearImport).run([{ name: 'town.yaml', text }], options);
  }

  /** Saves the course as an organizer's screen does. */
  async save(schedule: Partial<FileCourse>, decisions: Decisions = NOTHING_DECIDED): Promise<void> {
    await this.planning.save(
      await this.organizer(),
      { courseId: COURSE_ID },
      PlannedTown.course(schedule),
      decisions,
    );
  }

  async preview(schedule: Partial<FileCourse>) {
    const draft = PlannedTown.course(schedule);
    return this.planning.preview(await this.organizer(), { courseId: COURSE_ID }, draft);
  }

  async change(key: string, change: Parameters<SessionChanges['change']>[2]): Promise<void> {
    const { id } = await this.session(key);
    await this.app.nest.get(SessionChanges).change(await this.organizer(), id, change);
  }

  /** @returns the token that manages the registration */
  async register(body: object): Promise<string> {
    const answer = await this.app.http.post('/api/v1/registrations').send({ nickname: 'みどり', ...body });
    if (answer.status !== 201) throw new Error(`registering answered ${answer.status} ${answer.text}`);
    return answer.body.manageUrl.split('/').at(-1);
  }

  async sessions(): Promise<StoredSession[]> {
    return this.app.db.query(
      `SELECT id, key, starts_on::text AS "startsOn", coalesce(to_char(start_time, 'HH24:MI'), '') AS "startTime",
         coalesce(to_char(end_time, 'HH24:MI'), '') AS "endTime", status,
         topic, sequence FROM sessions ORDER BY starts_on, start_time, key`,
    );
  }

  async session(key: string): Promise<StoredSession> {
    const found = (await this.sessions()).find((one) => one.key === key);
    if (!found) throw new Error(`there is no session ${key}`);
    return found;
  }

  /** `2025-07-08 10:00` of every session, with `x` where it is cancelled. */
  async dates(): Promise<string[]> {
    return (await this.sessions()).map(
      ({ startsOn, startTime, status }) =>
        `${startsOn} ${startTime}`.trim() + (status === 'cancelled' ? ' x' : ''),
    );
  }

  /** Mails about moved and cancelled sessions: recipient, kind and key of the session. */
  async notices(): Promise<string[]> {
    const rows: { line: string }[] = await this.app.db.query(
      `SELECT message.recipient || ' ' || message.kind || ' ' || session.key AS line FROM messages message
       JOIN places place ON place.id = message.subject_id JOIN sessions session ON session.id = place.session_id
       WHERE message.kind IN ('changed', 'cancelled_session') ORDER BY 1`,
    );
    return rows.map(({ line }) => line);
  }

  async empty(): Promise<void> {
    await emptied(this.app.db, 'organizations, messages');
  }

  private get planning(): CoursePlanning {
    return this.app.nest.get(CoursePlanning);
  }

  private async organizer(): Promise<Principal> {
    const [{ id }] = await this.app.db.query('SELECT id FROM organizations');
    return new Principal('staff:test', '職員', new Map([[id, 'organizer']]));
  }
}
