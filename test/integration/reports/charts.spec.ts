import { describe, expect, it } from '@jest/globals';
import { type Chart, type ChartPoint, hasPoints } from '../../../src/reports/output/charts/chart.js';
import { chartSvg } from '../../../src/reports/output/charts/chart-svg.js';
import { expectGolden } from '../../support/golden.js';

const point = (value: number | null, words = value === null ? '記録なし' : `${value}回`): ChartPoint => ({
  value,
  words,
});
const BARS: Chart = {
  kind: 'bars',
  id: 'chart-held',
  title: '計画と実施の回数 <&>',
  about: '計画した回数と実施した回数を比べた図です。',
  categories: ['ひきこもり家族教室', '家族会との共催セミナー（講演と、経験を語り合う', '市民フォーラム'],
  series: [
    { name: '実施', points: [point(9), point(0), point(null, '中止')] },
    { name: '計画', points: [point(12, '12回程度'), point(6), point(1)] },
  ],
};
const LINES: Chart = {
  kind: 'lines',
  id: 'trend-1',
  title: '延べと実の推移',
  about: '線が切れているところは記録がありません。',
  categories: ['R3', 'R4', 'R5', 'R6', 'R7'],
  series: [
    { name: '延べ', points: [120, null, 0, 140, 160].map((value) => point(value)) },
    { name: '実', points: [30, null, 0, 33, 41].map((value) => point(value)) },
  ],
};
const COLUMNS: Chart = {
  ...LINES,
  kind: 'columns',
  id: 'stay-1',
  title: '回ごとの参加',
  series: [{ name: '参加', points: [12, 9, null, 7, 6].map((value) => point(value)) }],
};

/** What echarts says of surfaces that are not drawn: clips, and the frame of a legend of no width. */
const UNSEEN = /^(rgb\(0,0,0\)|#b7b9be|#000)$/;

describe('pictures of a report', () => {
  it.each([BARS, LINES, COLUMNS])('are the same bytes for the same figures: $id', (chart) => {
    const svg = chartSvg(chart);
    expect(chartSvg(chart)).toBe(svg);
    expectGolden(`reports/${chart.kind}.svg`, Buffer.from(`${svg}\n`));
  });

  it.each([BARS, LINES, COLUMNS])(
    'hold nothing that a page forbids, and only colours of the page: $id',
    (chart) => {
      const svg = chartSvg(chart);
      expect(svg).not.toMatch(/<style|<script| style=| on\w+=|class=|xlink|javascript:/);
      const colours = [...svg.matchAll(/ (?:fill|stroke)="([^"]*)"/g)].map(([, colour]) => colour ?? '');
      const seen = colours.filter((colour, index) => colours.indexOf(colour) === index);
      const usual = /^(none|currentColor|var\(--[a-z]+, (#fff|#ccc|currentColor)\)|url\(#[\w-]+\))$/;
      expect(seen.filter((colour) => !usual.test(colour) && !UNSEEN.test(colour))).toEqual([]);
      const ids = [...svg.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.every((id) => id?.startsWith(`${chart.id}-`))).toBe(true);
    },
  );

  it('says its name and what it is, as text', () => {
    const svg = chartSvg(BARS);
    expect(svg).toContain('role="img" aria-labelledby="chart-held-name chart-held-about"');
    expect(svg).toContain('<title id="chart-held-name">計画と実施の回数 &lt;&amp;&gt;</title>');
  });

  it('writes beside each bar what it measures, and says why there is none', () => {
    const svg = chartSvg(BARS);
    for (const words of ['9回', '12回程度', '0回', '中止']) expect(svg).toContain(`>${words}</text>`);
    // Without colour: the second series is striped.
    expect(svg).toContain('fill="url(#chart-held-p0)"');
  });

  it('interrupts a line where nothing was recorded, which is not 0', () => {
    const svg = chartSvg(LINES);
    const line = /<path d="([^"]*)"[^>]*stroke-width="2\.5"/.exec(svg)?.[1] ?? '';
    // R3 stands alone; R5 to R7 are one stroke.
    expect(line.split('M').filter((part) => part !== '')).toHaveLength(2);
    expect(svg).toContain('stroke-dasharray');
    expect(svg).not.toContain('>記録なし</text>');
  });

  it('is not drawn of nothing', () => {
    expect(hasPoints({ series: [{ name: '参加', points: [point(null), point(null)] }] })).toBe(false);
    expect(hasPoints({ series: [{ name: '参加', points: [point(null), point(0)] }] })).toBe(true);
  });
});
