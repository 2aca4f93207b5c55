import { ApiProperty } from '@nestjs/swagger';
import { MARKS } from '../domain/attendance.js';
import type { CompletionView, RollView } from './completion-views.js';

const DATE_OR_NULL = { type: String, format: 'date', nullable: true } as const;
const TEXT_OR_NULL = { type: String, nullable: true } as const;
const NUMBER_OR_NULL = { type: Number, nullable: true } as const;
const UUID = { format: 'uuid' } as const;
const STATES = ['fulfilled', 'possible', 'impossible', 'no_rule'] as const;

class CompletionSessionJson {
  @ApiProperty(UUID) id!: string;
  @ApiProperty(NUMBER_OR_NULL) number!: number | null;
  @ApiProperty(DATE_OR_NULL) startsOn!: string | null;
  @ApiProperty({
    enum: ['held', 'unrecorded', 'to_come', 'cancelled'],
    description: 'Held: attendance is recorded. What was cancelled counts for nobody',
  })
  standing!: string;
}

class RecognisedJson {
  @ApiProperty(UUID) id!: string;
  @ApiProperty({ format: 'date', description: 'Of the session with which it was met' }) completedOn!: string;
  @ApiProperty({ description: 'Sessions attended when it was recognised' }) attended!: number;
  @ApiProperty({ description: 'Sessions held by then' }) sessions!: number;
  @ApiProperty(NUMBER_OR_NULL) certificateNumber!: number | null;
  @ApiProperty(TEXT_OR_NULL) rollNumber!: string | null;
  @ApiProperty(DATE_OR_NULL) enrolledOn!: string | null;
  @ApiProperty(DATE_OR_NULL) endedOn!: string | null;
}

class CompletionPersonJson {
  @ApiProperty({ description: 'Names the person in requests about this course' }) key!: string;
  @ApiProperty({ type: [String], description: 'Reception numbers' }) codes!: readonly string[];
  @ApiProperty({ ...TEXT_OR_NULL, description: 'Null: one of a party that is not named' })
  nickname!: string | null;
  @ApiProperty({ enum: STATES }) state!: string;
  @ApiProperty() attended!: number;
  @ApiProperty({
    type: [String],
    nullable: true,
    enum: [...MARKS, 'place'],
    description: 'By session, in their order; `place`: a seat without a mark; null: no seat',
  })
  marks!: readonly (string | null)[];
  @ApiProperty({ type: RecognisedJson, nullable: true }) completion!: RecognisedJson | null;
  @ApiProperty({ description: 'The marks of today say another number of sessions than was recognised' })
  differs!: boolean;
}

/** Completion of a course as staff see it. */
export class CompletionJson {
  @ApiProperty(UUID) course!: string;
  @ApiProperty({
    type: Object,
    nullable: true,
    description: '`{atLeast: 2}`, `{atLeast: "all"}`; null: none',
  })
  rule!: object | null;
  @ApiProperty({ type: [CompletionSessionJson] }) sessions!: CompletionSessionJson[];
  @ApiProperty({ type: Object, description: 'People by state; `completed` are in none of the others' })
  sums!: Readonly<Record<string, number>>;
  @ApiProperty({
    type: [CompletionPersonJson],
    nullable: true,
    description: 'Null: you see numbers only. A co-host that only looks on is given its own residents',
  })
  people!: CompletionPersonJson[] | null;
}

class RollSumJson {
  @ApiProperty({ ...TEXT_OR_NULL, description: 'Null: not known; in `total`: all' }) municipality!:
    | string
    | null;
  @ApiProperty({ description: 'People who completed a course' }) trained!: number;
  @ApiProperty({ description: 'Of these, on the roll by then' }) registered!: number;
  @ApiProperty({ description: 'Of these, still active' }) active!: number;
}

class RollEntryJson {
  @ApiProperty({ ...UUID, description: 'Of the completion' }) id!: string;
  @ApiProperty(TEXT_OR_NULL) rollNumber!: string | null;
  @ApiProperty({ ...TEXT_OR_NULL, description: 'As they gave it for the roll' }) name!: string | null;
  @ApiProperty(TEXT_OR_NULL) nickname!: string | null;
  @ApiProperty(TEXT_OR_NULL) municipality!: string | null;
  @ApiProperty(UUID) courseId!: string;
  @ApiProperty() course!: string;
  @ApiProperty({ format: 'date' }) completedOn!: string;
  @ApiProperty(DATE_OR_NULL) enrolledOn!: string | null;
  @ApiProperty(DATE_OR_NULL) endedOn!: string | null;
  @ApiProperty() isActive!: boolean;
}

/** A roll as of the end of a day. */
export class RollJson {
  @ApiProperty({ description: 'Slug' }) programme!: string;
  @ApiProperty({ format: 'date' }) asOf!: string;
  @ApiProperty({ type: [RollSumJson] }) municipalities!: RollSumJson[];
  @ApiProperty({ type: RollSumJson }) total!: RollSumJson;
  @ApiProperty({
    type: [RollEntryJson],
    nullable: true,
    description: 'Null: you see numbers only. A co-host that only looks on is given its own residents',
  })
  entries!: RollEntryJson[] | null;
}

/** Field by field: what a query reads besides is not told. */
export function completionJson({ course, sessions, sums, people }: CompletionView): CompletionJson {
  return {
    course: course.id,
    rule: course.rule,
    sessions: sessions.map(({ id, number, startsOn, standing }) => ({ id, number, startsOn, standing })),
    sums,
    people:
      people?.map(({ key, codes, nickname, state, attended, marks, completion, differs }) => ({
        ...{ key, codes, nickname, state, attended, marks, differs },
        completion: completion && recognisedJson(completion),
      })) ?? null,
  };
}

function recognisedJson(completion: RecognisedJson): RecognisedJson {
  const { id, completedOn, attended, sessions, certificateNumber, rollNumber, enrolledOn, endedOn } =
    completion;
  return { id, completedOn, attended, sessions, certificateNumber, rollNumber, enrolledOn, endedOn };
}

export function rollJson({ programme, asOf, sums, entries }: RollView): RollJson {
  return {
    ...{ programme: programme.slug, asOf },
    municipalities: [...sums.rows],
    total: sums.total,
    entries:
      entries?.map((entry) => {
        const { id, rollNumber, name, nickname, municipality, courseId, course, completedOn } = entry;
        const { enrolledOn, endedOn, isActive } = entry;
        return {
          ...{ id, rollNumber, name, nickname, municipality, courseId, course, completedOn },
          ...{ enrolledOn, endedOn, isActive },
        };
      }) ?? null,
  };
}
