import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';

/** Which address of the calendar is to be replaced. */
export class NewCalendarAddressDto {
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description:
      'The `calendarUrl` that is to be replaced, null where it was stopped. Where another one is in its place already, ' +
      'nothing changes: send it, and a repetition is the same request',
  })
  @IsOptional()
  @IsString()
  @MaxLength(2000, { context: { max: 2000 } })
  replaces?: string | null;
}

/** Where a registration's calendar is read. */
export class CalendarAddressJson {
  @ApiProperty({ type: String, nullable: true, description: 'Secret; null: it has been stopped' })
  calendarUrl!: string | null;
}
