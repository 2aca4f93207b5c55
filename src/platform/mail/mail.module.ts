import { Module } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { AddressSweep } from './address-sweep.js';
import { Bounces } from './bounces/bounces.js';
import { Claims } from './claims.js';
import { MailComposers } from './composers.js';
import { Delivery } from './delivery.js';
import { DeliverySchedule } from './delivery-schedule.js';
import { FileMailTransport } from './file-transport.js';
import { MailTransport } from './mail-transport.js';
import { MailWake } from './mail-wake.js';
import { SheetWriter } from './sheet-writer.js';
import { SmtpMailTransport } from './smtp-transport.js';

/** The message ledger and its delivery. Rooms put messages into the ledger and register how to write them. */
@Module({
  providers: [
    AddressSweep,
    Bounces,
    MailComposers,
    MailWake,
    SheetWriter,
    Claims,
    Delivery,
    DeliverySchedule,
    {
      provide: MailTransport,
      inject: [AppConfig],
      useFactory: ({ smtpUrl, mailConnections, mailDirectory }: AppConfig): MailTransport =>
        smtpUrl
          ? new SmtpMailTransport({ url: smtpUrl, connections: mailConnections })
          : new FileMailTransport(mailDirectory),
    },
  ],
  exports: [AddressSweep, Bounces, MailComposers, MailWake, SheetWriter, Delivery, MailTransport],
})
export class MailModule {}
