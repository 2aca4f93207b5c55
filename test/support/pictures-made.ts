import sharp from 'sharp';

/** A photograph as a phone takes it: lying on its side, with the place, the camera and the owner written into it. */
export async function phonePhotograph(width = 1000, height = 750): Promise<Buffer> {
  return gradient(width, height)
    .withExif({
      IFD0: { Make: 'SecretCamera', Artist: 'SecretOwner' },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '35/1 45/1 0/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '139/1 42/1 0/1',
      },
    })
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 90 })
    .toBuffer();
}

let made = 0;

/** A picture with something in it, left dark, right light; no two are alike. */
export function gradient(width: number, height: number) {
  const pixels = Buffer.alloc(width * height * 3);
  made += 1;
  for (let at = 0; at < pixels.length; at++)
    pixels[at] = Math.floor((((at / 3) % width) / width) * 200) + (made % 50);
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

/** Bytes that a picture may be hidden in, or that hide behind one. */
export const SVG = Buffer.from(
  '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"><script>alert(1)</script></svg>',
);
