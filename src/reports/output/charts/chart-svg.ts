import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Chart, ChartSeries } from './chart.js';
import { FONT_SIZE, INK, LINE, lineOf, surfaceOf } from './chart-looks.js';
import { pageSvg } from './page-svg.js';

use([BarChart, LineChart, GridComponent, LegendComponent, SVGRenderer]);

const WIDTH = 720;
const BAR = 18;
const GROUP_GAP = 16;
const LEGEND = 36;
const NAMES_WIDTH = 230;
/** Standing columns and lines need this much beside them for the words of the outermost. */
const MARGIN = 40;
const UPRIGHT_HEIGHT = 300;
/** Room for one column and its words. */
const COLUMN_STEP = 56;

/**
 * The chart as SVG for the inside of a page: no script, no style, only colours of the page, and the same bytes for the same
 * figures. Its words are the chart's own; numbers stand beside what they measure, so that no scale has to be read.
 */
export function chartSvg(chart: Chart): string {
  const { width, height } = sizeOf(chart);
  const drawn = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    drawn.setOption(optionsOf(chart));
    return pageSvg(drawn.renderToSVGString(), chart);
  } finally {
    drawn.dispose();
  }
}

function sizeOf({ kind, categories, series }: Chart): { width: number; height: number } {
  if (kind === 'bars') {
    return { width: WIDTH, height: LEGEND + categories.length * (series.length * BAR + GROUP_GAP) + 8 };
  }
  const names = Math.max(...categories.map((name) => [...name].length)) * FONT_SIZE;
  const step = Math.max(COLUMN_STEP * (kind === 'columns' ? series.length : 1), names);
  const needed = categories.length * step + 2 * MARGIN;
  return { width: Math.max(WIDTH, needed), height: UPRIGHT_HEIGHT };
}

function optionsOf(chart: Chart): EChartsCoreOption {
  const words = { color: INK, fontSize: FONT_SIZE };
  const names = {
    type: 'category' as const,
    data: [...chart.categories],
    axisLine: { lineStyle: { color: INK } },
    axisTick: { show: false },
  };
  const numbers = {
    type: 'value' as const,
    min: 0,
    axisLabel: { show: false },
    splitLine: { show: chart.kind !== 'bars', lineStyle: { color: LINE } },
  };
  const lying = chart.kind === 'bars';
  return {
    animation: false,
    textStyle: words,
    legend: {
      show: chart.series.length > 1,
      left: 0,
      top: 4,
      icon: chart.kind === 'lines' ? undefined : 'rect',
      itemWidth: 30,
      itemHeight: 14,
      textStyle: words,
      // What is named here is not hidden by pressing it: there is no script.
      selectedMode: false,
    },
    grid: lying
      ? { left: NAMES_WIDTH, right: 150, top: LEGEND, bottom: 8, outerBoundsMode: 'none' }
      : { left: MARGIN, right: MARGIN, top: LEGEND + 24, bottom: 48, outerBoundsMode: 'none' },
    xAxis: lying ? numbers : { ...names, axisLabel: { ...words, interval: 0, margin: 10 } },
    yAxis: lying
      ? {
          ...names,
          inverse: true,
          axisLabel: { ...words, interval: 0, width: NAMES_WIDTH - 16, overflow: 'break', lineHeight: 18 },
        }
      : numbers,
    series: chart.series.map((series, index) => seriesOf(chart, series, index)),
  };
}

function seriesOf({ kind, series: all }: Chart, { name, points }: ChartSeries, index: number) {
  const label = { show: true, color: INK, fontSize: FONT_SIZE, textBorderWidth: 0 };
  if (kind === 'lines') {
    return {
      type: 'line' as const,
      name,
      ...lineOf(index),
      connectNulls: false,
      showAllSymbol: true,
      data: points.map(({ value, words }) => ({
        value: value ?? '-',
        label: {
          ...label,
          position: all.length > 1 && index > 0 ? ('bottom' as const) : ('top' as const),
          formatter: words,
        },
      })),
    };
  }
  return {
    type: 'bar' as const,
    name,
    barWidth: kind === 'bars' ? BAR : undefined,
    barMaxWidth: 40,
    barGap: '10%',
    itemStyle: surfaceOf(index),
    // No number has no length; its words say which nothing it is.
    data: points.map(({ value, words }) => ({
      value: value ?? 0,
      label: {
        ...label,
        position: kind === 'bars' ? ('right' as const) : ('top' as const),
        formatter: words,
      },
    })),
  };
}
