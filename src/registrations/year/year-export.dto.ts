import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

export class ExportQueryDto {
  @ApiProperty({ description: 'Key of the organization', example: 'hikari' })
  @IsString()
  @MaxLength(64)
  organization!: string;

  @ApiPropertyOptional({ description: 'First calendar year of the only fiscal year wanted', example: 2025 })
  @IsOptional()
  // A form sends a year that was not chosen as an empty text.
  @Transform(({ value }) => (value === '' ? undefined : Number(value)))
  @IsInt()
  @Min(1950)
  @Max(2100)
  fiscalYear?: number;
}
