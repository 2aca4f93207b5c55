import { Module } from '@nestjs/common';
import { OrganizationsModule } from '../../organizations/organizations.module.js';
import { ProgrammesModule } from '../../programmes/programmes.module.js';
import { DeskModule } from '../../registrations/desk/desk.module.js';
import { RegistrationsModule } from '../../registrations/registrations.module.js';
import { PeopleApiController } from './people.api.controller.js';
import { People } from './people.service.js';
import { PeopleStaffController } from './people.staff.controller.js';
import { PeopleAccess } from './people-access.js';
import { PersonStaffController } from './person.staff.controller.js';
import { PersonErasing } from './person-erasing.service.js';
import { PersonErasingStaffController } from './person-erasing.staff.controller.js';
import { PersonExports } from './person-export.service.js';
import { PersonMerges } from './person-merges.service.js';
import { PersonMergingApiController } from './person-merging.api.controller.js';
import { PersonMerging } from './person-merging.service.js';
import { PersonMergingStaffController } from './person-merging.staff.controller.js';
import { PersonPages } from './person-pages.service.js';

/** 利用者: who somebody is to an organization over the years, and what they may ask of it. */
@Module({
  imports: [OrganizationsModule, ProgrammesModule, RegistrationsModule, DeskModule],
  controllers: [
    PeopleStaffController,
    PersonStaffController,
    PersonMergingStaffController,
    PersonErasingStaffController,
    PeopleApiController,
    PersonMergingApiController,
  ],
  providers: [People, PeopleAccess, PersonErasing, PersonExports, PersonMerges, PersonMerging, PersonPages],
})
export class PeopleModule {}
