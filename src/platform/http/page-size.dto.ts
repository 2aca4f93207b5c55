import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import { NumberField } from './constraints.js';

const MAX_PAGE = 200;

/** How many items of a list to answer with; the rest follows after `next`. */
export class PageSizeDto {
  @ApiPropertyOptional({ type: Number, minimum: 1, maximum: MAX_PAGE, default: 50 })
  @Max(MAX_PAGE, { context: { max: MAX_PAGE } })
  @Min(1, { context: { min: 1 } })
  @IsInt()
  @NumberField()
  limit = 50;
}
