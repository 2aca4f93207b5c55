import type { EntityManager } from 'typeorm';
import { type TallyFacts, type TallyFigure, tallyKey } from '../domain/tally.js';
import { Tally } from './tally.entity.js';
import { TallyLine } from './tally-line.entity.js';

/** A table on its way into the database. */
export interface WrittenTally {
  readonly id: string;
  readonly organizationId: string;
  readonly programmeId: string | null;
  readonly facts: TallyFacts;
  readonly at: Date;
  /** `staff:<id>` or `token:<id>`. */
  readonly by: string;
}

/** The figures alone, in one order of their names: what the log keeps, and by what two tables are compared. */
export function factsOf(given: TallyFacts): TallyFacts {
  const { axis, unit, qualifier, kind, startsOn, endsOn, cumulative, total, exhaustive, note, source } =
    given;
  const lines = given.lines.map((line) => ({ ...figureOf(line), parts: line.parts.map(figureOf) }));
  return {
    axis,
    unit,
    qualifier,
    kind,
    startsOn,
    endsOn,
    cumulative,
    total,
    exhaustive,
    note,
    source,
    lines,
  };
}

export function isSameTally(a: TallyFacts, b: TallyFacts): boolean {
  return JSON.stringify(factsOf(a)) === JSON.stringify(factsOf(b));
}

export async function insertTally(tx: EntityManager, tally: WrittenTally): Promise<void> {
  await tx.insert(Tally, { id: tally.id, organizationId: tally.organizationId, ...columnsOf(tally) });
  await insertLines(tx, tally);
}

/** Writes the table anew in its place: nobody else writes it meanwhile (the organization's turn is held). */
export async function updateTally(tx: EntityManager, tally: WrittenTally): Promise<void> {
  await tx.update(Tally, tally.id, columnsOf(tally));
  await tx.delete(TallyLine, { tallyId: tally.id });
  await insertLines(tx, tally);
}

function columnsOf({ programmeId, facts, at, by }: WrittenTally) {
  const { lines: _, ...columns } = facts;
  return { programmeId, key: tallyKey(programmeId, facts), ...columns, changedAt: at, changedBy: by };
}

async function insertLines(tx: EntityManager, { id, organizationId, facts }: WrittenTally): Promise<void> {
  const rows: Partial<TallyLine>[] = [];
  for (const { parts, ...line } of facts.lines) {
    const within = rows.length;
    rows.push({ tallyId: id, organizationId, position: within, within: null, ...figureOf(line) });
    for (const part of parts)
      rows.push({ tallyId: id, organizationId, position: rows.length, within, ...figureOf(part) });
  }
  if (rows.length > 0) await tx.insert(TallyLine, rows);
}

function figureOf({ label, value, approximate, outOf }: TallyFigure): TallyFigure {
  return { label, value, approximate, outOf };
}
