import type { PictureRole } from '../../src/organizations/pictures/picture.entity.js';
import { encodePicture } from '../../src/organizations/pictures/picture-encoding.js';
import { Pictures } from '../../src/organizations/pictures/pictures.js';
import { gradient } from './pictures-made.js';
import type { TestApp } from './test-app.js';

/** Keeps a picture, as an upload is kept. @returns its id, to be hung somewhere */
export async function keepPicture(
  { db, nest }: TestApp,
  organizationId: string,
  role: PictureRole,
  alt: string,
): Promise<string> {
  const encoded = await encodePicture(await gradient(640, 480).png().toBuffer(), role);
  if ('fault' in encoded) throw new Error(encoded.fault);
  const picture = { organizationId, role, alt, altEn: `${alt} (en)`, ...encoded };
  return nest.get(Pictures).keep(db.manager, picture);
}
