import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CalendarClient } from '../../support/calendar-client.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { type FeedTown, makeFeedTown, seenBy, seenInDatabase } from './feed-town.js';
import { secondsApart } from './seconds-apart.js';

let app: TestApp;
let letSecondsPass: () => Promise<void>;
beforeAll(async () => {
  app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
  letSecondsPass = secondsApart(app.db);
});
afterAll(() => app.close());

/** What staff do to a year, one thing at a time. `pick` chooses among what there is. */
type Act = (town: FeedTown, pick: number, words: string) => Promise<unknown>;

const toSession =
  (change: (town: FeedTown, pick: number, words: string) => object): Act =>
  async (town, pick, words) => {
    const ids = await town.sessionIds();
    return ids.length > 0
      ? town.send('patch', `sessions/${ids[pick % ids.length]}`, change(town, pick, words))
      : undefined;
  };

/** A day of June 2025, and sometimes the same one. */
const day = (pick: number) => `2025-06-${String(1 + (pick % 20)).padStart(2, '0')}`;

const ACTS: Readonly<Record<string, Act>> = {
  create: (town, pick, topic) =>
    town.send('post', `courses/${town.courseId}/sessions`, {
      ...{ startsOn: day(pick), startTime: '10:00', endTime: '11:30' },
      ...(topic && { topic }),
    }),
  'edit topic': toSession((_town, _pick, topic) => ({ topic: topic || null })),
  move: toSession((_town, pick) => ({ startsOn: day(pick), startTime: '14:00', endTime: '15:30' })),
  'take the times away': toSession(() => ({ startTime: null, endTime: null })),
  'leave the date open': toSession((_town, _pick, words) => ({
    ...{ startsOn: null, startTime: null, endTime: null },
    dateText: words || '日程は後日',
  })),
  cancel: toSession((_town, _pick, cancelReason) => ({
    status: 'cancelled',
    ...(cancelReason && { cancelReason }),
  })),
  restore: toSession(() => ({ status: 'scheduled' })),
  'give a venue': toSession((town, pick) => ({ venue: pick % 3 === 0 ? null : town.venueKey })),
  delete: async (town, pick) => {
    const ids = await town.sessionIds();
    return ids.length > 1 ? town.send('delete', `sessions/${ids[pick % ids.length]}`) : undefined;
  },
  'rename the venue': (town, _pick, words) =>
    town.send('patch', `venues/${town.venueId}`, { name: words || '保健センター' }),
  'rename the programme': (town, _pick, words) =>
    town.send('patch', `programmes/${town.programmeSlug}`, { title: words || '家族教室' }),
  'change the organizer': (town, _pick, words) =>
    town.send('patch', `programmes/${town.programmeSlug}`, {
      hosts: [{ role: 'organizer', name: words || '健康課' }],
    }),
  'change the audiences': (town, pick) =>
    town.send('patch', `programmes/${town.programmeSlug}`, { audiences: [pick % 2 ? 'self' : 'family'] }),
  'close registration': (town) => town.send('post', `courses/${town.courseId}/registration`, { open: false }),
  'open registration': (town, pick) =>
    town.send('post', `courses/${town.courseId}/registration`, { open: true, closes: day(pick) }),
  renumber: (town) => town.send('post', `courses/${town.courseId}/renumber`),
};

describe('the life of a feed', () => {
  it('is followed by a calendar from act to act: nothing stale, nothing twice', async () => {
    const town = await makeFeedTown(app, ['2025-05-12']);
    const client = new CalendarClient(town.feed);
    const late = new CalendarClient(town.feed);
    const dated = new CalendarClient(town.feed, fetch, 'date');
    const follow = async (name: string, pick: number, words = '') => {
      const answer = (await ACTS[name]?.(town, pick, words)) as { status: number } | undefined;
      expect([200, 201, 204]).toContain(answer?.status);
      await letSecondsPass();
      expect(await client.refresh()).toBe('new');
      expect(seenBy(client.shown)).toEqual(await seenInDatabase(app.db, town.courseId));
      expect(await client.refresh()).toBe('unchanged');
      expect(await dated.refresh()).toBe('new');
      expect(seenBy(dated.shown)).toEqual(seenBy(client.shown));
      expect(await dated.refresh()).toBe('unchanged');
    };
    await letSecondsPass();
    await client.refresh();
    await dated.refresh();
    await late.refresh();
    await follow('create', 8);
    await follow('edit topic', 1, '親の気持ち');
    await follow('move', 1);
    await follow('give a venue', 1);
    await follow('rename the venue', 0, '中央公民館');
    await follow('cancel', 1, '台風のため');
    await follow('restore', 1);
    await follow('take the times away', 1);
    await follow('leave the date open', 1);
    await follow('move', 1);
    await follow('rename the programme', 0, '家族のための教室');
    await follow('change the organizer', 0, 'こころの健康課');
    await follow('change the audiences', 1);
    await follow('open registration', 10);
    await follow('delete', 1);
    // The same day again: an entry that was there before must not come back as an older one.
    await follow('create', 8);
    await late.refresh();
    expect(seenBy(late.shown)).toEqual(seenBy(client.shown));
  });

  it('is followed through whatever staff do in whatever order, by who asks each time and by who asks now and then', async () => {
    const act = fc.record({
      name: fc.constantFrom(...Object.keys(ACTS)),
      pick: fc.nat({ max: 60 }),
      words: fc.constantFrom('', '親の会', '講演；質問, 相談', '第2会場\n(裏口)', '👨‍👩‍👧 つどい'),
      isLateAsking: fc.boolean(),
    });
    const done = { acts: 0, tried: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 30 }), async (acts) => {
        const town = await makeFeedTown(app, ['2025-05-12', '2025-05-26']);
        const client = new CalendarClient(town.feed);
        const late = new CalendarClient(town.feed);
        const dated = new CalendarClient(town.feed, fetch, 'date');
        for (const { name, pick, words, isLateAsking } of acts) {
          const answer = (await ACTS[name]?.(town, pick, words)) as { status: number } | undefined;
          expect(answer?.status ?? 200).toBeLessThan(500);
          done.tried += 1;
          if ((answer?.status ?? 500) < 300) done.acts += 1;
          await letSecondsPass();
          await client.refresh();
          if (isLateAsking) await late.refresh();
          expect(seenBy(client.shown)).toEqual(await seenInDatabase(app.db, town.courseId));
          await dated.refresh();
          expect(seenBy(dated.shown)).toEqual(seenBy(client.shown));
        }
        await late.refresh();
        expect(seenBy(late.shown)).toEqual(seenBy(client.shown));
      }),
      { seed: 20250401, numRuns: 25 },
    );
    expect(done.acts).toBeGreaterThan(done.tried / 2);
  }, 120_000);

  it('leads the calendar of these tests astray where SEQUENCE stays, and leaves it stale where the tag does', async () => {
    const town = await makeFeedTown(app, ['2025-05-12']);
    const client = new CalendarClient(town.feed);
    await client.refresh();
    await app.db.query(`UPDATE sessions SET topic = 'ひそかに' WHERE course_id = $1`, [town.courseId]);
    await expect(client.refresh()).rejects.toThrow('SUMMARY of');

    const deaf = new CalendarClient(town.feed, async (url, request) =>
      request?.headers && 'if-none-match' in request.headers
        ? new Response(null, { status: 304 })
        : fetch(url, request),
    );
    await deaf.refresh();
    await ACTS['edit topic']?.(town, 0, '別の話');
    await deaf.refresh();
    expect(seenBy(deaf.shown)).not.toEqual(await seenInDatabase(app.db, town.courseId));
  });
});
