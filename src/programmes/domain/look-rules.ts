import { contrastOf, isColour, isLegibleAccent, nearestLegible } from '../../shared/accent.js';
import type { FileFinding, FilePath } from './programme-file.js';

const WHITE = '#ffffff';

/**
 * An organization's colour that cannot be read on white, nor white on it, with the nearest shade that can. What is no colour has
 * a fault of its own.
 * @param accent `#rrggbb`, in small or large letters
 */
export function accentFindings(accent: string | null | undefined, path: FilePath): FileFinding[] {
  const colour = accent?.toLowerCase();
  if (!colour || !isColour(colour) || isLegibleAccent(colour)) return [];
  const contrast = Math.floor(contrastOf(colour, WHITE) * 10) / 10;
  return [
    { path, code: 'accent_illegible', params: { accent: colour, contrast, near: nearestLegible(colour) } },
  ];
}
