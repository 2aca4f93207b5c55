import type { FileChannel, FileChannelName, FileChannels } from '../../programmes/domain/registering-file.js';
import { addDays, instantOf } from '../../shared/civil-time.js';
import type { Channel } from './statuses.js';

/** What the window of a session depends on. */
export interface WindowFacts {
  readonly opensAt: Date | null;
  readonly closesAt: Date | null;
  readonly channels: FileChannels | null;
  /** When registration for the session ended before its time; null: it did not. */
  readonly registrationClosedAt: Date | null;
  /** Civil date of the session in `timeZone`; null while undated. */
  readonly startsOn: string | null;
  readonly timeZone: string;
}

/** From when until when one way of registering is open; null: no bound. */
export interface RegisteringWindow {
  readonly opensAt: Date | null;
  readonly closesAt: Date | null;
}

/**
 * The window of one way of registering for a session: that of the course, narrowed by what the way has of its own. A way that
 * a course with `channels` does not name is not offered (null); staff who take a request by it keep to the course's window.
 * What staff write down at the door has none.
 */
export function windowOf(facts: WindowFacts, channel: Channel): RegisteringWindow | null {
  if (channel === 'walk_in') return { opensAt: null, closesAt: null };
  const own = channel === 'mail' ? undefined : facts.channels?.[channel];
  if (facts.channels && !own && channel === 'web') return null;
  return {
    opensAt: latest(facts.opensAt, own && opening(own, facts.timeZone)),
    closesAt: earliest(facts.closesAt, facts.registrationClosedAt, ...(own ? closings(own, facts) : [])),
  };
}

/**
 * When the last way of registering closes: the web where it is offered, else the others. Null: one of them has no bound.
 * @see windowOf
 */
export function lastClosing(facts: WindowFacts): Date | null {
  const web = windowOf(facts, 'web');
  const others = otherChannels(facts.channels).map(({ name }) => windowOf(facts, name));
  const closings = (web ? [web] : others).map((window) => window?.closesAt ?? null);
  return closings.includes(null) ? null : latest(...closings);
}

/** Ways that are offered beside the web, in the order in which they are told. */
export function otherChannels(
  channels: FileChannels | null,
): { name: FileChannelName; channel: FileChannel }[] {
  return (['telephone', 'desk'] as const).flatMap((name) => {
    const channel = channels?.[name];
    return channel ? [{ name, channel }] : [];
  });
}

function opening({ opens }: FileChannel, timeZone: string): Date | null {
  return opens === undefined ? null : instantOf(opens.slice(0, 10), opens.slice(11) || '00:00', timeZone);
}

function closings(
  { closes, closesBefore }: FileChannel,
  { startsOn, timeZone }: WindowFacts,
): (Date | null)[] {
  return [
    // A date alone closes when its day is over.
    closes === undefined ? null : instantOf(closes.slice(0, 10), closes.slice(11) || '24:00', timeZone),
    closesBefore && startsOn
      ? instantOf(addDays(startsOn, -closesBefore.days), closesBefore.at, timeZone)
      : null,
  ];
}

function latest(...instants: readonly (Date | null | undefined)[]): Date | null {
  return known(instants).reduce<Date | null>((last, one) => (last && last > one ? last : one), null);
}

function earliest(...instants: readonly (Date | null | undefined)[]): Date | null {
  return known(instants).reduce<Date | null>((first, one) => (first && first < one ? first : one), null);
}

function known(instants: readonly (Date | null | undefined)[]): Date[] {
  return instants.filter((instant): instant is Date => instant instanceof Date);
}
