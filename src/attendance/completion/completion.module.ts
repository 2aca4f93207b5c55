import { Module } from '@nestjs/common';
import { OrganizationsModule } from '../../organizations/organizations.module.js';
import { ProgrammesModule } from '../../programmes/programmes.module.js';
import { CertificatesStaffController } from './certificates.staff.controller.js';
import { CompletionApiController } from './completion.api.controller.js';
import { CompletionQueries } from './completion.queries.js';
import { CompletionStaffController } from './completion.staff.controller.js';
import { CompletionViews } from './completion-views.js';
import { Completions } from './completions.service.js';
import { Roll } from './roll.service.js';
import { RollStaffController } from './roll.staff.controller.js';

/** 修了: who completed a course, the roll that comes of it, and its certificates. */
@Module({
  imports: [OrganizationsModule, ProgrammesModule],
  controllers: [
    CompletionStaffController,
    RollStaffController,
    CertificatesStaffController,
    CompletionApiController,
  ],
  providers: [CompletionQueries, CompletionViews, Completions, Roll],
})
export class CompletionModule {}
