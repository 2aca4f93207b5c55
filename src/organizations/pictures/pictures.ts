import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { newId } from '../../shared/ids.js';
import { Picture, type PictureRole } from './picture.entity.js';
import type { EncodedFile } from './picture-encoding.js';
import { PictureFile } from './picture-file.entity.js';

export interface NewPicture {
  readonly organizationId: string;
  readonly role: PictureRole;
  readonly alt: string;
  readonly altEn: string | null;
  readonly files: readonly EncodedFile[];
}

/** Pictures as they are kept. Whoever hangs one up takes down the one before it: the database erases that (`pictures_replaced`). */
@Injectable()
export class Pictures {
  constructor(private readonly clock: Clock) {}

  /** @returns the id, to be hung up in the same transaction */
  async keep(tx: EntityManager, { files, ...picture }: NewPicture): Promise<string> {
    const id = newId();
    await tx.insert(Picture, { id, ...picture, createdAt: this.clock.now() });
    await tx.insert(
      PictureFile,
      files.map((file) => ({ pictureId: id, ...file })),
    );
    return id;
  }

  /** Says anew what it shows. */
  async describe(tx: EntityManager, id: string, words: Pick<NewPicture, 'alt' | 'altEn'>): Promise<void> {
    await tx.update(Picture, id, words);
  }
}
