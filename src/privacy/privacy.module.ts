import { Module } from '@nestjs/common';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { ProgrammesModule } from '../programmes/programmes.module.js';
import { PrivacyPublicController } from './privacy.public.controller.js';
import { PrivacyStaffController } from './privacy.staff.controller.js';
import { PrivacyFactsReader } from './privacy-facts.js';
import { PrivacyNotes } from './privacy-note.service.js';

/** Privacy in plain words: the pages, and what an organization adds to its own. */
@Module({
  imports: [OrganizationsModule, ProgrammesModule],
  controllers: [PrivacyPublicController, PrivacyStaffController],
  providers: [PrivacyFactsReader, PrivacyNotes],
})
export class PrivacyModule {}
