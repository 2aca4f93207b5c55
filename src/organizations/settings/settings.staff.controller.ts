import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DataSource, In } from 'typeorm';
import { Page } from '../../platform/http/page-context.js';
import { type PageContext, Views } from '../../platform/views/views.js';
import { CurrentStaff, Requires } from '../access.js';
import { Organization } from '../organization.entity.js';
import { Principal } from '../principal.js';
import { SETTINGS, type SettingsEntry } from './settings-index.js';

/** A link of the page; with the organization that it is about where there is one page for each. */
interface SettingsLink {
  readonly href: string;
  readonly organization: Organization | null;
}

/** 設定: the way to every page that is not needed each day, as far as the reader's roles open it. */
@ApiExcludeController()
@Requires('viewer')
@Controller('staff/settings')
export class SettingsStaffController {
  constructor(
    private readonly db: DataSource,
    private readonly views: Views,
  ) {}

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  async list(@CurrentStaff() principal: Principal, @Page() page: PageContext): Promise<string> {
    const organizations = await this.db.manager.find(Organization, {
      where: { id: In(principal.organizationsWith('viewer')) },
      order: { name: 'ASC', slug: 'ASC' },
    });
    const groups = Object.entries(SETTINGS).map(([key, entries]) => ({
      key,
      entries: entries
        .map((entry) => ({ key: entry.key, links: linksOf(entry, principal, organizations) }))
        .filter(({ links }) => links.length > 0),
    }));
    return this.views.page('staff/settings', page, {
      groups: groups.filter(({ entries }) => entries.length > 0),
    });
  }
}

/** Where an entry leads for this reader; empty where nowhere. */
function linksOf(
  { path, role, ownAccount }: SettingsEntry,
  principal: Principal,
  organizations: readonly Organization[],
): SettingsLink[] {
  if (ownAccount && principal.staffSession.organizationId !== null) return [];
  const may = new Set(principal.organizationsWith(role));
  if (!path.includes(':slug')) return may.size > 0 ? [{ href: path, organization: null }] : [];
  return organizations
    .filter(({ id }) => may.has(id))
    .map((organization) => ({ href: path.replace(':slug', organization.slug), organization }));
}
