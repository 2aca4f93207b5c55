import { type DynamicModule, Module } from '@nestjs/common';
import { AttendanceModule } from './attendance/attendance.module.js';
import { CalendarModule } from './calendar/calendar.module.js';
import { DemoModule } from './demo/demo.module.js';
import { OrganizationsModule } from './organizations/organizations.module.js';
import { WebhooksModule } from './organizations/webhooks/webhooks.module.js';
import type { Clock } from './platform/clock.js';
import type { AppConfig } from './platform/config/app-config.js';
import { PlatformModule } from './platform/platform.module.js';
import { PrivacyModule } from './privacy/privacy.module.js';
import { ProgrammesModule } from './programmes/programmes.module.js';
import { DeskModule } from './registrations/desk/desk.module.js';
import { LeafletsModule } from './registrations/leaflets/leaflets.module.js';
import { LedgerModule } from './registrations/ledger/ledger.module.js';
import { RegistrationsModule } from './registrations/registrations.module.js';
import { RemindersModule } from './reminders/reminders.module.js';
import { ReportsModule } from './reports/reports.module.js';
import { entities, migrations } from './schema.js';

/** All rooms, wired. */
@Module({})
export class AppModule {
  static for(config: AppConfig, clock: Clock): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.for(config, clock, { entities, migrations }),
        OrganizationsModule,
        WebhooksModule,
        ProgrammesModule,
        RegistrationsModule,
        DeskModule,
        LeafletsModule,
        LedgerModule,
        AttendanceModule,
        CalendarModule,
        RemindersModule,
        ReportsModule,
        PrivacyModule,
        DemoModule,
      ],
    };
  }
}
