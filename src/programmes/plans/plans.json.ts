import { ApiProperty } from '@nestjs/swagger';
import { PlanFiguresDto } from './plans.dto.js';

class OrganizationName {
  @ApiProperty()
  slug!: string;

  @ApiProperty()
  name!: string;
}

class PlannedProgramme {
  @ApiProperty()
  slug!: string;

  @ApiProperty()
  title!: string;

  @ApiProperty()
  kind!: string;

  @ApiProperty({ description: 'Of the programme itself, whatever the year.' })
  status!: string;

  @ApiProperty({ type: String, nullable: true, description: 'Slug of the programme that it is part of.' })
  partOf!: string | null;
}

class Scheduled {
  @ApiProperty({ description: 'Sessions with a date in the fiscal year that are not cancelled.' })
  dated!: number;

  @ApiProperty({ description: 'Sessions whose date is not known yet.' })
  undated!: number;

  @ApiProperty()
  cancelled!: number;
}

class Held {
  @ApiProperty({ description: 'Not cancelled, and over.' })
  held!: number;

  @ApiProperty()
  cancelled!: number;
}

class ReportedYear {
  @ApiProperty({ type: Number, nullable: true })
  held!: number | null;

  @ApiProperty()
  approximate!: boolean;

  @ApiProperty()
  unit!: string;

  @ApiProperty({ type: Number, nullable: true, description: '延べ' })
  attendances!: number | null;
}

class LastYear {
  @ApiProperty({ type: PlanFiguresDto, nullable: true })
  plan!: PlanFiguresDto | null;

  @ApiProperty({
    type: ReportedYear,
    nullable: true,
    description: 'As the town has reported it; before `counted`.',
  })
  reported!: ReportedYear | null;

  @ApiProperty({ type: Held, nullable: true, description: 'Null where no session of the year is known.' })
  counted!: Held | null;
}

/** One programme's plan beside what is scheduled and what was. */
export class PlanRowJson {
  @ApiProperty({ type: PlannedProgramme })
  programme!: PlannedProgramme;

  @ApiProperty({
    type: PlanFiguresDto,
    nullable: true,
    description: 'Null: no plan, which is not a plan of 0.',
  })
  plan!: PlanFiguresDto | null;

  @ApiProperty({ type: PlanFiguresDto, nullable: true, description: 'The plan as it was approved.' })
  baseline!: PlanFiguresDto | null;

  @ApiProperty({ description: '年度途中に追加: planned after the approval, so without a baseline.' })
  addedAfterApproval!: boolean;

  @ApiProperty({ type: Scheduled, description: 'A session that serves two programmes is counted in both.' })
  scheduled!: Scheduled;

  @ApiProperty({ type: Scheduled, nullable: true, description: 'With all its parts, each session once.' })
  scheduledWithParts!: Scheduled | null;

  @ApiProperty({ type: LastYear })
  lastYear!: LastYear;
}

class PlannedSum {
  @ApiProperty()
  unit!: string;

  @ApiProperty()
  from!: number;

  @ApiProperty({ description: 'Larger than `from` where ranges are among the plans.' })
  to!: number;

  @ApiProperty({ description: '程度, 以上 or 以内 is among the plans.' })
  hedged!: boolean;
}

class PlanTotals {
  @ApiProperty({ type: Scheduled, description: 'Every session once, however many programmes it serves.' })
  scheduled!: Scheduled;

  @ApiProperty({
    type: [PlannedSum],
    description: 'By unit; parts of a programme with a number of its own left out.',
  })
  planned!: PlannedSum[];
}

export class PlanTableJson {
  @ApiProperty({ type: OrganizationName })
  organization!: OrganizationName;

  @ApiProperty()
  fiscalYear!: number;

  @ApiProperty({ description: '令和7年度' })
  eraYear!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'The last approval.' })
  approvedAt!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Name of the staff member or label of the token.',
  })
  approvedBy!: string | null;

  @ApiProperty({ description: 'Send it back with a change: it changes with every plan and approval.' })
  version!: string;

  @ApiProperty({ type: [PlanRowJson] })
  items!: PlanRowJson[];

  @ApiProperty({ type: PlanTotals })
  totals!: PlanTotals;

  @ApiProperty({ type: String, nullable: true, description: 'Always null: a table is one page.' })
  next!: string | null;
}
