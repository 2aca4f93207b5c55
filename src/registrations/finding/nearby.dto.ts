import { IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { EmptyAsUndefined, IsPlainText } from '../../platform/http/constraints.js';
import { AUDIENCES } from '../../programmes/domain/kinds.js';
import { MONTH } from '../public/what-is-on.dto.js';
import { IsSessionCursor } from '../sessions/session-cursor.js';

const MAX_CODE = 400;

/** How far one may look, in kilometres. */
export const DISTANCES = ['5', '10', '20', '50'] as const;
export type Distance = (typeof DISTANCES)[number];

/** What the printable page of a month is about. */
export class NearbyQuery {
  /** Slug of an organization; without one, the page asks for it. */
  @IsOptional()
  @EmptyAsUndefined()
  @IsString()
  @MaxLength(MAX_CODE, { context: { max: MAX_CODE } })
  @IsPlainText()
  organization?: string;

  /** The centre: a venue of the organization that is on the map, `<slug>.<key>`. */
  @IsOptional()
  @EmptyAsUndefined()
  @IsString()
  @MaxLength(MAX_CODE, { context: { max: MAX_CODE } })
  @IsPlainText()
  venue?: string;

  /** Kilometres around the venue; without a venue it means nothing. */
  @IsOptional()
  @EmptyAsUndefined()
  @IsIn(DISTANCES)
  radius?: Distance;

  /** `YYYY-MM`; without one, this month from today. */
  @IsOptional()
  @EmptyAsUndefined()
  @Matches(MONTH)
  month?: string;

  @IsOptional()
  @EmptyAsUndefined()
  @IsIn(AUDIENCES)
  audience?: string;

  /** Where the page goes on; made by `cursorAfter`. */
  @IsOptional()
  @EmptyAsUndefined()
  @IsSessionCursor()
  after?: string;
}
