import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Audit } from '../../organizations/audit/audit.js';
import type { PictureView } from '../../organizations/pictures/picture.queries.js';
import { encodePicture } from '../../organizations/pictures/picture-encoding.js';
import { Pictures } from '../../organizations/pictures/pictures.js';
import type { Principal } from '../../organizations/principal.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { DomainError } from '../../shared/domain-error.js';
import { waitForTurn } from '../import/organization-turn.queries.js';
import { ProgrammeAccess } from '../programme-access.js';
import { type HungPicture, hang, selectHung, WALLS, type WallName } from './hung-pictures.queries.js';
import type { PictureWordsDto } from './look.dto.js';
import { type PictureForm, pictureMark } from './look-form.js';

/** The logo of an organization, the photograph of a programme or of a venue: hung up, described anew, taken down. */
@Injectable()
export class HungPictures {
  constructor(
    private readonly db: DataSource,
    private readonly audit: Audit,
    private readonly pictures: Pictures,
    private readonly access: ProgrammeAccess,
  ) {}

  /** @throws DomainError `unknown`, `forbidden` */
  async edited(principal: Principal, wall: WallName, slugOrId: string): Promise<HungPicture> {
    return this.found(this.db.manager, principal, wall, slugOrId);
  }

  /**
   * Hangs up what was uploaded, or, without a file, says anew what the picture there shows.
   * @param seen which picture that was where the words were written (`pictureMark`)
   * @throws DomainError `unknown`, `forbidden`, `invalid`, `conflict` where the words are about another picture
   */
  async change(
    principal: Principal,
    wall: WallName,
    slugOrId: string,
    { upload, seen, ...words }: PictureWordsDto & Pick<PictureForm, 'upload' | 'seen'>,
  ): Promise<void> {
    const before = await this.edited(principal, wall, slugOrId);
    const { role } = WALLS[wall];
    const isDescribed = !upload && before.pictureId !== null;
    const encoded = isDescribed ? { files: [] } : await encodePicture(upload?.content, role);
    if ('fault' in encoded)
      throw new DomainError('invalid', { faults: [{ field: 'file', code: `picture.${encoded.fault}` }] });
    const said = { alt: words.alt, altEn: words.altEn ?? null };
    await this.act(principal, wall, before, 'picture_changed', async (tx, { pictureId, picture: now }) => {
      if (encoded.files.length === 0) {
        if (pictureId === null || isOther(now, seen)) throw new DomainError('conflict');
        await this.pictures.describe(tx, pictureId, said);
        return said;
      }
      const { files } = encoded;
      const picture = { organizationId: before.organizationId, role, ...said, files };
      await hang(tx, WALLS[wall], before.id, await this.pictures.keep(tx, picture));
      return { ...said, hash: files[0]?.hash };
    });
  }

  /** Takes the picture down and erases it. @throws DomainError `unknown`, `forbidden`, `conflict` where it is not the one that was `seen` */
  async remove(
    principal: Principal,
    wall: WallName,
    slugOrId: string,
    seen: string | undefined,
  ): Promise<void> {
    const before = await this.edited(principal, wall, slugOrId);
    await this.act(principal, wall, before, 'picture_removed', async (tx, { pictureId, picture }) => {
      if (pictureId === null) return null;
      if (isOther(picture, seen)) throw new DomainError('conflict');
      await hang(tx, WALLS[wall], before.id, null);
      return {};
    });
  }

  private async act(
    principal: Principal,
    wall: WallName,
    { id, organizationId, organizationSlug }: HungPicture,
    name: 'picture_changed' | 'picture_removed',
    change: (tx: EntityManager, now: HungPicture) => Promise<Record<string, unknown> | null>,
  ): Promise<void> {
    await inTransaction(this.db, async (tx) => {
      await waitForTurn(tx, [organizationSlug]);
      const now = await this.found(tx, principal, wall, id);
      const after = await change(tx, now);
      if (after === null) return;
      await this.audit.record(tx, {
        organizationId,
        actor: principal.actor,
        action: `${wall}.${name}`,
        subjectId: id,
        before: now.picture ? { alt: now.picture.alt, altEn: now.picture.altEn } : undefined,
        after,
      });
    });
  }

  private async found(
    db: EntityManager,
    principal: Principal,
    wall: WallName,
    slugOrId: string,
  ): Promise<HungPicture> {
    const found = await selectHung(db, WALLS[wall], slugOrId);
    if (!found) throw new DomainError('unknown');
    const { id: programmeId, organizationId } = found;
    if (wall === 'programme')
      await this.access.require(principal, 'organizer', { programmeId, organizationId }, db);
    else principal.require('organizer', organizationId);
    return found;
  }
}

/** True where another picture hangs there than the one that was seen. */
function isOther(now: PictureView | null, seen: string | undefined): boolean {
  return seen !== undefined && seen !== pictureMark(now);
}
