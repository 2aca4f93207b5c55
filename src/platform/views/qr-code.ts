import { encodeQR } from 'qr';

/** A QR code as a path of SVG: `size` modules each way, the quiet zone among them. */
export interface QrCode {
  readonly size: number;
  /** The dark modules. */
  readonly path: string;
}

/** Light modules around the symbol (ISO/IEC 18004: four). */
const QUIET_ZONE = 4;

export function qrCode(text: string): QrCode {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: QUIET_ZONE });
  const path = rows.flatMap((row, y) => runs(row).map(([x, width]) => `M${x} ${y}h${width}v1h-${width}z`));
  return { size: rows.length, path: path.join('') };
}

/** A picture (`data:` address, SVG), black on white whatever surrounds it: most readers do not know a code in reversed colours. */
export function qrPicture(text: string): string {
  const { size, path } = qrCode(text);
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${path}"/></svg>`;
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}

/** Dark modules that lie side by side: where each run begins and how many it has. */
function runs(row: readonly boolean[]): [number, number][] {
  const found: [number, number][] = [];
  for (const [x, isDark] of row.entries()) {
    const last = found.at(-1);
    if (!isDark) continue;
    if (last && last[0] + last[1] === x) last[1] += 1;
    else found.push([x, 1]);
  }
  return found;
}
