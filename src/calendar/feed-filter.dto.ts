import { IsIn, IsOptional } from 'class-validator';
import { LANGUAGES, type Language } from '../platform/views/messages.js';
import { AUDIENCES, type Audience, KINDS, type Kind } from '../programmes/domain/kinds.js';

const allowed = (values: readonly string[]) => ({ context: { allowed: values.join(', ') } });

/** `?lang=` of any feed. */
export class FeedLanguage {
  @IsOptional()
  @IsIn(LANGUAGES, allowed(LANGUAGES))
  lang?: Language;
}

/** `?kind=&audience=&lang=` of a public feed; what is left out does not restrict. */
export class FeedFilter extends FeedLanguage {
  @IsOptional()
  @IsIn(KINDS, allowed(KINDS))
  kind?: Kind;

  @IsOptional()
  @IsIn(AUDIENCES, allowed(AUDIENCES))
  audience?: Audience;
}
