import { Module } from '@nestjs/common';
import { OrganizationsModule } from '../../organizations/organizations.module.js';
import { HeadCategoriesApiController, HeadCategoriesStaffController } from './head-categories.controllers.js';
import { HeadCategories } from './head-categories.service.js';

/** 人数の区分 of an organization. */
@Module({
  imports: [OrganizationsModule],
  controllers: [HeadCategoriesStaffController, HeadCategoriesApiController],
  providers: [HeadCategories],
})
export class HeadCategoriesModule {}
