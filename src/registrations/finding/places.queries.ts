import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { lookSql, type TownLook } from '../../organizations/pictures/picture.queries.js';

export interface OrganizationChoice extends TownLook {
  readonly slug: string;
  readonly name: string;
  readonly nameEn: string | null;
}

export interface VenueChoice {
  readonly id: string;
  /** `<slug of its organization>.<its key>`: what addresses call it. */
  readonly code: string;
  readonly organization: string;
  readonly name: string;
  readonly nameEn: string | null;
  readonly online: boolean;
  readonly isOnMap: boolean;
}

/** Mean radius of the earth in kilometres (IUGG). */
const EARTH_KM = 6371.0088;

/** Where things are held: what one may choose from, and what is near what. */
@Injectable()
export class Places {
  constructor(private readonly db: DataSource) {}

  /** In the order of their slugs. */
  async organizations(): Promise<OrganizationChoice[]> {
    const rows: { town: OrganizationChoice }[] = await this.db.query(
      `SELECT json_build_object('slug', town.slug, 'name', town.name, 'nameEn', town.name_en, ${lookSql('town')}) AS town
       FROM organizations town ORDER BY town.slug`,
    );
    return rows.map(({ town }) => town);
  }

  /** Venues of an organization, those that one goes to first. */
  venues(organization: string): Promise<VenueChoice[]> {
    return this.db.query(
      `SELECT venue.id, organization.slug || '.' || venue.key AS code, organization.slug AS organization, venue.name,
         venue.name_en AS "nameEn", venue.online, venue.latitude IS NOT NULL AS "isOnMap"
       FROM venues venue JOIN organizations organization ON organization.id = venue.organization_id
       WHERE organization.slug = $1 ORDER BY venue.online, venue.name, venue.key`,
      [organization],
    );
  }

  /** Ids of the venues, of whatever organization, within so many kilometres of one as the crow flies; itself is one of them. */
  async around(venueId: string, kilometres: number): Promise<string[]> {
    const rows: { id: string }[] = await this.db.query(
      `SELECT venue.id FROM venues venue, venues centre
       WHERE centre.id = $1 AND venue.latitude IS NOT NULL AND
         ${EARTH_KM} * 2 * asin(least(1, sqrt(
           sin(radians(venue.latitude - centre.latitude) / 2) ^ 2
           + cos(radians(centre.latitude)) * cos(radians(venue.latitude))
             * sin(radians(venue.longitude - centre.longitude) / 2) ^ 2))) <= $2::double precision
       ORDER BY venue.id`,
      [venueId, kilometres],
    );
    return rows.map(({ id }) => id);
  }
}
