import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const resolve = createRequire(import.meta.url).resolve;

/** The weights in which the design system writes. */
const WEIGHTS = ['400', '700'] as const;

/**
 * Noto Sans JP in some 120 subsets by unicode range: a page fetches only those whose characters stand on it. The two weights
 * of a subset stand side by side, so that its long range is compressed to nothing the second time, by gzip too (whose memory
 * is 32 kB).
 */
export function fontFaces(): string {
  const [light = [], bold = []] = WEIGHTS.map((weight) => facesOf(weight));
  return light.flatMap((face, index) => [face, bold[index] ?? '']).join('\n');
}

function facesOf(weight: string): string[] {
  const css = readFileSync(resolve(`@fontsource/noto-sans-jp/${weight}.css`), 'utf8');
  return [...css.matchAll(/files\/([^)]+\.woff2)\)[^}]*?unicode-range:\s*([^;]+);/g)].map(
    ([, file, range]) =>
      `@font-face{font-family:"Noto Sans JP";font-display:swap;src:url(/assets/fonts/${file})format("woff2");unicode-range:${range};font-weight:${weight}}`,
  );
}
