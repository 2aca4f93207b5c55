/** One bar: its length in the chart's units, or null where there is no number; `text` is what stands beside it. */
export interface Bar {
  readonly series: number;
  readonly value: number | null;
  readonly text: string;
}

export interface BarGroup {
  readonly label: string;
  readonly bars: readonly Bar[];
}

/** A horizontal bar chart in pixels of its own view box: every group has its label above its bars. */
export interface BarChart {
  readonly width: number;
  readonly height: number;
  readonly barHeight: number;
  readonly groups: readonly {
    readonly label: string;
    readonly y: number;
    readonly bars: readonly (Bar & { readonly y: number; readonly length: number })[];
  }[];
}

const BAR_HEIGHT = 16;
const WIDTH = 640;
/** Room right of the longest bar for its number. */
const TEXT_WIDTH = 130;
const LABEL_HEIGHT = 24;
const BAR_STEP = BAR_HEIGHT + 4;
const GROUP_GAP = 14;

/** Lays the bars out; the longest takes the full width, 0 and no number have no length. */
export function layOutBars(groups: readonly BarGroup[]): BarChart {
  const largest = Math.max(1, ...groups.flatMap(({ bars }) => bars.map((bar) => bar.value ?? 0)));
  let y = 0;
  const placed = groups.map(({ label, bars }) => {
    const top = y;
    y += LABEL_HEIGHT + bars.length * BAR_STEP + GROUP_GAP;
    return {
      label,
      y: top + LABEL_HEIGHT - 8,
      bars: bars.map((bar, index) => ({
        ...bar,
        y: top + LABEL_HEIGHT + index * BAR_STEP,
        length: Math.round(((WIDTH - TEXT_WIDTH) * (bar.value ?? 0)) / largest),
      })),
    };
  });
  return { width: WIDTH, height: y, barHeight: BAR_HEIGHT, groups: placed };
}
