import type { RosterPlace } from '../sheet/roster.queries.js';
import { isAnythingRecorded, writeMarks } from './door.queries.js';
import type { Recorded } from './door-acts.js';
import { Refusal, type Turn } from './door-turn.js';

/**
 * Closes the sheet. Of a party of which some are marked, the others are absent then; of parties without any mark, `rest` says
 * what becomes of them.
 * @throws Refusal `unmarked_left` where it does not, `nothing_recorded` where nobody is marked or counted: a sheet is not closed
 * on nothing, who came to it or that nobody did is said first
 */
export async function closeSheet(turn: Turn, roster: readonly RosterPlace[]): Promise<Recorded> {
  const { tx, session, recording, act } = turn;
  if (session.closedAt) throw new Refusal('sheet_closed');
  const gaps = roster.filter(({ markable }) => markable).flatMap(gapsOf);
  const unmarked = gaps.reduce((sum, { members }) => sum + members.length, 0);
  if (unmarked > 0 && !act.rest) throw new Refusal('unmarked_left', { unmarked });
  const filled = act.rest === 'absent' ? gaps : gaps.filter(({ isPart }) => isPart);
  const people = filled.flatMap(({ place, members }) => members.map((member) => ({ place, member })));
  const { at, actor: by } = recording;
  await writeMarks(
    tx,
    recording,
    people.map((one) => ({ ...one, mark: { mark: 'absent', at, by } })),
  );
  if (!(await isAnythingRecorded(tx, recording.sessionId))) throw new Refusal('nothing_recorded');
  const after = { mark: 'absent', at: at.toISOString() } as const;
  const marks = people.map((one) => ({ ...one, before: null, after }));
  return { marks, closed: { before: false, after: true } };
}

/** Opens the sheet again. */
export async function reopenSheet({ session }: Turn): Promise<Recorded> {
  return { closed: { before: session.closedAt !== null, after: false } };
}

/** Who of a party is not marked; `isPart`: others of it are. */
function gapsOf({ place, members }: RosterPlace) {
  const unmarked = members.filter(({ mark }) => mark === null).map(({ member }) => member);
  const isPart = unmarked.length < members.length;
  return unmarked.length === 0 ? [] : [{ place, members: unmarked, isPart }];
}
