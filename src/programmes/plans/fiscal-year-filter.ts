import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { EmptyAsUndefined } from '../../platform/http/constraints.js';

export const FIRST_YEAR = 1950;
export const LAST_YEAR = 2199;
export const SLUG_LENGTH = 200;

/** A number of an address's query; what is no number stays, for the validator to refuse. An empty field is not given. */
function QueryNumber(): PropertyDecorator {
  return Transform(({ value }) => {
    if (value === '') return undefined;
    return typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : value;
  });
}

/** Which fiscal year. */
export class YearFilter {
  @ApiPropertyOptional({
    type: Number,
    description:
      'First calendar year of the fiscal year (2025: April 2025 to March 2026). Default: the running one.',
  })
  @QueryNumber()
  @IsOptional()
  @Max(LAST_YEAR, { context: { max: LAST_YEAR } })
  @Min(FIRST_YEAR, { context: { min: FIRST_YEAR } })
  @IsInt()
  fiscalYear?: number;
}

/** One fiscal year of one organization; what no organization means, the route says. */
export class FiscalYearFilter extends YearFilter {
  @ApiPropertyOptional({
    description:
      "An organization's slug. Default: all of yours, or the first by name where only one is shown.",
  })
  @EmptyAsUndefined()
  @IsOptional()
  @IsString()
  @MaxLength(SLUG_LENGTH, { context: { max: SLUG_LENGTH } })
  organization?: string;
}
