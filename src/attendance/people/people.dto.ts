import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsNotEmpty, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { Checkbox, EmptyAsUndefined, IsPlainText } from '../../platform/http/constraints.js';
import { PageSizeDto } from '../../platform/http/page-size.dto.js';
import { StrictQuery } from '../../platform/http/validation.js';

/** As long as a mail address can be. */
const MAX_SEARCH = 254;
const MAX_CURSOR = 300;

const trimmed = ({ value }: { readonly value: unknown }) =>
  typeof value === 'string' ? value.trim() : value;

/** Which page of a list; what is looked for never stands in an address. */
@StrictQuery()
export class PeoplePageDto extends PageSizeDto {
  @ApiPropertyOptional({ description: '`next` of the page before' })
  @IsOptional()
  @EmptyAsUndefined()
  @IsString()
  @MaxLength(MAX_CURSOR, { context: { max: MAX_CURSOR } })
  cursor?: string;
}

export class PeopleSearchDto extends PageSizeDto {
  @ApiProperty({
    maxLength: MAX_SEARCH,
    description: 'Reception number, part of a nickname, or (for organizers) a whole mail address',
  })
  @Transform(trimmed)
  @IsString()
  @IsNotEmpty()
  @MaxLength(MAX_SEARCH, { context: { max: MAX_SEARCH } })
  @IsPlainText()
  text!: string;

  @ApiPropertyOptional({ description: '`next` of the page before' })
  @IsOptional()
  @EmptyAsUndefined()
  @IsString()
  @MaxLength(MAX_CURSOR, { context: { max: MAX_CURSOR } })
  cursor?: string;
}

export class PersonMergeDto {
  @ApiProperty({ format: 'uuid', description: 'A registration of the other person' })
  @IsUUID()
  with!: string;
}

export class PersonEraseDto {
  @ApiProperty({ description: 'One of their reception numbers: what is erased is gone' })
  @Transform(trimmed)
  @IsString()
  @IsNotEmpty()
  @MaxLength(40, { context: { max: 40 } })
  confirm!: string;

  @ApiPropertyOptional({
    type: Boolean,
    default: true,
    description: 'End the monthly digest of their address as well',
  })
  @Checkbox()
  @IsBoolean()
  digest = true;
}
