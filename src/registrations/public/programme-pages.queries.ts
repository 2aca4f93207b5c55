import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { PictureView, TownLook } from '../../organizations/pictures/picture.queries.js';
import { Clock } from '../../platform/clock.js';
import type { RegistrationMode } from '../../programmes/course.entity.js';
import type { FileFrequency, FileRelation } from '../../programmes/domain/programme-file.js';
import type {
  FileAsks,
  FileChannels,
  FileEligibility,
  FileLottery,
  FileQuestion,
} from '../../programmes/domain/registering-file.js';
import { DomainError } from '../../shared/domain-error.js';
import { type OwnText, ownTextsOf } from '../mails/texts/own-texts.queries.js';
import { COURSES, PROGRAMME } from './programme-page.queries.js';
import { siteDay } from './site-day.js';

export interface ProgrammeLink {
  readonly slug: string;
  readonly title: string;
  readonly titleEn: string | null;
}

/** A programme that a condition speaks of, under its key. */
export interface Prerequisite extends ProgrammeLink {
  readonly key: string;
}

/** A sub-programme with the date of its next session. */
export interface PartLink extends ProgrammeLink {
  readonly nextOn: string | null;
}

/** How a programme stands to another: `out` as it says itself, `in` as the other says of it. */
export interface RelationLink {
  readonly kind: FileRelation['kind'];
  readonly direction: 'out' | 'in';
  readonly programme: ProgrammeLink;
  /** The source's words; null: none. */
  readonly text: string | null;
}

export interface HostLink {
  readonly role: string;
  readonly name: string;
  /** Slug of the host's own organization here; null: it has none. */
  readonly organization: string | null;
  /** True where its organizers read the answers to sensitive questions, as those of the programme's own organization do. */
  readonly readsAnswers: boolean;
}

export interface CoursePage {
  readonly id: string;
  readonly title: string;
  readonly titleEn: string | null;
  readonly notes: string | null;
  readonly mode: RegistrationMode;
  readonly opensAt: Date | null;
  readonly closesAt: Date | null;
  readonly approval: boolean;
  readonly lottery: FileLottery | null;
  readonly offerHours: number | null;
  readonly closesWhenFull: boolean;
  readonly joinUntil: number | null;
  readonly maxPeople: number | null;
  readonly channels: FileChannels | null;
  /** Draws whose list is closed, with pages of their own; without a session: of the whole course. */
  readonly lotteries: readonly { readonly id: string; readonly sessionId: string | null }[];
}

/** A programme as everyone may see it, in the source's words; what is doubtful in the source is for staff alone. */
export interface ProgrammePage extends ProgrammeLink {
  readonly key: string;
  readonly kind: string;
  readonly status: string;
  readonly audience: string | null;
  readonly audiences: readonly string[];
  readonly summary: string | null;
  readonly summaryEn: string | null;
  readonly summarySimple: string | null;
  readonly description: string | null;
  readonly fee: string | null;
  /** 持ち物. */
  readonly bring: string | null;
  /** Whether one may come without giving a name; null, as in the next two: the source does not say. */
  readonly anonymous: boolean | null;
  /** 見ているだけでもよい. */
  readonly lookOnly: boolean | null;
  readonly cameraOff: boolean | null;
  readonly contact: string | null;
  /** Its own telephone; null: the organization's. */
  readonly contactTel: string | null;
  readonly contactExtension: string | null;
  readonly scheduleText: string | null;
  readonly registrationText: string | null;
  readonly notes: readonly string[];
  readonly organization: {
    readonly id: string;
    readonly slug: string;
    readonly name: string;
    readonly nameEn: string | null;
    readonly kind: string;
    readonly timeZone: string;
    readonly quietFrom: string;
    readonly quietUntil: string;
    /** Under which its plain mails are sent; null: its name. */
    readonly senderName: string | null;
    /** Days after the last session on which answers to sensitive questions are erased. */
    readonly sensitiveAnswersDays: number;
    readonly contactName: string | null;
    readonly contactEmail: string | null;
    readonly contactTel: string | null;
  } & TownLook;
  readonly picture: PictureView | null;
  /** True where mails go out ahead of its sessions. */
  readonly remindsAhead: boolean;
  readonly frequency: FileFrequency | null;
  readonly eligibility: readonly FileEligibility[];
  readonly asks: FileAsks;
  readonly questions: readonly FileQuestion[];
  readonly prerequisites: readonly Prerequisite[];
  readonly relations: readonly RelationLink[];
  readonly hosts: readonly HostLink[];
  readonly partOf: ProgrammeLink | null;
  readonly parts: readonly PartLink[];
  readonly courses: readonly CoursePage[];
}

/** A course with its programme, and what the organization says in mails in its own words. */
export interface CourseWithProgramme {
  readonly programme: ProgrammePage;
  readonly course: CoursePage;
  readonly ownTexts: readonly OwnText[];
}

/** What the public pages say of programmes, read only. */
@Injectable()
export class ProgrammePages {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `unknown` */
  async bySlug(slug: string): Promise<ProgrammePage> {
    const today = siteDay(this.clock.now());
    const [programme] = await this.db.query(`${PROGRAMME} WHERE programme.slug = $1`, [slug, today]);
    if (!programme) throw new DomainError('unknown');
    return { ...programme, courses: await this.db.query(COURSES, [slug]) };
  }

  /**
   * A course with its programme.
   * @param id a UUID
   * @throws DomainError `unknown`
   */
  async byCourse(id: string): Promise<CourseWithProgramme> {
    const [row] = await this.db.query(
      `SELECT programme.slug, ${ownTextsOf('programme.organization_id')} AS "ownTexts"
       FROM courses course JOIN programmes programme ON programme.id = course.programme_id WHERE course.id = $1`,
      [id],
    );
    if (!row) throw new DomainError('unknown');
    const programme = await this.bySlug(row.slug);
    const course = programme.courses.find((candidate) => candidate.id === id);
    if (!course) throw new DomainError('unknown');
    return { programme, course, ownTexts: row.ownTexts };
  }
}
