import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional } from 'class-validator';

const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, '1': true, false: false, '0': false };

export class PlanningQueryDto {
  @ApiPropertyOptional({
    type: Boolean,
    default: false,
    description: 'true: write nothing, answer the preview',
  })
  @IsOptional()
  @Transform(({ value }) => BOOLEANS[String(value)] ?? value)
  @IsBoolean()
  dryRun = false;
}

export class SavedCourseJson {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ description: 'Slug of its programme' })
  programme!: string;

  @ApiProperty({ type: Object, description: 'The course as a programme file says it, without its sessions' })
  course!: object;
}

class PlanningFaultJson {
  @ApiProperty({ description: 'Path in the course', example: 'rule.0.start' })
  field!: string;

  @ApiProperty({ example: 'file.rule_without_dates' })
  code!: string;

  @ApiProperty({ required: false, type: Object })
  params?: Readonly<Record<string, string | number>>;
}

class PlannedSessionJson {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty()
  key!: string;

  @ApiProperty({ enum: ['new', 'same', 'changed', 'removed', 'undecided', 'kept'] })
  act!: string;

  @ApiProperty({ type: Number, nullable: true })
  number!: number | null;

  @ApiProperty({ type: String, format: 'date', nullable: true })
  startsOn!: string | null;

  @ApiProperty({ type: String, format: 'date', nullable: true })
  endsOn!: string | null;

  @ApiProperty({ type: String, nullable: true, example: '10:00' })
  startTime!: string | null;

  @ApiProperty({ type: String, nullable: true, example: '24:00' })
  endTime!: string | null;

  @ApiProperty({ type: String, nullable: true })
  dateText!: string | null;

  @ApiProperty({ type: String, nullable: true })
  topic!: string | null;

  @ApiProperty({ type: String, nullable: true })
  format!: string | null;

  @ApiProperty({ type: String, nullable: true })
  lecturer!: string | null;

  @ApiProperty({ type: String, nullable: true })
  venue!: string | null;

  @ApiProperty({ enum: ['scheduled', 'cancelled'] })
  status!: string;
}

class SkippedJson {
  @ApiProperty({ format: 'date' })
  date!: string;

  @ApiProperty({
    enum: ['holiday', 'year_end', 'closure', 'venue_closure', 'venue_closed_weekday', 'period', 'excepted'],
  })
  reason!: string;

  @ApiProperty({ required: false, type: Object, description: 'Names of the holiday' })
  holiday?: object;

  @ApiProperty({ required: false, description: 'Why the house is closed, in its words' })
  words?: string;

  @ApiProperty({ required: false, description: 'The holiday is a forecast: the year is not published yet' })
  forecast?: boolean;
}

class UndecidedJson {
  @ApiProperty({ type: PlannedSessionJson })
  session!: PlannedSessionJson;

  @ApiProperty({ type: PlannedSessionJson, nullable: true, description: 'null: the rule gives it no more' })
  wanted!: PlannedSessionJson | null;

  @ApiProperty({ description: 'Contacts who hold or await a place' })
  holders!: number;

  @ApiProperty({ type: [String], description: 'Fields that staff changed' })
  edited!: readonly string[];

  @ApiProperty({ type: [String], description: 'Fields that the rule would change' })
  fields!: readonly string[];

  @ApiProperty({ type: [String], description: 'New sessions to which it may be moved' })
  moves!: string[];
}

class PlanConflictJson {
  @ApiProperty({ example: 'room' })
  kind!: string;

  @ApiProperty({ type: [String] })
  sessionIds!: string[];

  @ApiProperty()
  fact!: string;

  @ApiProperty()
  accepted!: boolean;
}

export class CoursePreviewJson {
  @ApiProperty({ type: [PlanningFaultJson], description: 'With faults nothing else is worked out' })
  faults!: PlanningFaultJson[];

  @ApiProperty({ type: [PlannedSessionJson] })
  sessions!: PlannedSessionJson[];

  @ApiProperty({ type: [SkippedJson] })
  skipped!: SkippedJson[];

  @ApiProperty({ type: [UndecidedJson] })
  undecided!: UndecidedJson[];

  @ApiProperty({ type: [Object], description: 'Seats of which more are taken than would be left' })
  tooSmall!: object[];

  @ApiProperty({
    type: [Object],
    description: 'Seats that would count something else while somebody holds or awaits them',
  })
  recounted!: object[];

  @ApiProperty({
    description: 'Registrations for the whole course: each gets a place and a mail for every new session',
  })
  registrants!: number;

  @ApiProperty({ type: [PlanConflictJson], description: 'They warn and never block' })
  conflicts!: PlanConflictJson[];
}
