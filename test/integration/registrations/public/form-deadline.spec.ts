import { describe, expect, it } from '@jest/globals';
import { formDeadline } from '../../../../src/registrations/public/form-deadline.js';

type Target = Parameters<typeof formDeadline>[0];

const NOW = new Date('2025-04-01T00:00:00Z');
const at = (text: string) => new Date(`2025-${text}:00Z`);

/** A session that begins and stops taking people by the web. */
const session = (startsAt: string | null, closesAt: string | null = null, number = 1) =>
  ({
    ...{ number, startsAt: startsAt && at(startsAt) },
    registration: { closesAt: closesAt && at(closesAt) },
  }) as unknown as Target['sessions'][number];

const target = (
  scope: Target['scope'],
  sessions: readonly Target['sessions'][number][],
  course: { closesAt?: Date; joinUntil?: number } = {},
  state = 'open',
) =>
  ({
    ...{ scope, sessions, standing: { state, sessions: state === 'membership' ? [] : sessions } },
    course: { opensAt: null, closesAt: null, channels: null, joinUntil: null, ...course },
    programme: { organization: { timeZone: 'Asia/Tokyo' } },
  }) as unknown as Target;

const endOf = (...given: Parameters<typeof target>) => formDeadline(target(...given), NOW).at;

describe('how long one has for a form', () => {
  it('is as long as one likes where nothing closes', () => {
    expect(formDeadline(target('session', [session(null)]), NOW)).toEqual({
      at: null,
      isSoon: false,
      now: NOW,
    });
    expect(endOf('course', [], {}, 'membership')).toBeNull();
  });

  it('ends with the window of a session, or with its beginning', () => {
    expect(endOf('session', [session('05-10T01:00', '05-09T08:00')])).toEqual(at('05-09T08:00'));
    expect(endOf('session', [session('05-10T01:00')])).toEqual(at('05-10T01:00'));
  });

  it('ends for a whole course with the first session that takes nobody any more', () => {
    const sessions = [session('05-10T01:00', '05-09T08:00', 1), session('05-20T01:00', '05-19T08:00', 2)];
    expect(endOf('course', sessions)).toEqual(at('05-09T08:00'));
    const running = [session('03-10T01:00', null, 1), session('05-20T01:00', null, 2)];
    const joined = { ...target('course', running, { joinUntil: 2 }) };
    expect(formDeadline({ ...joined, standing: { ...joined.standing, sessions: [] } }, NOW).at).toEqual(
      at('05-20T01:00'),
    );
  });

  it('lasts, of sessions to choose from, as long as one can be chosen', () => {
    expect(endOf('slots', [session('05-10T01:00'), session('05-20T01:00')])).toEqual(at('05-20T01:00'));
    expect(endOf('slots', [session('05-10T01:00'), session(null)])).toBeNull();
  });

  it('is said a day ahead, and not two', () => {
    expect(formDeadline(target('session', [session('04-01T23:59')]), NOW).isSoon).toBe(true);
    expect(formDeadline(target('session', [session('04-02T00:01')]), NOW).isSoon).toBe(false);
    const members = target('course', [], { closesAt: at('04-01T10:00') }, 'membership');
    expect(formDeadline(members, NOW)).toMatchObject({ at: at('04-01T10:00'), isSoon: true });
  });
});
