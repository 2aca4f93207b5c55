import { Module } from '@nestjs/common';
import { MailComposers } from './composers.js';
import { Ledger } from './ledger.js';

/** The message ledger and its delivery. */
@Module({
  providers: [Ledger, MailComposers],
  exports: [Ledger, MailComposers],
})
export class MailModule {}
