import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { LANGUAGES, type Language } from '../../../platform/views/messages.js';
import { MOST_OF_BODY, MOST_OF_SUBJECT } from './text-faults.js';

/** For whom a text is: those whose mails name nothing, or those who asked for plain ones. */
export const TEXT_VARIANTS = ['discreet', 'plain'] as const;
export type TextVariantName = (typeof TEXT_VARIANTS)[number];

/** Far beyond what is saved, so that a text that is too long is told so beside its field. */
const MOST_READ = 20_000;

/** A subject and a body as an organization wants them said; `{{name}}` stands for what only the moment of sending knows. */
export class MailTextDto {
  @ApiProperty({ maxLength: MOST_OF_SUBJECT, example: '{{programme}}：お待ちしています（{{code}}）' })
  @IsString()
  @MaxLength(MOST_READ, { context: { max: MOST_OF_SUBJECT } })
  subject!: string;

  @ApiProperty({
    maxLength: MOST_OF_BODY,
    description: 'Paragraphs with a blank line between them; a block stands alone in its paragraph',
    example: '{{greeting}}\n\nお待ちしています。\n\n{{details}}\n\n{{dates}}\n\n{{link}}',
  })
  @IsString()
  @MaxLength(MOST_READ, { context: { max: MOST_OF_BODY } })
  body!: string;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description:
      '`version` of the text that was read, null for the usual one; 409 where it has changed since. Left out: whatever is there',
  })
  @IsOptional()
  @IsString()
  @MaxLength(40, { context: { max: 40 } })
  version?: string | null;
}

export class PlaceholderJson {
  @ApiProperty({ example: 'code' })
  name!: string;

  @ApiProperty({ description: 'true: stands alone in its paragraph, and never in the subject' })
  isBlock!: boolean;

  @ApiProperty({ description: 'true: no text is saved without it' })
  isRequired!: boolean;

  @ApiProperty({ description: 'true: may stand in the subject' })
  isForSubject!: boolean;
}

/** The text of one kind of mail. */
export class MailTextJson {
  @ApiProperty({ description: 'Slug' })
  organization!: string;

  @ApiProperty({ example: 'confirmed' })
  kind!: string;

  @ApiProperty({ enum: LANGUAGES })
  language!: Language;

  @ApiProperty({ enum: TEXT_VARIANTS })
  variant!: TextVariantName;

  @ApiProperty({ description: 'false: nothing was written, and the usual words are sent' })
  isOwn!: boolean;

  @ApiProperty()
  subject!: string;

  @ApiProperty()
  body!: string;

  @ApiProperty({ type: String, nullable: true, description: 'null: the usual words' })
  version!: string | null;

  @ApiProperty({ type: [PlaceholderJson] })
  placeholders!: PlaceholderJson[];
}
