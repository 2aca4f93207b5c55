import { Module } from '@nestjs/common';
import { OrganizationsModule } from '../../organizations/organizations.module.js';
import { ProgrammesModule } from '../../programmes/programmes.module.js';
import { DeskModule } from '../../registrations/desk/desk.module.js';
import { SheetModule } from '../sheet/sheet.module.js';
import { ClosingStaffController } from './closing.staff.controller.js';
import { Door } from './door.service.js';
import { DoorApiController, DoorStaffApiController } from './door.staff-api.controller.js';
import { DoorAnswers } from './door-answers.js';
import { DoorDesk } from './door-desk.js';
import { DoorScreenStaffController } from './door-screen.staff.controller.js';
import { DoorTurns } from './door-turns.js';
import { DoorWalkIns } from './door-walk-ins.js';

/** 受付: what is done at the door of a session, and closing its sheet. */
@Module({
  imports: [OrganizationsModule, ProgrammesModule, DeskModule, SheetModule],
  controllers: [DoorScreenStaffController, DoorStaffApiController, DoorApiController, ClosingStaffController],
  providers: [Door, DoorDesk, DoorTurns, DoorWalkIns, DoorAnswers],
  exports: [DoorDesk],
})
export class DoorModule {}
