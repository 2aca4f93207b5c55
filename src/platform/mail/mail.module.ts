import { Module } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { MailComposers } from './composers.js';
import { Delivery, LANES } from './delivery.js';
import { DeliverySchedule } from './delivery-schedule.js';
import { FileMailTransport } from './file-transport.js';
import { MailTransport } from './mail-transport.js';
import { MailWake } from './mail-wake.js';
import { SmtpMailTransport } from './smtp-transport.js';

/** The message ledger and its delivery. Rooms put messages into the ledger and register how to write them. */
@Module({
  providers: [
    MailComposers,
    MailWake,
    Delivery,
    DeliverySchedule,
    {
      provide: MailTransport,
      inject: [AppConfig],
      useFactory: ({ smtpUrl, mailDirectory }: AppConfig): MailTransport =>
        smtpUrl
          ? new SmtpMailTransport({ url: smtpUrl, connections: LANES })
          : new FileMailTransport(mailDirectory),
    },
  ],
  exports: [MailComposers, MailWake, Delivery, MailTransport],
})
export class MailModule {}
