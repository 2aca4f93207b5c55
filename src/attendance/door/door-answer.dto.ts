import { ApiProperty } from '@nestjs/swagger';
import { REFUSALS, type RefusalCode } from './door-acts.js';
import { DoorStateDto } from './door-state.dto.js';

class DoorFaultDto {
  @ApiProperty()
  field!: string;

  @ApiProperty()
  code!: string;

  @ApiProperty()
  detail!: string;
}

export class DoorOutcomeDto {
  @ApiProperty()
  id!: string;

  @ApiProperty({ enum: ['done', 'repeated', 'refused'] })
  result!: 'done' | 'repeated' | 'refused';

  @ApiProperty({ enum: REFUSALS, required: false })
  code?: RefusalCode;

  @ApiProperty({ required: false, description: 'Why, and what to do, for people' })
  message?: string;

  @ApiProperty({ type: String, nullable: true, required: false, description: 'Who has changed it since' })
  by?: string | null;

  @ApiProperty({ type: [DoorFaultDto], required: false })
  faults?: DoorFaultDto[];

  @ApiProperty({ required: false, description: 'True: keep it and send it again as it is' })
  again?: true;

  @ApiProperty({ required: false, description: 'People who are not marked' })
  unmarked?: number;

  @ApiProperty({ format: 'uuid', required: false, description: 'The place of who was let in by a nickname' })
  place?: string;
}

/** What became of each act, in the order in which they were sent, and how the door stands now. */
export class DoorAnswerDto {
  @ApiProperty({ type: [DoorOutcomeDto] })
  outcomes!: DoorOutcomeDto[];

  @ApiProperty({ type: DoorStateDto })
  state!: DoorStateDto;
}
