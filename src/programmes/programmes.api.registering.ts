import { ApiProperty } from '@nestjs/swagger';
import { isoWithOffset } from '../shared/civil-time.js';
import { type Condition, conditionsOf } from './domain/conditions.js';
import type { FileChannels, FileLottery, FileQuestion } from './domain/registering-file.js';
import type { CourseRow, ProgrammeDetailRow } from './programmes.queries.js';

const ASKING = ['no', 'optional', 'required'];

export class ConditionJson {
  @ApiProperty({ description: 'Name of the condition in `declares` of a registration', example: 'age' })
  key!: string;

  @ApiProperty({ enum: ['age', 'residence', 'women', 'self', 'family', 'completed', 'consulted', 'other'] })
  rule!: string;

  @ApiProperty({
    enum: ['declaration', 'relation', 'municipality'],
    nullable: true,
    type: String,
    description:
      'What a registration must say: its key in `declares`, the `relation` of the same name, or one of the municipalities; ' +
      'null: guidance, nothing is asked',
  })
  metBy!: Condition['metBy'];

  @ApiProperty({ nullable: true, type: String, description: "The source's words; null: said by the rule" })
  text!: string | null;

  @ApiProperty({ nullable: true, type: String })
  textEn!: string | null;

  @ApiProperty({ nullable: true, type: Number, description: 'Youngest age in years, included' })
  min!: number | null;

  @ApiProperty({ nullable: true, type: Number, description: 'Oldest age in years, included' })
  max!: number | null;

  @ApiProperty({ enum: ['participant', 'relative'], nullable: true, type: String, description: 'Whose age' })
  of!: string | null;

  @ApiProperty({ type: [String], description: "Of a residence rule; empty: the organization's own" })
  municipalities!: readonly string[];

  @ApiProperty({ nullable: true, type: String, description: 'Slug of the programme that comes first' })
  programme!: string | null;
}

export class AsksJson {
  @ApiProperty({ enum: ASKING })
  relation!: string;

  @ApiProperty({ enum: ASKING })
  companions!: string;

  @ApiProperty({ enum: ASKING, description: 'Where a rule or kept seats need it, `no` does not forbid it' })
  municipality!: string;

  @ApiProperty({ enum: ASKING, description: 'Years, also of those who come along' })
  age!: string;
}

export class QuestionJson {
  @ApiProperty({ description: 'Name of the question in `answers` of a registration' })
  key!: string;

  @ApiProperty()
  text!: string;

  @ApiProperty({ nullable: true, type: String })
  textEn!: string | null;

  @ApiProperty({ enum: ['short', 'long', 'choice'] })
  type!: FileQuestion['type'];

  @ApiProperty({ type: [String] })
  choices!: readonly string[];

  @ApiProperty()
  required!: boolean;

  @ApiProperty({ description: 'Read by organizers only, and erased first' })
  sensitive!: boolean;

  @ApiProperty({
    nullable: true,
    type: Number,
    description: 'Days after the last session on which a sensitive answer is erased; null: not sensitive',
  })
  erasedAfterDays!: number | null;
}

/** How one registers for a course. */
export class CourseRegistrationJson {
  @ApiProperty({ enum: ['course', 'session', 'both', 'none', 'members', 'elsewhere', 'unstated'] })
  mode!: string;

  @ApiProperty({ nullable: true, type: String, format: 'date-time' })
  opensAt!: string | null;

  @ApiProperty({ nullable: true, type: String, format: 'date-time' })
  closesAt!: string | null;

  @ApiProperty({ enum: ['order', 'staff', 'lottery'], description: 'Who comes first; staff; a draw' })
  decidedBy!: 'order' | 'staff' | 'lottery';

  @ApiProperty({
    type: Object,
    nullable: true,
    description:
      'Where lots are drawn: priorities (residents, first_timers) in their order, and residents of where',
  })
  lottery!: FileLottery | null;

  @ApiProperty({ description: 'False: what is full refuses' })
  waitingList!: boolean;

  @ApiProperty({
    enum: ['passes', 'holds'],
    description: 'Whether those who do not fit are passed or hold the queue',
  })
  queue!: 'passes' | 'holds';

  @ApiProperty({
    nullable: true,
    type: Number,
    description: 'Hours to answer an offered seat; null: it is theirs at once',
  })
  offerHours!: number | null;

  @ApiProperty({ description: 'True: once full, registration is over' })
  closesWhenFull!: boolean;

  @ApiProperty({
    nullable: true,
    type: Number,
    description: 'The whole course can be joined until its session of this number begins; null: always',
  })
  joinUntil!: number | null;

  @ApiProperty({ nullable: true, type: Number, description: 'Most people in one registration' })
  maxPeople!: number | null;

  @ApiProperty({
    type: Object,
    nullable: true,
    description:
      'By way (web, telephone, desk): opens, closes, closesBefore {days, at}, weekdays, from, until, as in programme files. ' +
      'A way that is not named is not offered; null: the web',
  })
  channels!: FileChannels | null;
}

/** Who may come and what is asked, for clients that register. */
export function termsJson(programme: ProgrammeDetailRow): {
  eligibility: ConditionJson[];
  asks: AsksJson;
  questions: QuestionJson[];
} {
  const { asks, questions, prerequisites, sensitiveAnswersDays } = programme;
  const slugOf = (key?: string) => prerequisites.find((one) => one.key === key)?.slug ?? null;
  return {
    eligibility: conditionsOf(programme.eligibility).map((condition) => ({
      key: condition.key,
      rule: condition.rule,
      metBy: condition.metBy,
      text: condition.text ?? null,
      textEn: condition.textEn ?? null,
      min: condition.min ?? null,
      max: condition.max ?? null,
      of: condition.rule === 'age' ? (condition.of ?? 'participant') : null,
      municipalities: condition.municipalities ?? [],
      programme: slugOf(condition.programme),
    })),
    asks: {
      relation: asks.relation ?? 'optional',
      companions: asks.companions ?? 'optional',
      municipality: asks.municipality ?? 'no',
      age: asks.age ?? 'no',
    },
    questions: questions.map(
      ({ key, text, textEn = null, type, choices = [], required = false, sensitive = false }) => ({
        ...{ key, text, textEn, type, choices, required, sensitive },
        erasedAfterDays: sensitive ? sensitiveAnswersDays : null,
      }),
    ),
  };
}

/** The rules by which a course takes registrations; moments with the offset of `timeZone`. */
export function courseRegistrationJson(course: CourseRow, timeZone: string): CourseRegistrationJson {
  const iso = (instant: Date | null) => instant && isoWithOffset(instant, timeZone);
  const { mode, approval, lottery, waitingList, offerHours, closesWhenFull, joinUntil, maxPeople, channels } =
    course;
  return {
    mode,
    opensAt: iso(course.opensAt),
    closesAt: iso(course.closesAt),
    decidedBy: approval ? 'staff' : lottery ? 'lottery' : 'order',
    lottery,
    waitingList,
    queue: course.queueHolds ? 'holds' : 'passes',
    ...{ offerHours, closesWhenFull, joinUntil, maxPeople, channels },
  };
}
