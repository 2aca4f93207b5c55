import { Module } from '@nestjs/common';
import { OrganizationsModule } from '../../organizations/organizations.module.js';
import { ProgrammesModule } from '../../programmes/programmes.module.js';
import { RegistrationsModule } from '../registrations.module.js';
import { LeafletAssetsPublicController } from './leaflet-assets.public.controller.js';
import { LeafletEditing } from './leaflet-editing.service.js';
import { LeafletPages } from './leaflet-pages.js';
import { LeafletSubjects } from './leaflet-subjects.js';
import { LeafletsPublicController } from './leaflets.public.controller.js';
import { LeafletsStaffController } from './leaflets.staff.controller.js';

/** What is handed out on paper. */
@Module({
  imports: [OrganizationsModule, ProgrammesModule, RegistrationsModule],
  controllers: [LeafletAssetsPublicController, LeafletsPublicController, LeafletsStaffController],
  providers: [LeafletSubjects, LeafletPages, LeafletEditing],
})
export class LeafletsModule {}
