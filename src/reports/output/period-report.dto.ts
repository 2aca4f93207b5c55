import { ApiProperty } from '@nestjs/swagger';
import { MEASURES, type Measure } from '../domain/measures.js';
import { HALVES, type Half, PERIOD_KINDS, type PeriodKind } from '../domain/period.js';
import type { YearStatus } from '../domain/plan-and-actual.js';
import { GROUPINGS, type Grouping } from '../figures/report.js';
import { FigureDto, NamedDto, PlanDto, TitledDto } from './report.dto.js';

export class PeriodDto {
  @ApiProperty({ enum: PERIOD_KINDS })
  kind!: PeriodKind;

  @ApiProperty({
    format: 'date',
    description: 'First day; a session belongs to a period by the day on which it begins.',
  })
  from!: string;

  @ApiProperty({ format: 'date', description: 'Last day, included.' })
  to!: string;

  @ApiProperty({ type: Number, nullable: true })
  fiscalYear!: number | null;

  @ApiProperty({ enum: HALVES, type: String, nullable: true })
  half!: Half | null;

  @ApiProperty({ description: '2025(令和7)年度' })
  title!: string;
}

/** Every figure; docs/reports.md says what each counts, and in what. */
export class MeasuresDto {}
for (const measure of MEASURES) ApiProperty({ type: FigureDto })(MeasuresDto.prototype, measure);

class CategoryDto {
  @ApiProperty()
  category!: string;

  @ApiProperty({ description: "The organization's word for it, in the language of the answer." })
  name!: string;

  @ApiProperty({ type: FigureDto })
  people!: FigureDto;
}

class PlannedSumDto {
  @ApiProperty()
  unit!: string;

  @ApiProperty()
  from!: number;

  @ApiProperty({ description: 'The same as `from` unless one of the plans is a range.' })
  to!: number;

  @ApiProperty({ description: 'True: one of them is 程度, 以上 or 以下.' })
  isHedged!: boolean;
}

class RecordsDto {
  @ApiProperty()
  held!: number;

  @ApiProperty()
  recorded!: number;
}

class ReportedBesideDto {
  @ApiProperty({ description: 'Programmes and years of which the town reported figures itself.' })
  results!: number;

  @ApiProperty({ type: Number, nullable: true, description: 'Sum of those in 回.' })
  held!: number | null;

  @ApiProperty({ type: Number, nullable: true })
  attendances!: number | null;

  @ApiProperty()
  approximate!: boolean;
}

/** One row in one period. */
export class PeriodFiguresDto {
  @ApiProperty({ type: PeriodDto })
  period!: PeriodDto;

  @ApiProperty({
    type: PlanDto,
    nullable: true,
    description: 'As it was approved, where it was, else as it is.',
  })
  planned!: PlanDto | null;

  @ApiProperty({ type: [PlannedSumDto], description: 'Of several programmes in a fiscal year: by unit.' })
  plannedSums!: readonly PlannedSumDto[];

  @ApiProperty({ description: 'True where `planned` is the plan as it was approved.' })
  baseline!: boolean;

  @ApiProperty({
    type: PlanDto,
    nullable: true,
    description: 'The plan as it is, where it has changed since.',
  })
  plannedCurrent!: PlanDto | null;

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

  @ApiProperty({ description: 'Unit of `held`: 回, or what the town reported in.' })
  unit!: string;

  @ApiProperty({ type: MeasuresDto })
  measures!: Readonly<Record<Measure, FigureDto>>;

  @ApiProperty({ type: [CategoryDto], description: 'People counted by head.' })
  heads!: readonly CategoryDto[];

  @ApiProperty({
    type: RecordsDto,
    nullable: true,
    description: 'Null where the town reported the year itself.',
  })
  records!: RecordsDto | null;

  @ApiProperty({
    type: ReportedBesideDto,
    nullable: true,
    description: 'Not in the measures; to be shown beside them.',
  })
  reported!: ReportedBesideDto | null;

  @ApiProperty({ description: 'Reported results of years of which only a part is asked: left out.' })
  reportedLeftOut!: number;
}

export class GroupDto {
  @ApiProperty({ description: 'Slug of the programme or organization, kind, id of venue or course, month.' })
  key!: string;

  @ApiProperty()
  title!: string;

  @ApiProperty({ type: NamedDto, nullable: true })
  organization!: NamedDto | null;

  @ApiProperty({ type: TitledDto, nullable: true })
  programme!: TitledDto | null;

  @ApiProperty({ type: String, nullable: true, description: 'Slug of the programme of which it is a part.' })
  partOf!: string | null;

  @ApiProperty({ description: "Another organization's, hosted together with one of yours: in no total." })
  hosted!: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    description: '12回程度（②3回／延べ17人参加）; of programmes only.',
  })
  line!: string | null;

  @ApiProperty({ type: [PeriodFiguresDto], description: 'The period asked for, then those before it.' })
  periods!: PeriodFiguresDto[];

  @ApiProperty({
    type: [PeriodFiguresDto],
    nullable: true,
    description: 'With all its parts, each session once; null where it has none.',
  })
  rolledUp!: PeriodFiguresDto[] | null;
}

class OrganizationTotalDto {
  @ApiProperty({ type: NamedDto })
  organization!: NamedDto;

  @ApiProperty({ type: [PeriodFiguresDto] })
  periods!: PeriodFiguresDto[];
}

export class PeriodReportDto {
  @ApiProperty({ type: PeriodDto })
  period!: PeriodDto;

  @ApiProperty({ enum: GROUPINGS })
  by!: Grouping;

  @ApiProperty({ format: 'date-time', description: 'Figures as of this instant.' })
  asOf!: string;

  @ApiProperty()
  timeZone!: string;

  @ApiProperty({ type: [GroupDto] })
  items!: GroupDto[];

  @ApiProperty({ type: [OrganizationTotalDto] })
  totals!: OrganizationTotalDto[];

  @ApiProperty({ type: [PeriodFiguresDto], nullable: true, description: 'Of all organizations together.' })
  whole!: PeriodFiguresDto[] | null;

  @ApiProperty({ type: String, nullable: true, description: 'Always null: a report is one page.' })
  next!: string | null;
}
