import { Transform } from 'class-transformer';
import { IsArray, IsBoolean, IsIn, IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { Checkbox, IsMailbox } from '../../platform/http/constraints.js';
import { LANGUAGES, type Language } from '../../platform/views/messages.js';
import { AUDIENCES, type Audience, KINDS, type Kind } from '../../programmes/domain/kinds.js';

const MAX_EMAIL = 254;
const MAX_SLUG = 200;

/** What somebody wants of the digest, and how it is to look. */
export class DigestSettingsDto {
  /** None: all. */
  @IsArray()
  @IsIn(AUDIENCES, { each: true })
  audiences: Audience[] = [];

  /** None: all. */
  @IsArray()
  @IsIn(KINDS, { each: true })
  kinds: Kind[] = [];

  @IsIn(LANGUAGES)
  language: Language = 'ja';

  @Checkbox()
  @IsBoolean()
  discreet = true;
}

/** A wish to get the digest of an organization. */
export class DigestRequestDto extends DigestSettingsDto {
  /** In lower case, all of it: nobody gets two digests for two spellings, and no spelling opens a new account of mails. */
  @Transform(({ value }) => (typeof value === 'string' ? value.trim().toLowerCase() : value))
  @IsString()
  @IsNotEmpty()
  @MaxLength(MAX_EMAIL, { context: { max: MAX_EMAIL } })
  @IsMailbox()
  email!: string;

  /** Slug. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(MAX_SLUG)
  organization!: string;
}
