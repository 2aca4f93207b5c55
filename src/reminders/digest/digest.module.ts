import { Module } from '@nestjs/common';
import { RegistrationsModule } from '../../registrations/registrations.module.js';
import { DigestMails, DigestMailsAtStart } from './digest.mails.js';
import { DigestPublicController } from './digest.public.controller.js';
import { DigestLetters } from './digest-letters.js';
import { DigestLinkPublicController } from './digest-link.public.controller.js';
import { DigestMonths } from './digest-months.js';
import { DigestPages } from './digest-pages.js';
import { DigestSubscriptions } from './digest-subscriptions.service.js';
import { DigestSweep } from './digest-sweep.js';
import { DigestTexts } from './digest-texts.js';
import { DigestThrottle } from './digest-throttle.js';
import { DigestTokens } from './digest-tokens.js';

/** お便り: the monthly digest, who gets it, and its pages. */
@Module({
  imports: [RegistrationsModule],
  controllers: [DigestPublicController, DigestLinkPublicController],
  providers: [
    DigestSubscriptions,
    DigestThrottle,
    DigestTokens,
    DigestPages,
    DigestMonths,
    DigestLetters,
    DigestTexts,
    DigestMails,
    DigestMailsAtStart,
    DigestSweep,
  ],
  exports: [DigestSweep],
})
export class DigestModule {}
