import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { lookSql } from '../../organizations/pictures/picture.queries.js';
import type { Town } from '../../organizations/pictures/town-looks.js';

/** What stood at an address, as far as it is still there. */
export interface Withdrawn {
  readonly organization: Town;
  /** The programme it was of; null: it has gone too. */
  readonly programme: {
    readonly slug: string;
    readonly title: string;
    readonly titleEn: string | null;
  } | null;
}

/** Addresses at which something was that has been taken out. */
@Injectable()
export class WithdrawnPages {
  constructor(private readonly db: DataSource) {}

  /**
   * What was at `path`.
   * @param path of a public page, decoded, without query
   * @returns null where nothing ever was, or where the like is there again
   */
  async at(path: string): Promise<Withdrawn | null> {
    const [row] = await this.db.query(
      `SELECT json_build_object('slug', organization.slug, 'name', organization.name, 'nameEn', organization.name_en,
           ${lookSql('organization')}) AS organization,
         CASE WHEN programme.id IS NOT NULL THEN json_build_object('slug', programme.slug, 'title', programme.title,
           'titleEn', programme.title_en) END AS programme
       FROM withdrawn_pages withdrawn JOIN organizations organization ON organization.id = withdrawn.organization_id
       LEFT JOIN programmes programme ON programme.id = withdrawn.programme_id
       WHERE withdrawn.path = $1`,
      [path],
    );
    return row ?? null;
  }
}
