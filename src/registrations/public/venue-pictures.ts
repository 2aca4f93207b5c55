import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type PictureView, pictureSql } from '../../organizations/pictures/picture.queries.js';

/** Photographs of venues, for the pages of sessions: the only ones that show them, so that lists need not carry them. */
@Injectable()
export class VenuePictures {
  constructor(private readonly db: DataSource) {}

  /** Of the venue at which the session is held; null where there is none. `id`: a UUID. */
  async bySession(id: string): Promise<PictureView | null> {
    const [row]: { picture: PictureView }[] = await this.db.query(
      `SELECT ${pictureSql('venue.picture_id')} AS picture
       FROM sessions session JOIN venues venue ON venue.id = session.venue_id
       WHERE session.id = $1 AND venue.picture_id IS NOT NULL`,
      [id],
    );
    return row?.picture ?? null;
  }
}
