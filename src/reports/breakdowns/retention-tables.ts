import type { Count, CourseRetention, SessionAttendance } from '../domain/retention.js';
import type { Cell, ChartData, FigureTable, Label } from './breakdown.js';

const COLUMNS = ['expected', 'attended', 'fresh', 'stayed'] as const;
const DRAWN = ['expected', 'attended', 'stayed'] as const;
const PEOPLE: Label = { key: 'breakdowns.people' };

/** A line for each session of a course. Nothing is added: the same people come again. */
export function retentionTable({ sessions }: CourseRetention): FigureTable {
  return {
    key: 'retention',
    title: { key: 'breakdowns.retention.title' },
    unit: PEOPLE,
    columns: COLUMNS.map((key) => ({ key, label: { key: `breakdowns.retention.${key}` } })),
    lines: sessions.map((row) => ({
      key: row.session.id,
      label: sessionLabel(row),
      cells: COLUMNS.map((column) => cellOf(row[column], column === 'attended' && row.session.approximate)),
      children: [],
      apart: false,
    })),
    unknown: null,
    total: null,
    exhaustive: null,
    notes: [{ key: 'breakdowns.retention.note' }],
  };
}

/** How many people came to at least so many sessions; each line is in those above it. */
export function funnelTable({ atLeast }: CourseRetention): FigureTable {
  return {
    key: 'funnel',
    title: { key: 'breakdowns.funnel.title' },
    unit: PEOPLE,
    columns: [{ key: 'people', label: { key: 'breakdowns.funnel.people' } }],
    lines: (atLeast ?? []).map((people, index) => ({
      key: String(index + 1),
      label: { key: 'breakdowns.funnel.atLeast', params: { times: index + 1 } },
      cells: [{ value: people, state: 'counted', approximate: false, outOf: null }],
      children: [],
      apart: true,
    })),
    unknown: null,
    total: null,
    exhaustive: null,
    notes: atLeast === null ? [{ key: 'breakdowns.funnel.heads' }] : [],
  };
}

export function retentionChart({ sessions }: CourseRetention): ChartData {
  return {
    title: { key: 'breakdowns.retention.title' },
    unit: PEOPLE,
    marks: sessions.map(sessionLabel),
    series: DRAWN.map((key) => ({
      label: { key: `breakdowns.retention.${key}` },
      points: sessions.map((row) => row[key].value),
      states: sessions.map((row) => row[key].state),
    })),
  };
}

function sessionLabel({ session: { number, startsOn } }: SessionAttendance): Label {
  const dates = { date: startsOn };
  return number === null
    ? { key: 'breakdowns.retention.day', dates }
    : { key: 'breakdowns.retention.session', params: { number }, dates };
}

function cellOf({ value, state }: Count, approximate: boolean): Cell {
  return { value, state, approximate: value !== null && approximate, outOf: null };
}
