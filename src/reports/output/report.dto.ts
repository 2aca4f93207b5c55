import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import type { PlanQualifier } from '../../programmes/domain/plan.js';
import { FiscalYearFilter } from '../../programmes/plans/fiscal-year-filter.js';
import type { FigureState, YearStatus } from '../domain/plan-and-actual.js';
import { FORMATS, type Format } from './report-query.dto.js';

/** Which report: one fiscal year, of one organization or of all that the reader may see. */
export class ReportFilter extends FiscalYearFilter {}

export class ReportRequest extends ReportFilter {
  @ApiPropertyOptional({ enum: FORMATS, default: 'json' })
  @IsIn([...FORMATS], { context: { allowed: FORMATS.join(', ') } })
  format: Format = 'json';
}

export class FigureDto {
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

  @ApiPropertyOptional({ description: 'True: an estimate (約), or a sum that has one in it.' })
  approximate?: boolean;
}

class HeldDto extends FigureDto {
  @ApiProperty({ description: 'The town itself gave the number as approximate (程度).' })
  declare approximate: boolean;

  @ApiProperty({ description: '回, 件, 部: figures of different units are never added.' })
  unit!: string;
}

export class PlanDto {
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

  @ApiProperty({
    type: PlanDto,
    nullable: true,
    description:
      'What is compared with: the plan as it was approved, where it was (`baseline`), else as it is.',
  })
  planned!: PlanDto | null;

  @ApiProperty({ description: 'True where `planned` is the plan as it was approved.' })
  baseline!: boolean;

  @ApiProperty({
    type: PlanDto,
    nullable: true,
    description: 'The plan as it is, where it is no longer the one that was approved.',
  })
  plannedCurrent!: PlanDto | null;

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

export class NamedDto {
  @ApiProperty()
  slug!: string;

  @ApiProperty()
  name!: string;
}

export class TitledDto {
  @ApiProperty()
  slug!: string;

  @ApiProperty()
  title!: string;

  @ApiProperty()
  kind!: string;
}

class ReportedSumDto {
  @ApiProperty({ description: 'Programmes whose figures the town reported itself.' })
  programmes!: number;

  @ApiProperty({ type: Number, nullable: true, description: 'Sum of those reported in 回.' })
  held!: number | null;

  @ApiProperty({ type: Number, nullable: true })
  attendances!: number | null;
}

/** Several programmes together; a session that serves several of them counts once. */
export class SumDto {
  @ApiProperty({ type: HeldDto, description: 'From the records, without what the town reported itself.' })
  held!: HeldDto;

  @ApiProperty({ type: Number, nullable: true })
  cancelled!: number | null;

  @ApiProperty({ type: FigureDto })
  attendances!: FigureDto;

  @ApiProperty({ type: FigureDto, description: 'People who came to several of the programmes count once.' })
  uniquePeople!: FigureDto;

  @ApiProperty({ type: ReportedSumDto, nullable: true, description: 'To be added to the figures counted.' })
  reported!: ReportedSumDto | null;
}

class TotalDto extends SumDto {
  @ApiProperty({ type: NamedDto })
  organization!: NamedDto;
}

/** A programme's year, with the two before it and the one-line form that councils read. */
export class ReportRowDto extends YearDto {
  @ApiProperty({ type: NamedDto })
  organization!: NamedDto;

  @ApiProperty({ type: TitledDto })
  programme!: TitledDto;

  @ApiProperty({ type: String, nullable: true, description: 'Slug of the programme of which it is a part.' })
  partOf!: string | null;

  @ApiProperty({ description: "Another organization's, hosted together with one of yours: in no total." })
  hosted!: boolean;

  @ApiProperty({
    type: SumDto,
    nullable: true,
    description: 'The programme with all its parts, each session once; null where it has no parts.',
  })
  rolledUp!: SumDto | null;

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

  @ApiProperty({ type: [TotalDto], description: 'Of each organization, without what others host with it.' })
  totals!: TotalDto[];

  @ApiProperty({ type: String, nullable: true, description: 'Always null: a report is one page.' })
  next!: string | null;
}
