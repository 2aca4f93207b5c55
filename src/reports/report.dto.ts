import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import type { FigureState, PlanQualifier, YearStatus } from './domain/plan-and-actual.js';

const FORMATS = ['json', 'csv'] as const;
const FIRST_YEAR = 1950;
const LAST_YEAR = 2199;
const SLUG_LENGTH = 200;

/** A number of an address's query; what is no number stays, for the validator to refuse. An empty field is not given. */
function QueryNumber(): PropertyDecorator {
  return Transform(({ value }) => {
    if (value === '') return undefined;
    return typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : value;
  });
}

/** Which report: one fiscal year, of one organization or of all that the reader may see. */
export class ReportFilter {
  @ApiPropertyOptional({
    type: Number,
    description:
      'First calendar year of the fiscal year (2025: April 2025 to March 2026). Default: the running one.',
  })
  @QueryNumber()
  @IsOptional()
  @Max(LAST_YEAR, { context: { max: LAST_YEAR } })
  @Min(FIRST_YEAR, { context: { min: FIRST_YEAR } })
  @IsInt()
  fiscalYear?: number;

  @ApiPropertyOptional({ description: "An organization's slug. Default: all of yours." })
  @Transform(({ value }) => (value === '' ? undefined : value))
  @IsOptional()
  @IsString()
  @MaxLength(SLUG_LENGTH, { context: { max: SLUG_LENGTH } })
  organization?: string;
}

export class ReportRequest extends ReportFilter {
  @ApiPropertyOptional({ enum: FORMATS, default: 'json' })
  @IsIn([...FORMATS], { context: { allowed: FORMATS.join(', ') } })
  format: (typeof FORMATS)[number] = 'json';
}

/** The report on screen, which shows the two years before beside the year asked for where they are wanted. */
export class ReportScreenFilter extends ReportFilter {
  @Transform(({ value }) => (value === '' ? undefined : value))
  @IsOptional()
  @IsIn(['1'], { context: { allowed: '1' } })
  before?: '1';
}

class FigureDto {
  @ApiProperty({ type: Number, nullable: true })
  value!: number | null;

  @ApiProperty({
    enum: ['counted', 'reported', 'partial', 'unrecorded', 'cancelled', 'suspended', 'unavailable', 'none'],
    description:
      'counted, or reported by the town itself; partial: some held sessions have no record (一部記録なし); ' +
      'unrecorded: nothing was written down (記録なし); cancelled: 中止; suspended: 休止; unavailable: 算出不可, only heads were ' +
      'counted; none: nothing to count.',
  })
  state!: FigureState;
}

class HeldDto extends FigureDto {
  @ApiProperty({ description: 'The town itself gave the number as approximate (程度).' })
  approximate!: boolean;

  @ApiProperty({ description: '回, 件, 部: figures of different units are never added.' })
  unit!: string;
}

class PlanDto {
  @ApiProperty({ type: Number, nullable: true })
  planned!: number | null;

  @ApiProperty({ type: Number, nullable: true })
  plannedMax!: number | null;

  @ApiProperty({ enum: ['exact', 'about', 'at_least', 'at_most', 'range'] })
  qualifier!: PlanQualifier;

  @ApiProperty()
  unit!: string;

  @ApiProperty({ type: String, nullable: true, description: "The plan in the town's words." })
  text!: string | null;
}

/** One programme in one fiscal year. */
export class YearDto {
  @ApiProperty()
  fiscalYear!: number;

  @ApiProperty({ description: '令和7年度' })
  eraYear!: string;

  @ApiProperty({ type: PlanDto, nullable: true })
  planned!: PlanDto | null;

  @ApiProperty({ type: HeldDto })
  held!: HeldDto;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Sessions that were cancelled; null where none of the year is known.',
  })
  cancelled!: number | null;

  @ApiProperty({ type: FigureDto, description: '延べ: every attendance counted.' })
  attendances!: FigureDto;

  @ApiProperty({ type: FigureDto, description: '実: every person counted once.' })
  uniquePeople!: FigureDto;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Held sessions with an attendance record; null where the town reported the figures itself.',
  })
  recordedSessions!: number | null;

  @ApiProperty({
    enum: ['new', 'continued', 'suspended', 'cancelled', 'trial', 'ended'],
    type: String,
    nullable: true,
  })
  status!: YearStatus | null;

  @ApiProperty({ type: String, nullable: true })
  reason!: string | null;

  @ApiProperty({ type: String, nullable: true })
  note!: string | null;
}

class NamedDto {
  @ApiProperty()
  slug!: string;

  @ApiProperty()
  name!: string;
}

class TitledDto {
  @ApiProperty()
  slug!: string;

  @ApiProperty()
  title!: string;

  @ApiProperty()
  kind!: string;
}

/** A programme's year, with the two before it and the one-line form that councils read. */
export class ReportRowDto extends YearDto {
  @ApiProperty({ type: NamedDto })
  organization!: NamedDto;

  @ApiProperty({ type: TitledDto })
  programme!: TitledDto;

  @ApiProperty({ description: '12回程度（②3回／延べ17人参加）' })
  line!: string;

  @ApiProperty({ type: [YearDto], description: 'The two years before, the latest first.' })
  before!: YearDto[];
}

export class ReportDto {
  @ApiProperty()
  fiscalYear!: number;

  @ApiProperty({ description: '令和7年度' })
  eraYear!: string;

  @ApiProperty({ format: 'date-time', description: 'Figures as of this instant.' })
  asOf!: string;

  @ApiProperty({ type: [ReportRowDto] })
  items!: ReportRowDto[];

  @ApiProperty({ type: String, nullable: true, description: 'Always null: a report is one page.' })
  next!: string | null;
}
