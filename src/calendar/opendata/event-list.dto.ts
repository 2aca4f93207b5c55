import { ArrayMaxSize, IsIn, IsOptional, IsString } from 'class-validator';
import { ListInQuery } from '../../platform/http/constraints.js';
import { StrictQuery } from '../../platform/http/validation.js';
import { AUDIENCES, type Audience, KINDS, type Kind } from '../../programmes/domain/kinds.js';
import { MOST_ORGANIZATIONS } from '../feeds/feed-filter.dto.js';

/** `?kind=&audience=` of a list of events, as feeds take them; the layout knows one language. */
@StrictQuery()
export class EventListFilter {
  @IsOptional()
  @ListInQuery()
  @IsIn(KINDS, { each: true })
  kind?: readonly Kind[];

  @IsOptional()
  @ListInQuery()
  @IsIn(AUDIENCES, { each: true })
  audience?: readonly Audience[];
}

/** The list of all organizations takes their slugs too. */
@StrictQuery()
export class EventListOfAllFilter extends EventListFilter {
  @IsOptional()
  @ListInQuery()
  @ArrayMaxSize(MOST_ORGANIZATIONS, {
    context: { max: MOST_ORGANIZATIONS, allowed: `1–${MOST_ORGANIZATIONS}` },
  })
  @IsString({ each: true })
  organization?: readonly string[];
}
