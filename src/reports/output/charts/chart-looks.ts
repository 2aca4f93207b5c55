/**
 * Colours of a chart as echarts needs them, numbers, each of which stands for a colour of the page: the page's own change with light, dark
 * and paper. In the finished picture every one of these becomes its word.
 */
export const INK = '#00000a';
export const PAPER = '#00000b';
export const LINE = '#00000c';
export const STRONG = '#00000d';

export const PAGE_COLOURS: Readonly<Record<string, string>> = {
  [INK]: 'currentColor',
  [PAPER]: 'var(--page, #fff)',
  [LINE]: 'var(--line, #ccc)',
  [STRONG]: 'var(--chart, currentColor)',
};

/** In pixels of the picture. */
export const FONT_SIZE = 14;

/** How the surfaces of a series look: solid, then stripes, dots and crossed stripes, so that nobody needs to see colours. */
export function surfaceOf(series: number) {
  const edge = { borderColor: INK, borderWidth: 1 };
  const decals = [
    undefined,
    { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: -Math.PI / 4 },
    {
      symbol: 'circle',
      dashArrayX: [
        [5, 5],
        [0, 5, 5, 0],
      ],
      dashArrayY: [5, 0],
      symbolSize: 0.7,
    },
    { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [1, 4], rotation: Math.PI / 2 },
  ];
  const decal = decals[series % decals.length];
  return decal
    ? { ...edge, color: PAPER, decal: { color: INK, backgroundColor: PAPER, ...decal } }
    : { ...edge, borderColor: STRONG, color: STRONG };
}

/** How a line and its points look: whole, dashed, dotted, dash and dot; circle, square, triangle, diamond. */
export function lineOf(series: number) {
  const types = ['solid', [8, 5], [2, 4], [10, 4, 2, 4]] as const;
  const symbols = ['circle', 'rect', 'triangle', 'diamond'] as const;
  const color = series === 0 ? STRONG : INK;
  return {
    symbol: symbols[series % symbols.length],
    symbolSize: 9,
    itemStyle: { color: series === 0 ? STRONG : PAPER, borderColor: color, borderWidth: 1.5 },
    lineStyle: { color, width: 2.5, type: types[series % types.length] as 'solid' | number[] },
  };
}
