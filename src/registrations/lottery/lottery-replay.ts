import { type EntityManager, IsNull, Not } from 'typeorm';
import { Course } from '../../programmes/course.entity.js';
import { entryOf, type PassedOver } from '../domain/lottery.js';
import { replayDifferences } from '../domain/lottery-replay.js';
import { Lottery } from './lottery.entity.js';
import { registrationsOf, type ScopeRegistration } from './lottery.queries.js';

/** One way in which what is stored of a lottery does not follow from its list and seed. */
export interface LotteryFinding {
  /** The lottery, the entry or the reception number that it is about. */
  readonly subject: string;
  readonly detail: string;
}

/** States in which a winner no longer has what was drawn, though nobody gave it up. */
const NOT_WON: readonly string[] = ['applied', 'waitlisted', 'declined'];

/**
 * Works a stored lottery out again: hash, order and winners from its list and seed, and then whether the registrations show
 * what was drawn. Registrations that were erased since show nothing, and are no finding.
 */
export async function replayStored(tx: EntityManager, lottery: Lottery): Promise<LotteryFinding[]> {
  const differences = replayDifferences(lottery).map(({ what, published, replayed }) => ({
    subject: lottery.id,
    detail: `${what}: stored ${published}, replayed ${replayed}`,
  }));
  const foreign =
    lottery.list.lottery === lottery.id && lottery.list.course === lottery.courseId
      ? []
      : [{ subject: lottery.id, detail: 'the list is that of another lottery' }];
  return [...differences, ...foreign, ...(await shown(tx, lottery))];
}

/** Where the registrations show something else than was drawn. */
async function shown(tx: EntityManager, lottery: Lottery): Promise<LotteryFinding[]> {
  const { id, result, drawnAt } = lottery;
  if (result === null || drawnAt === null) return [];
  const registrations = await registrationsOf(tx, lottery);
  const byEntry = new Map(registrations.map((one) => [entryOf(id, one.id), one]));
  const won = result.won.flatMap((entry) => byEntry.get(entry) ?? []);
  const passedOver = (reason: PassedOver['reason']) =>
    result.withdrawn.flatMap((one) => (one.reason === reason ? (byEntry.get(one.entry) ?? []) : []));
  const isOut = new Set([...result.won, ...result.withdrawn.map(({ entry }) => entry)]);
  const lost = result.order.flatMap((entry) => (isOut.has(entry) ? [] : (byEntry.get(entry)?.id ?? null)));
  const changed = passedOver('changed').map((one) => one.id);
  // Once a course draws no more lots, staff decide on requests that come; those on the list were decided by the draw.
  const draws = await tx.existsBy(Course, { id: lottery.courseId, lottery: Not(IsNull()) });
  const listed = new Set(result.order);
  return [
    ...won.filter(({ status }) => NOT_WON.includes(status)).map(found('won, but is')),
    ...passedOver('cancelled')
      .filter(({ status }) => status !== 'cancelled')
      .map(found('was passed over as cancelled, but is')),
    ...registrations
      .filter((one) => one.status === 'applied' && (draws || listed.has(entryOf(id, one.id))))
      .map(found('was to be decided by this draw, but is')),
    ...(await queueJumps(tx, id, { lost, behind: changed })).map(
      found('stands in the queue before its drawn position, as'),
    ),
  ];
}

function found(words: string) {
  return ({ code, status }: ScopeRegistration): LotteryFinding => ({
    subject: code,
    detail: `${words} ${status}`,
  });
}

/**
 * Who waits at an earlier position than they were drawn at, or before losers whom they should be `behind`; who waits at a later
 * one queued again since.
 */
function queueJumps(
  tx: EntityManager,
  lotteryId: string,
  { lost, behind }: { readonly lost: readonly (string | null)[]; readonly behind: readonly string[] },
): Promise<ScopeRegistration[]> {
  return tx.query(
    `SELECT registration.id, registration.code, registration.people, registration.status
     FROM (
       SELECT id, position FROM unnest($2::uuid[]) WITH ORDINALITY AS lost (id, position)
       UNION ALL
       SELECT id, cardinality($2::uuid[]) + 1 FROM unnest($3::uuid[]) AS behind (id)
     ) drawn
     JOIN registrations registration ON registration.id = drawn.id AND registration.status = 'waitlisted'
     JOIN lotteries lottery ON lottery.id = $1
     WHERE registration.queued_at < lottery.queued_from + drawn.position * interval '1 microsecond'
     ORDER BY drawn.position`,
    [lotteryId, lost, behind],
  );
}

/** All lotteries, one after the other, for `verify` (I8). */
export async function replayAll(tx: EntityManager): Promise<LotteryFinding[]> {
  const ids: { id: string }[] = await tx.query('SELECT id FROM lotteries ORDER BY id');
  const findings: LotteryFinding[] = [];
  for (const { id } of ids)
    findings.push(...(await replayStored(tx, await tx.findOneByOrFail(Lottery, { id }))));
  return findings;
}
