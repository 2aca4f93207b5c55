import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { IsMailbox } from '../../platform/http/constraints.js';

const MAX_EMAIL = 254;

/** The address whose links are to be sent to it. */
export class RecoverDto {
  @ApiProperty({ format: 'email', maxLength: MAX_EMAIL })
  @Transform(({ value }) => (typeof value === 'string' ? value.trim() : value))
  @IsString()
  @IsNotEmpty()
  @MaxLength(MAX_EMAIL, { context: { max: MAX_EMAIL } })
  @IsMailbox()
  email!: string;
}
