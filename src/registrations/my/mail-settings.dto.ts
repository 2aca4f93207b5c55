import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional } from 'class-validator';
import { Checkbox } from '../../platform/http/constraints.js';
import { LANGUAGES, type Language } from '../../platform/views/messages.js';
import { MAIL_WANTED, type MailWanted } from '../domain/statuses.js';

/** How the mails of a registration are to be; what is left out stays as it is. */
export class MailSettingsDto {
  @ApiPropertyOptional({ enum: LANGUAGES, description: '`ja-simple`: やさしい日本語' })
  @IsOptional()
  @IsIn(LANGUAGES)
  language?: Language;

  @ApiPropertyOptional({
    type: Boolean,
    description: 'Mails and calendar entries name neither programme nor purpose',
  })
  @IsOptional()
  @Checkbox()
  @IsBoolean()
  discreet?: boolean;

  @ApiPropertyOptional({
    enum: MAIL_WANTED,
    description:
      '`needed`: neither reminders nor thanks; `none`: no mail at all, changes and cancellations included',
  })
  @IsOptional()
  @IsIn(MAIL_WANTED)
  mailWanted?: MailWanted;
}
