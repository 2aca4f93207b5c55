import { Module } from '@nestjs/common';
import { OrganizationsModule } from '../../organizations/organizations.module.js';
import { ProgrammesModule } from '../../programmes/programmes.module.js';
import { AttendanceService } from './attendance.service.js';
import { RosterQueries } from './roster.queries.js';
import { RosterLooks } from './roster-looks.js';

/** The sheet of a session: who is on its list, and what is recorded of them. */
@Module({
  imports: [OrganizationsModule, ProgrammesModule],
  providers: [AttendanceService, RosterQueries, RosterLooks],
  exports: [AttendanceService, RosterQueries, RosterLooks],
})
export class SheetModule {}
