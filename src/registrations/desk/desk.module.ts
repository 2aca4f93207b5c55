import { Module } from '@nestjs/common';
import { OrganizationsModule } from '../../organizations/organizations.module.js';
import { ProgrammesModule } from '../../programmes/programmes.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { RegistrationsModule } from '../registrations.module.js';
import { ActParts } from './act-parts.js';
import { Addressing } from './addressing.service.js';
import { Deciding } from './deciding.service.js';
import { Desk } from './desk.service.js';
import { DeskStaffController } from './desk.staff.controller.js';
import { DeskStaffApiController } from './desk.staff-api.controller.js';
import { DeskActsStaffApiController } from './desk-acts.staff-api.controller.js';
import { DeskRegistrantStaffApiController } from './desk-registrant.staff-api.controller.js';
import { DeskRegistrations } from './desk-registrations.service.js';
import { DeskTurns } from './desk-turns.js';
import { DuplicatesStaffController } from './duplicates.staff.controller.js';
import { ForRegistrant } from './for-registrant.service.js';
import { Merging } from './merging.service.js';
import { NotesAndLinks } from './notes-and-links.service.js';
import { RegistrationStaffController } from './registration.staff.controller.js';
import { RegistrationActing } from './registration-acting.js';
import { RegistrationNewStaffController } from './registration-new.staff.controller.js';
import { Reshaping } from './reshaping.service.js';
import { StaffRegistering } from './staff-registering.service.js';
import { WalkIns } from './walk-ins.service.js';
import { WalkInsStaffController } from './walk-ins.staff.controller.js';

/** 受付: what staff do at the desk, on the telephone and at the door. */
@Module({
  imports: [OrganizationsModule, ProgrammesModule, RegistrationsModule, LedgerModule],
  controllers: [
    DeskStaffController,
    RegistrationNewStaffController,
    RegistrationStaffController,
    WalkInsStaffController,
    DuplicatesStaffController,
    DeskStaffApiController,
    DeskActsStaffApiController,
    DeskRegistrantStaffApiController,
  ],
  providers: [
    ActParts,
    Addressing,
    Deciding,
    Desk,
    DeskRegistrations,
    DeskTurns,
    ForRegistrant,
    Merging,
    NotesAndLinks,
    RegistrationActing,
    Reshaping,
    StaffRegistering,
    WalkIns,
  ],
  exports: [ActParts, Desk, NotesAndLinks, WalkIns],
})
export class DeskModule {}
