import { Module } from '@nestjs/common';
import { OrganizationsModule } from '../../organizations/organizations.module.js';
import { ProgrammesModule } from '../../programmes/programmes.module.js';
import { LotteriesApiController } from './lotteries.api.controller.js';
import { LotteriesPublicController } from './lotteries.public.controller.js';
import { Lotteries } from './lotteries.service.js';
import { LotteriesStaffController } from './lotteries.staff.controller.js';
import { LotteriesStaffApiController } from './lotteries.staff-api.controller.js';
import { LotteryPublications } from './lottery-publications.js';
import { LotteryStates } from './lottery-state.js';
import { LotterySweep } from './lottery-sweep.js';

/** 抽選: the part of the room that draws lots. */
@Module({
  imports: [OrganizationsModule, ProgrammesModule],
  controllers: [
    LotteriesApiController,
    LotteriesPublicController,
    LotteriesStaffController,
    LotteriesStaffApiController,
  ],
  providers: [Lotteries, LotteryPublications, LotteryStates, LotterySweep],
})
export class LotteryModule {}
