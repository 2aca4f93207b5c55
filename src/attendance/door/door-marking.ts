import type { Mark } from '../domain/attendance.js';
import { markableParty, type StandingMark, type WantedMark, writeMarks } from './door.queries.js';
import type { MarkChange, Recorded } from './door-acts.js';
import { needed, Refusal, type Turn } from './door-turn.js';

/** 出欠 of one person. Whoever marks them last is right; the other act is kept all the same. */
export async function markMember(turn: Turn): Promise<Recorded> {
  const [place, member] = [needed(turn.act, 'place'), needed(turn.act, 'member')];
  const mark = needed(turn.act, 'mark');
  const party = await partyAt(turn, place);
  if (member >= sizeOf(party)) throw new Refusal('unknown_member');
  return { marks: await remark(turn, place, party.marks, new Map([[member, mark]])) };
}

/** One mark for everybody of a party. */
export async function markParty(turn: Turn, place = needed(turn.act, 'place')): Promise<Recorded> {
  const mark = needed(turn.act, 'mark');
  const party = await partyAt(turn, place);
  const members = Array.from({ length: party.people }, (_, member) => member);
  return { marks: await remark(turn, place, party.marks, new Map(members.map((member) => [member, mark]))) };
}

/** Takes the mark of one person back, or, without a `member`, those of the whole party. */
export async function unmark(turn: Turn): Promise<Recorded> {
  const place = needed(turn.act, 'place');
  const party = await partyAt(turn, place);
  const { member } = turn.act;
  if (member !== undefined && member >= sizeOf(party)) throw new Refusal('unknown_member');
  const members = member === undefined ? party.marks.map((standing) => standing.member) : [member];
  return { marks: await remark(turn, place, party.marks, new Map(members.map((one) => [one, null]))) };
}

/** Writes what is wanted of a party's members, and says what it found. */
export async function remark(
  { tx, recording }: Pick<Turn, 'tx' | 'recording'>,
  place: string,
  standing: readonly StandingMark[],
  wanted: ReadonlyMap<number, Mark | null>,
): Promise<MarkChange[]> {
  const { at, actor: by } = recording;
  const written = [...wanted].map(
    ([member, mark]): WantedMark => ({ place, member, mark: mark && { mark, at, by } }),
  );
  await writeMarks(tx, recording, written);
  return [...wanted].map(([member, mark]) => {
    const found = standing.find((one) => one.member === member);
    return {
      ...{ place, member },
      before: found ? { mark: found.mark, at: found.at.toISOString(), by: found.by } : null,
      after: mark && { mark, at: at.toISOString() },
    };
  });
}

async function partyAt({ tx, recording }: Turn, place: string) {
  const party = await markableParty(tx, recording.sessionId, place);
  if (!party) throw new Refusal('unknown_place');
  return party;
}

/** People in a party, those among them of whom a mark was made before it shrank. */
function sizeOf({
  people,
  marks,
}: {
  readonly people: number;
  readonly marks: readonly StandingMark[];
}): number {
  return Math.max(people, ...marks.map(({ member }) => member + 1));
}
