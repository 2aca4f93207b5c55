import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { lookSql, type TownLook } from './picture.queries.js';

/** An organization as the head of a page about it names it and wears its colour; `town` of the public layout. */
export interface Town extends TownLook {
  readonly slug: string;
  readonly name: string;
  readonly nameEn: string | null;
}

/** How organizations look, for pages that know only which one they are about. */
@Injectable()
export class TownLooks {
  constructor(private readonly db: DataSource) {}

  /** Undefined where no organization has this slug. */
  async bySlug(slug: string): Promise<Town | undefined> {
    const [row]: { town: Town }[] = await this.db.query(
      `SELECT json_build_object('slug', town.slug, 'name', town.name, 'nameEn', town.name_en, ${lookSql('town')}) AS town
       FROM organizations town WHERE town.slug = $1`,
      [slug],
    );
    return row?.town;
  }
}
