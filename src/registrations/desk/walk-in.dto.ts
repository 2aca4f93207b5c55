import { ApiPropertyOptional, PickType } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { EmptyAsUndefined, IsPlainText } from '../../platform/http/constraints.js';
import { RegisterDto } from '../register.dto.js';

const MAX_NICKNAME = 40;

/** Somebody who comes without having registered. */
export class WalkInDto extends PickType(RegisterDto, [
  'people',
  'companions',
  'relation',
  'pool',
  'municipality',
  'age',
]) {
  @ApiPropertyOptional({
    maxLength: MAX_NICKNAME,
    description: 'Left out: they get a number instead of a name',
  })
  @IsOptional()
  @EmptyAsUndefined()
  @IsString()
  @MaxLength(MAX_NICKNAME, { context: { max: MAX_NICKNAME } })
  @IsPlainText()
  nickname?: string;
}
