import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Looks } from '../../organizations/audit/looks.js';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { isoWithOffset } from '../../shared/civil-time.js';
import { PeopleAccess } from './people-access.js';
import { type ExportAsked, type ExportedRow, exportedRows } from './person-export.queries.js';
import { organizationSeen, placesSeen, questionsOf, registrationsSeen } from './person-page.queries.js';
import type { PersonalTableName } from './personal-data.js';

/** What an organization keeps of somebody. Instants are ISO 8601 with the offset of `timeZone`, dates civil. */
export interface PersonExport {
  readonly format: 'tsudoi-person/1';
  readonly exportedAt: string;
  readonly organization: { readonly slug: string; readonly name: string };
  readonly timeZone: string;
  /** With `programme` and `course` in words, and what belongs to each; each place with its `session` and `marks`. */
  readonly registrations: readonly ExportedRow[];
  readonly mails: readonly ExportedRow[];
  readonly failedAddresses: readonly ExportedRow[];
  readonly digests: readonly ExportedRow[];
  readonly merges: readonly ExportedRow[];
  /** What staff did about them and when they looked at it; who did is not given. */
  readonly acts: readonly ExportedRow[];
}

export const EXPORT_FORMATS = ['json', 'page'] as const;

/** Everything that an organization keeps of somebody, in one file: what they may ask for by law. */
@Injectable()
export class PersonExports {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly people: PeopleAccess,
    private readonly looks: Looks,
  ) {}

  /** That it was taken is recorded first. @throws DomainError `unknown`, `forbidden` for all but organizers */
  async of(principal: Principal, id: string, format: (typeof EXPORT_FORMATS)[number]): Promise<PersonExport> {
    const { organizationId, registrations } = await this.people.whole(principal, id);
    await this.looks.record(principal, {
      ...{ organizationId, action: 'person.exported', subjectId: registrations[0].id },
      after: { format, registrations: registrations.length },
    });
    const ids = registrations.map((registration) => registration.id);
    const now = this.clock.now();
    const [organization, seen, places, questions] = await Promise.all([
      organizationSeen(this.db, organizationId),
      registrationsSeen(this.db, ids),
      placesSeen(this.db, ids, now),
      questionsOf(this.db, ids),
    ]);
    const { slug, name, timeZone } = organization;
    const addresses = [...new Set(seen.flatMap(({ email }) => email ?? []))];
    const read = await this.reader({ organizationId, registrations: ids, addresses }, timeZone);
    const sessions = new Map(
      places.map(({ id: placeId, number, title, startsOn, startTime, sessionStatus, programme }) => [
        placeId,
        { programme, number, title, startsOn, startTime, status: sessionStatus },
      ]),
    );
    const titles = new Map(seen.map(({ id: of, programme, course }) => [of, { programme, course }]));
    // In the words in which they were asked, where the programme still asks them.
    const answered = (table: 'answers' | 'sensitive_answers', of: string) =>
      read(table, of).map((row) => ({
        ...row,
        question: questions.get(`${of} ${row.question}`) ?? row.question,
      }));
    const placeOf = (row: ExportedRow): ExportedRow => {
      const { id: placeId, ...place } = row;
      const of = String(placeId);
      return { ...place, session: sessions.get(of), marks: read('attendance_marks', of) };
    };
    return {
      format: 'tsudoi-person/1',
      exportedAt: isoWithOffset(now, timeZone),
      organization: { slug, name },
      timeZone,
      registrations: read('registrations').map((row) => {
        const { id: rowId, ...registration } = row;
        const of = String(rowId);
        return {
          ...titles.get(of),
          ...registration,
          companions: read('companions', of),
          answers: answered('answers', of),
          sensitiveAnswers: answered('sensitive_answers', of),
          places: read('places', of).map(placeOf),
          offers: read('offers', of),
          notes: read('registration_notes', of),
          completions: read('completions', of),
        };
      }),
      mails: read('messages'),
      failedAddresses: read('mail_addresses'),
      digests: read('digest_subscriptions'),
      merges: read('person_merges'),
      acts: read('audit_entries'),
    };
  }

  /** Reads every table once; what it returns picks the rows of one registration or place, or of the person. */
  private async reader(asked: ExportAsked, timeZone: string) {
    const tables = new Map<PersonalTableName, Awaited<ReturnType<typeof exportedRows>>['rows']>();
    for (const name of EXPORTED) tables.set(name, (await exportedRows(this.db, name, asked)).rows);
    return (name: (typeof EXPORTED)[number], of: string | null = null): ExportedRow[] =>
      (tables.get(name) ?? []).filter((one) => one.of === of).map(({ row }) => withOffsets(row, timeZone));
  }
}

/** Tables of which rows are given. */
export const EXPORTED = [
  'registrations',
  'companions',
  'answers',
  'sensitive_answers',
  'registration_notes',
  'offers',
  'completions',
  'places',
  'attendance_marks',
  'messages',
  'mail_addresses',
  'digest_subscriptions',
  'audit_entries',
  'person_merges',
] as const satisfies readonly PersonalTableName[];

/** Instants (`…At`, `at`) as they read on the clocks of `timeZone`. */
function withOffsets(row: ExportedRow, timeZone: string): ExportedRow {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      /(^at|At)$/.test(name) && typeof value === 'string' ? isoWithOffset(new Date(value), timeZone) : value,
    ]),
  );
}
