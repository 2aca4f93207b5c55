import { Module } from '@nestjs/common';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { ProgrammesModule } from '../programmes/programmes.module.js';
import { RegistrationsModule } from '../registrations/registrations.module.js';
import { AtomController } from './atom/atom.controller.js';
import { AtomFeeds } from './atom/atom.service.js';
import { EmbeddedLists } from './embed/embed.lists.js';
import { EmbedPublicController } from './embed/embed.public.controller.js';
import { FeedChangeSweep } from './feeds/feed-change-sweep.js';
import { FeedsController } from './feeds/feeds.controller.js';
import { Feeds } from './feeds/feeds.service.js';
import { PersonalFeedsController } from './feeds/personal-feeds.controller.js';
import { Renderings } from './feeds/renderings.js';
import { SessionCalendarsController } from './feeds/session-calendars.controller.js';
import { SessionCalendars } from './feeds/session-calendars.service.js';
import { EventLists } from './opendata/event-lists.service.js';
import { OpenDataPublicController } from './opendata/open-data.public.controller.js';
import { SharingPublicController } from './sharing/sharing.public.controller.js';
import { SharingPictures } from './sharing/sharing-picture.js';
import { SharedPages } from './sharing/sharing-words.js';
import { RobotsPublicController } from './sitemap/robots.public.controller.js';
import { SitemapPublicController } from './sitemap/sitemap.public.controller.js';
import { Sitemaps } from './sitemap/sitemap.service.js';
import { CalendarSweep } from './staff/calendar-sweep.js';
import { StaffCalendarStaffController } from './staff/staff-calendar.staff.controller.js';
import { StaffCalendars } from './staff/staff-calendars.service.js';
import { StaffFeedsController } from './staff/staff-feeds.controller.js';
import { StaffFeeds } from './staff/staff-feeds.service.js';
import { CalendarPublicController } from './subscribing/calendar.public.controller.js';
import { Choices } from './subscribing/choices.js';

@Module({
  imports: [OrganizationsModule, ProgrammesModule, RegistrationsModule],
  controllers: [
    AtomController,
    CalendarPublicController,
    EmbedPublicController,
    FeedsController,
    OpenDataPublicController,
    PersonalFeedsController,
    RobotsPublicController,
    SessionCalendarsController,
    SharingPublicController,
    SitemapPublicController,
    StaffFeedsController,
    StaffCalendarStaffController,
  ],
  providers: [
    AtomFeeds,
    CalendarSweep,
    Choices,
    EmbeddedLists,
    EventLists,
    FeedChangeSweep,
    Feeds,
    Renderings,
    SessionCalendars,
    SharedPages,
    SharingPictures,
    Sitemaps,
    StaffCalendars,
    StaffFeeds,
  ],
})
export class CalendarModule {}
