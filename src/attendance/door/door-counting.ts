import { categoriesOnSheet } from '../domain/head-categories.js';
import { countedCategories, isAnythingRecorded, standingCount, writeCount } from './door.queries.js';
import type { CountChange, Recorded } from './door-acts.js';
import { needed, Refusal, type Turn } from './door-turn.js';

/** Counts more or fewer people of a category: an addition, so that of two who count at once neither is lost. */
export async function countHeads(turn: Turn, by = needed(turn.act, 'by')): Promise<Recorded> {
  if (by === 0) throw new Refusal('invalid', { field: 'by' });
  const category = await categoryOf(turn);
  const change = await added(turn, category, by);
  if (!change) throw new Refusal('below_zero');
  return { count: change };
}

/**
 * Adds to a count. Where all that was added is taken away again and nobody has said a figure, nothing is counted: a 0 is said,
 * never left over (I9).
 * @returns null where it would go below 0
 */
export async function added(
  { tx, recording }: Pick<Turn, 'tx' | 'recording'>,
  category: string,
  by: number,
): Promise<CountChange | null> {
  const { people: before, said } = await standingCount(tx, recording.sessionId, category);
  const sum = (before ?? 0) + by;
  if (sum < 0) return null;
  const after = sum === 0 && !said ? null : sum;
  await writeCount(tx, recording, category, after);
  return { category, before, after, by, said, saidBefore: said };
}

/** Says a count itself: 0 for nobody, null for nothing counted. */
export async function setCount(turn: Turn): Promise<Recorded> {
  const { tx, recording, act } = turn;
  if (act.people === undefined) throw new Refusal('invalid', { field: 'people' });
  const category = await categoryOf(turn);
  const { people: before, said: saidBefore } = await standingCount(tx, recording.sessionId, category);
  const after = act.people;
  await writeCount(tx, recording, category, after);
  return { count: { category, before, after, by: null, said: after !== null, saidBefore } };
}

/** Says whether the counts are estimates. @throws Refusal `nothing_recorded` */
export async function approximate({ tx, session, recording, act }: Turn): Promise<Recorded> {
  const after = needed(act, 'approximate');
  if (!(await isAnythingRecorded(tx, recording.sessionId))) throw new Refusal('nothing_recorded');
  return { approximate: { before: session.approximate, after } };
}

/** @throws Refusal `unknown_category` for one that the organization has not, or no longer counts */
async function categoryOf({ tx, session, recording, act }: Turn): Promise<string> {
  const category = needed(act, 'category');
  const counted = await countedCategories(tx, recording.sessionId);
  const known = categoriesOnSheet(session.ownCategories, counted);
  if (!known.some(({ key }) => key === category)) throw new Refusal('unknown_category');
  return category;
}
