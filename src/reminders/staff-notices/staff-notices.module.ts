import { Module } from '@nestjs/common';
import { LeavingLinks } from './leaving-links.js';
import { NoticeLeavingPublicController } from './notice-leaving.public.controller.js';
import { NoticeSettings } from './notice-settings.service.js';
import { NoticeSettingsStaffController } from './notice-settings.staff.controller.js';
import { StaffNoticeSweep } from './staff-notice-sweep.js';
import { StaffNoticeWriter } from './staff-notice-writer.js';
import { StaffNoticeMails } from './staff-notices.mails.js';

/** Mails to staff: new registrations, seats nearly gone, numbers not reached; and who wants them. */
@Module({
  controllers: [NoticeSettingsStaffController, NoticeLeavingPublicController],
  providers: [StaffNoticeSweep, StaffNoticeMails, StaffNoticeWriter, LeavingLinks, NoticeSettings],
  exports: [StaffNoticeSweep],
})
export class StaffNoticesModule {}
