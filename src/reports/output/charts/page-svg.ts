import { PAGE_COLOURS } from './chart-looks.js';

/**
 * A picture of echarts as a page of ours may hold it. The policy of our pages allows no style in markup, so what echarts says
 * in `style` becomes attributes; what only its script needs goes; ids, which it counts through the life of the process, become the chart's own; and the
 * colours become those of the page. The page's font is inherited.
 */
export function pageSvg(
  svg: string,
  { id, title, about }: { id: string; title: string; about: string },
): string {
  return svg
    .replace(/<style\s*>[\s\S]*?<\/style>\n?/g, '')
    .replace(/ (?:class|ecmeta_\w+|pointer-events|baseProfile|xmlns:xlink)="[^"]*"/g, '')
    .replace(/ style="([^"]*)"/g, (_, declarations: string) => attributesOf(declarations))
    .replace(/\bzr\d+-/g, `${id}-`)
    .replace(/#[0-9a-f]{6}/g, (colour) => PAGE_COLOURS[colour] ?? colour)
    .replace(
      /^<svg([^>]*)>/,
      (_, attributes: string) =>
        `<svg${attributes} role="img" aria-labelledby="${id}-name ${id}-about">\n` +
        `<title id="${id}-name">${escaped(title)}</title>\n<desc id="${id}-about">${escaped(about)}</desc>`,
    );
}

/** `font-size:14px;font-weight:bold;` as attributes of the same meaning (SVG 2 §6.6). */
function attributesOf(declarations: string): string {
  return declarations
    .split(';')
    .map((declaration) => declaration.split(':').map((part) => part.trim()))
    .filter(([name, value]) => name && value && name !== 'font-family' && name !== 'white-space')
    .map(([name, value]) => ` ${name}="${value?.replace(/px$/, '')}"`)
    .join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
