import { applyDecorators } from '@nestjs/common';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { EmptyAsUndefined, IsPlainText, NumberField } from '../../platform/http/constraints.js';
import { StrictQuery } from '../../platform/http/validation.js';
import { LANGUAGES, type Language } from '../../platform/views/messages.js';
import { FeedFilter } from '../feeds/feed-filter.dto.js';

const MAX_SLUG = 200;
/** Sessions that an embedded list shows at most; it is to stay small. */
export const MOST_EMBEDDED = 50;
/** Levels of an embedded list's heading: the site around it has its own. */
export const HEADING_LEVELS = [1, 2, 3, 4] as const;

const TITLES = ['show', 'hide'] as const;

/** Sessions of an embedded list at most. */
function Limit(): PropertyDecorator {
  const told = { context: { allowed: `1–${MOST_EMBEDDED}` } };
  return applyDecorators(
    IsOptional(),
    EmptyAsUndefined(),
    NumberField(),
    IsInt(told),
    Min(1, told),
    Max(MOST_EMBEDDED, told),
  );
}

/** Level of an embedded list's heading, as the page around it needs it. */
function HeadingLevel(): PropertyDecorator {
  return applyDecorators(IsOptional(), EmptyAsUndefined(), NumberField(), IsIn(HEADING_LEVELS));
}

function Slug(): PropertyDecorator {
  return applyDecorators(IsOptional(), EmptyAsUndefined(), IsString(), MaxLength(MAX_SLUG), IsPlainText());
}

/** Readings over the kanji, which pages have and feeds have not; what it is, the context of the page says. */
function Furigana(): PropertyDecorator {
  return applyDecorators(IsOptional(), EmptyAsUndefined(), IsIn(['1']));
}

/** Which feed somebody has chosen on the page on subscribing; `lang` is the page's. */
@StrictQuery()
export class ChoiceQuery extends FeedFilter {
  @Furigana()
  furigana?: '1';

  /** Slug, or `all`. */
  @Slug()
  organization?: string;

  @Slug()
  programme?: string;

  /** Language of the entries; default: that of the page. */
  @IsOptional()
  @EmptyAsUndefined()
  @IsIn(LANGUAGES)
  entries?: Language;
}

/** The form that makes the HTML of an embedded list. */
@StrictQuery()
export class EmbedChoiceQuery extends ChoiceQuery {
  @Limit()
  limit?: number;

  @HeadingLevel()
  heading?: number;
}

/** `/embed/…?kind=&audience=&lang=&limit=&from=&heading=&title=`. */
@StrictQuery()
export class EmbedQuery extends FeedFilter {
  @Furigana()
  furigana?: '1';

  @Limit()
  limit?: number;

  @HeadingLevel()
  heading?: number;

  /** First month, `YYYY-MM`; what is over is not shown even so. */
  @IsOptional()
  @EmptyAsUndefined()
  @Matches(/^20\d{2}-(0[1-9]|1[0-2])$/, { context: { allowed: 'YYYY-MM' } })
  from?: string;

  /** `hide` leaves the heading to screen readers: the page around the list has one of its own. */
  @IsOptional()
  @EmptyAsUndefined()
  @IsIn(TITLES)
  title?: (typeof TITLES)[number];
}
