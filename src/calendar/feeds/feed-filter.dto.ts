import { ArrayMaxSize, IsIn, IsOptional, IsString } from 'class-validator';
import { ListInQuery } from '../../platform/http/constraints.js';
import { StrictQuery } from '../../platform/http/validation.js';
import {
  LANGUAGES,
  type Language,
  STAFF_LANGUAGES,
  type StaffLanguage,
} from '../../platform/views/messages.js';
import { AUDIENCES, type Audience, KINDS, type Kind } from '../../programmes/domain/kinds.js';

/** Organizations that one address may name: each is looked up with every poll. */
export const MOST_ORGANIZATIONS = 20;

/** `?lang=` of the feed of staff. */
@StrictQuery()
export class StaffFeedLanguage {
  @IsOptional()
  @IsIn(STAFF_LANGUAGES)
  lang?: StaffLanguage;
}

/** `?lang=` of any other feed. */
@StrictQuery()
export class FeedLanguage {
  @IsOptional()
  @IsIn(LANGUAGES)
  lang?: Language;
}

/** `?kind=&audience=&lang=` of a public feed; what is left out does not restrict, of several values any may hold. */
@StrictQuery()
export class FeedFilter extends FeedLanguage {
  @IsOptional()
  @ListInQuery()
  @IsIn(KINDS, { each: true })
  kind?: readonly Kind[];

  @IsOptional()
  @ListInQuery()
  @IsIn(AUDIENCES, { each: true })
  audience?: readonly Audience[];
}

/** The feed of all organizations takes their slugs too. */
@StrictQuery()
export class FeedOfAllFilter extends FeedFilter {
  @IsOptional()
  @ListInQuery()
  @ArrayMaxSize(MOST_ORGANIZATIONS, {
    context: { max: MOST_ORGANIZATIONS, allowed: `1–${MOST_ORGANIZATIONS}` },
  })
  @IsString({ each: true })
  organization?: readonly string[];
}
