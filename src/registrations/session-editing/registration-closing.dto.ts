import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsDefined, IsOptional, IsString, MaxLength } from 'class-validator';
import { EmptyAsUndefined } from '../../platform/http/constraints.js';

const MOST_OF_MOMENT = 40;

/** Whether registration for one session is to be open. */
export class SessionRegistrationDto {
  @ApiProperty({ description: 'false: closed from now on; true: as the course has it again' })
  @IsDefined()
  @IsBoolean()
  open!: boolean;
}

/** Whether registration for a course is to be open. */
export class CourseRegistrationDto extends SessionRegistrationDto {
  @ApiPropertyOptional({
    example: '2025-05-31T17:00',
    description:
      'With `open`: when registration closes, a date (which closes when it is over) or a date and a clock time of the ' +
      'organization; needed where the course has closed already',
  })
  @EmptyAsUndefined()
  @IsOptional()
  @IsString()
  @MaxLength(MOST_OF_MOMENT, { context: { max: MOST_OF_MOMENT } })
  closes?: string;
}

/** What became of it. */
export class CourseClosingJson {
  @ApiProperty({ description: 'Sessions to come whose registration is closed' })
  closed!: number;

  @ApiProperty({ description: 'Sessions to come' })
  toCome!: number;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'null: until each session starts',
  })
  closesAt!: string | null;
}
