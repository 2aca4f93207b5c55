import { createHash } from 'node:crypto';
import type { Sharp } from 'sharp';
import type { PictureRole } from './picture.entity.js';

/** The largest file that is read, bytes. */
export const MOST_BYTES = 10 * 1024 * 1024;

/** The most pixels that are decoded: what phones take, and no file that is small as bytes and fills the memory. */
const MOST_PIXELS = 60_000_000;
/** Seconds after which decoding or encoding is given up. */
const MOST_SECONDS = 20;
/** A picture smaller than this on either side, in pixels, would be a blur. */
const LEAST_SIDE = { logo: 32, photograph: 320 } as const;

/** Widths of photographs, pixels: a phone's page, and a wide one's. */
const PHOTOGRAPH_WIDTHS = [480, 960] as const;
/** A logo stands 48 CSS pixels high; screens have up to three pixels for each. */
const LOGO_BOX = { width: 720, height: 144 } as const;

/** How files of the formats begin that are read; sharp calls AVIF `heif`. */
const SIGNATURES: readonly { readonly format: string; readonly is: (bytes: Buffer) => boolean }[] = [
  { format: 'jpeg', is: (bytes) => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])) },
  { format: 'png', is: (bytes) => bytes.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')) },
  {
    format: 'webp',
    is: (bytes) => text(bytes, 0, 4) === 'RIFF' && text(bytes, 8, 12) === 'WEBP',
  },
  { format: 'heif', is: (bytes) => text(bytes, 4, 8) === 'ftyp' && /^avi[fs]$/.test(text(bytes, 8, 12)) },
];

/** Why a file is no picture for us; `faults.picture.<reason>`. */
export type PictureFault = 'missing' | 'too_large' | 'format' | 'broken' | 'too_many_pixels' | 'too_small';

/** One file of a picture as it is kept and sent. */
export interface EncodedFile {
  readonly hash: string;
  readonly mediaType: 'image/webp' | 'image/jpeg' | 'image/png';
  readonly width: number;
  readonly height: number;
  readonly bytes: Buffer;
}

/**
 * Decodes an uploaded file and encodes what it shows anew, in the sizes and formats that pages use. Nothing else of the file is
 * kept: no place, camera or name in it, no second file behind it. It stands as it was meant to be held.
 * @returns the files, or why there are none
 */
export async function encodePicture(
  content: Uint8Array | undefined,
  role: PictureRole,
): Promise<{ readonly files: readonly EncodedFile[] } | { readonly fault: PictureFault }> {
  if (!content || content.length === 0) return { fault: 'missing' };
  if (content.length > MOST_BYTES) return { fault: 'too_large' };
  const bytes = Buffer.from(content);
  const signature = SIGNATURES.find(({ is }) => is(bytes));
  // Whatever else could be decoded (SVG, PDF, TIFF) is not looked at.
  if (!signature) return { fault: 'format' };
  try {
    const sharp = await decoder();
    const picture = sharp(bytes, { limitInputPixels: false, failOn: 'error', pages: 1 });
    const { format, width, height } = await picture.metadata();
    if (format !== signature.format) return { fault: 'format' };
    if (width * height > MOST_PIXELS) return { fault: 'too_many_pixels' };
    if (Math.min(width, height) < LEAST_SIDE[role]) return { fault: 'too_small' };
    return { files: await (role === 'logo' ? logoFiles(bytes) : photographFiles(bytes)) };
  } catch {
    return { fault: 'broken' };
  }
}

function text(bytes: Buffer, from: number, to: number): string {
  return bytes.subarray(from, to).toString('latin1');
}

/** Loaded with the first upload: most processes never see one, and it takes its time. */
async function decoder() {
  return (await import('sharp')).default;
}

/** Decoded again for each file: streams of libvips read once. */
async function upright(bytes: Buffer): Promise<Sharp> {
  const sharp = await decoder();
  return sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error', pages: 1 })
    .timeout({ seconds: MOST_SECONDS })
    .autoOrient()
    .toColourspace('srgb');
}

async function photographFiles(bytes: Buffer): Promise<EncodedFile[]> {
  const files: EncodedFile[] = [];
  for (const width of PHOTOGRAPH_WIDTHS) {
    const sized = (await upright(bytes))
      .flatten({ background: '#ffffff' })
      .resize({ width, height: width * 2, fit: 'inside', withoutEnlargement: true });
    files.push(await encoded(sized.clone().webp({ quality: 72, effort: 4 }), 'image/webp'));
    if (width === PHOTOGRAPH_WIDTHS.at(-1))
      files.push(await encoded(sized.clone().jpeg({ quality: 74, mozjpeg: true }), 'image/jpeg'));
  }
  // A small photograph is no larger in the larger size.
  return [...new Map(files.map((file) => [file.hash, file])).values()];
}

async function logoFiles(bytes: Buffer): Promise<EncodedFile[]> {
  const sized = (await upright(bytes)).resize({ ...LOGO_BOX, fit: 'inside', withoutEnlargement: true });
  return [await encoded(sized.png({ compressionLevel: 9, palette: true, quality: 90 }), 'image/png')];
}

async function encoded(picture: Sharp, mediaType: EncodedFile['mediaType']): Promise<EncodedFile> {
  const { data, info } = await picture.toBuffer({ resolveWithObject: true });
  const hash = createHash('sha256').update(data).digest('hex');
  return { hash, mediaType, width: info.width, height: info.height, bytes: data };
}
