import type { EntityManager } from 'typeorm';
import { closeRegistration, giveBackSql } from '../../registrations/seats/releasing.queries.js';
import {
  actorName,
  type KeptAct,
  keptAct,
  marksAt,
  type StandingMark,
  standingCount,
  type WantedMark,
  writeCount,
  writeMarks,
} from './door.queries.js';
import type { CountChange, MarkChange, Recorded } from './door-acts.js';
import { added } from './door-counting.js';
import { needed, Refusal, type Turn } from './door-turn.js';

/**
 * Takes an act back: what it marked is as it found it, what it counted is no longer counted.
 * @throws Refusal `unknown_act`, `already_undone`, `not_undoable`, `sheet_closed`; `changed_since` where somebody has changed the
 * same thing after it, with their name
 */
export async function undo(turn: Turn): Promise<Recorded> {
  const { tx, session, recording } = turn;
  const kept = await keptAct(tx, needed(turn.act, 'of'));
  if (!kept || kept.sessionId !== recording.sessionId) throw new Refusal('unknown_act');
  if (['undo', 'reopen'].includes(kept.act.act)) throw new Refusal('not_undoable');
  if (kept.isUndone) throw new Refusal('already_undone');
  const { marks, count, approximate, closed, walkIn } = kept.outcome;
  if (approximate && session.approximate !== approximate.after) throw new Refusal('changed_since');
  if (session.closedAt && !closed) throw new Refusal('sheet_closed');
  if (closed && (session.closedAt !== null) !== closed.after) throw new Refusal('changed_since');
  const undone: Recorded = {
    ...(marks ? { marks: await unmade(turn, kept, marks) } : {}),
    ...(count ? { count: await uncounted(turn, count) } : {}),
    ...(approximate ? { approximate: { before: session.approximate, after: approximate.before } } : {}),
    ...(closed ? { closed: { before: closed.after, after: closed.before } } : {}),
  };
  if (walkIn) await seeOut(turn, walkIn);
  return undone;
}

async function unmade(
  { tx, recording }: Turn,
  kept: KeptAct,
  marks: readonly MarkChange[],
): Promise<MarkChange[]> {
  const restored: WantedMark[] = [];
  const changes: MarkChange[] = [];
  const all = await marksAt(tx, [...new Set(marks.map(({ place }) => place))]);
  const standingAt = new Map(all.map((one) => [`${one.place}:${one.member}`, one]));
  for (const { place, member, before, after } of marks) {
    const standing = standingAt.get(`${place}:${member}`);
    if (!isAsLeft(standing, after, kept.actor))
      throw new Refusal('changed_since', { by: standing ? await actorName(tx, standing.by) : null });
    const mark = before && { ...before, at: new Date(before.at) };
    restored.push({ place, member, mark });
    changes.push({
      ...{ place, member },
      before: standing ? { mark: standing.mark, at: standing.at.toISOString(), by: standing.by } : null,
      after: before && { mark: before.mark, at: before.at },
    });
  }
  await writeMarks(tx, recording, restored);
  return changes;
}

/** Whether nobody has marked them, or taken their mark away, since the act. */
function isAsLeft(standing: StandingMark | undefined, after: MarkChange['after'], actor: string): boolean {
  if (!standing || !after) return !standing && !after;
  return standing.mark === after.mark && standing.by === actor && standing.at.toISOString() === after.at;
}

/** What was added is taken away, whatever others have added; a figure that was said is what it was, where it still stands. */
async function uncounted(
  turn: Turn,
  { category, before, after, by, saidBefore }: CountChange,
): Promise<CountChange> {
  const { tx, recording } = turn;
  if (by !== null) {
    const change = await added(turn, category, -by);
    if (!change) throw new Refusal('changed_since');
    return change;
  }
  const { people, said } = await standingCount(tx, recording.sessionId, category);
  if (people !== after) throw new Refusal('changed_since');
  await writeCount(tx, recording, category, before);
  return { category, before: people, after: before, by: null, said: saidBefore, saidBefore: said };
}

/** Takes the place back of somebody who was let in by mistake. The pools of the session must be locked. */
async function seeOut(
  { tx, recording }: Turn,
  { registration, place }: NonNullable<Recorded['walkIn']>,
): Promise<void> {
  await releasePlace(tx, place, recording.at);
  await closeRegistration(tx, {
    ...{ registrationId: registration, as: 'cancelled', reason: null, now: recording.at },
    unlessItHoldsPlaces: true,
  });
}

/** Releases one place, though its session has begun: nobody waits for the seat of who was let in beside the queue. */
async function releasePlace(tx: EntityManager, place: string, now: Date): Promise<void> {
  await tx.query(
    `WITH releasing AS (
       SELECT id, pool_id, units, kept, status FROM places WHERE id = $1 AND status <> 'released'
     ), freed AS (${giveBackSql('releasing')})
     UPDATE places SET status = 'released', released_at = $2 FROM releasing WHERE places.id = releasing.id`,
    [place, now],
  );
}
