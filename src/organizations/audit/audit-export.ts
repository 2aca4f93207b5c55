import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { csvText } from '../../platform/csv.js';
import type { Language } from '../../platform/views/messages.js';
import { Views } from '../../platform/views/views.js';
import type { Principal } from '../principal.js';
import type { AuditItem, AuditSearch } from './audit.dto.js';
import { AuditLog } from './audit-log.js';
import { Looks } from './looks.js';

/** Columns of the file; the words of its first line are `organizations.audit.column.<name>`. */
const COLUMNS = [
  'at',
  'organization',
  'actor',
  'actorName',
  'action',
  'words',
  'subject',
  'before',
  'after',
  'id',
] as const;

/** The audit log as a file, written while it is read. */
@Injectable()
export class AuditExport {
  constructor(
    private readonly log: AuditLog,
    private readonly looks: Looks,
    private readonly views: Views,
  ) {}

  /**
   * Times are ISO 8601 with the offset of the organization. That it was made is written down first.
   * @throws DomainError `unknown` for an organization that is not theirs
   */
  async csv(principal: Principal, search: AuditSearch, language: Language): Promise<Readable> {
    const parts = await this.log.parts(principal, search);
    const organizations = await this.log.organizations(principal);
    // What was typed may be a name.
    const { organization, q: _typed, subject: _about, actor: _by, ...rest } = search;
    await this.looks.recordAll(
      principal,
      organizations
        .filter(({ slug }) => organization === undefined || slug === organization)
        .map(({ id }) => ({
          organizationId: id,
          action: 'audit.exported',
          subjectId: id,
          after: { ...rest },
        })),
    );
    return Readable.from(this.records(parts, language), { objectMode: false });
  }

  private async *records(
    parts: AsyncIterable<readonly AuditItem[]>,
    language: Language,
  ): AsyncGenerator<string> {
    const t = this.views.translator(language);
    yield csvText([COLUMNS.map((name) => t(`organizations.audit.column.${name}`))], { isBeginning: true });
    const wordsOf = (action: string) =>
      this.views.messages.has(`staff.action.${action}`) ? t(`staff.action.${action}`) : action;
    for await (const items of parts)
      yield csvText(
        items.map((item) => rowOf(item, wordsOf)),
        {},
      );
  }
}

function rowOf(item: AuditItem, wordsOf: (action: string) => string): (string | null)[] {
  return [
    item.at,
    item.organization,
    item.actor,
    item.actorName,
    item.action,
    wordsOf(item.action),
    item.subjectId,
    item.before && JSON.stringify(item.before),
    item.after && JSON.stringify(item.after),
    item.id,
  ];
}
