import { ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { IsOptional, IsUUID } from 'class-validator';
import { SessionChangeDto } from '../sessions/session-changes.dto.js';

/** A session that is added to a course; what is left out is not known, or, for seats, as the course has it. */
export class NewSessionDto extends OmitType(SessionChangeDto, ['sequence', 'status', 'cancelReason']) {
  @ApiPropertyOptional({
    format: 'uuid',
    description: 'The cancelled session of the same course that it makes up for (振替)',
  })
  @IsOptional()
  @IsUUID()
  insteadOf?: string | null;
}
