import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeParty } from '../../support/attendance-factories.js';
import { makeTerm } from '../../support/factories.js';
import { bearer } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

describe('roster and attendance as JSON', () => {
  let app: TestApp;
  let authorization: string;
  let path: string;
  let places: string[];

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-14T13:00:00+09:00' });
    const { organization, sessions } = await makeTerm(app.db, { dates: ['2025-04-14'] });
    const first = await makeParty(app.db, sessions, {
      people: 2,
      nickname: 'はなこ',
      relation: 'family',
      code: 'K1001',
    });
    const second = await makeParty(app.db, sessions, { nickname: 'たろう', relation: 'self', code: 'K1002' });
    await makeParty(app.db, sessions, { nickname: '一番', placeStatus: 'waitlisted', code: 'K1003' });
    await makeParty(app.db, sessions, { nickname: '二番', placeStatus: 'waitlisted', code: 'K1004' });
    await makeParty(app.db, sessions, { nickname: '取りやめ', placeStatus: 'released' });
    places = [...first.places, ...second.places].map((place) => place.id);
    authorization = await bearer(app, organization, 'reception');
    path = `/api/v1/staff/sessions/${sessions[0]?.id}`;
  });
  afterAll(() => app.close());

  const put = (what: string, body: object) =>
    app.http.put(`${path}/${what}`).set({ authorization }).send(body);

  it('lists confirmed places, then the queue in its order; nothing recorded has no totals', async () => {
    const { body } = await app.http.get(`${path}/roster`).set({ authorization }).expect(200);
    expect(body.places.map((place: { nickname: string }) => place.nickname)).toEqual([
      'はなこ',
      'たろう',
      '一番',
      '二番',
    ]);
    expect(body.places[0]).toEqual({
      place: places[0],
      registration: expect.any(String),
      channel: 'web',
      companions: [],
      notes: 0,
      code: 'K1001',
      nickname: 'はなこ',
      relation: 'family',
      people: 2,
      status: 'confirmed',
      waitingPosition: null,
      members: [
        { member: 0, nickname: 'はなこ', relation: 'family', mark: null },
        { member: 1, nickname: null, relation: null, mark: null },
      ],
      mark: null,
      markPeople: null,
    });
    expect(body.places.map((place: { waitingPosition: number | null }) => place.waitingPosition)).toEqual([
      null,
      null,
      1,
      2,
    ]);
    expect(body).toMatchObject({ version: '', recordedAt: null, counts: [], totals: null });
  });

  it('replaces the marks, leaves head counts alone, and the other way round', async () => {
    await put('attendance', {
      marks: [
        { place: places[0], mark: 'attended' },
        { place: places[1], mark: 'absent' },
      ],
    }).expect(200);
    await put('head-count', { counts: [{ category: 'supporter', people: 3 }] }).expect(200);
    const { body } = await put('attendance', {
      marks: [{ place: places[0], mark: 'left_early', people: 1 }],
    }).expect(200);
    expect(body.places.slice(0, 2).map((place: object) => place)).toMatchObject([
      { mark: 'left_early', markPeople: 1 },
      { mark: null, markPeople: null },
    ]);
    expect(body.counts).toEqual([{ category: 'supporter', people: 3 }]);
    expect(body.totals).toEqual({ named: 1, heads: 3, total: 4, unmarked: 1 });
    expect(body.recordedAt).toMatch(/^2025-04-14T13:00:00\+09:00$/);
  });

  it.each([
    ['attendance', {}, 'marks', 'isArray'],
    ['attendance', { marks: [{ place: 'x', mark: 'attended' }] }, 'marks.0.place', 'isUuid'],
    [
      'attendance',
      { marks: [{ place: '00000000-0000-4000-8000-000000000000', mark: 'attended' }] },
      'marks.0.place',
      'unknownPlace',
    ],
    ['head-count', { counts: [{ category: 'cat', people: 1 }] }, 'counts.0.category', 'isIn'],
    ['head-count', { counts: [{ category: 'self', people: -1 }] }, 'counts.0.people', 'min'],
    ['head-count', { counts: [{ category: 'self', people: 1.5 }] }, 'counts.0.people', 'isInt'],
    [
      'head-count',
      {
        counts: [
          { category: 'self', people: 1 },
          { category: 'self', people: 2 },
        ],
      },
      'counts.1.category',
      'repeated',
    ],
  ])('names the fault in %s %j', async (what, body, field, code) => {
    const answer = await put(what, body).expect(422);
    expect(answer.type).toBe('application/problem+json');
    expect(answer.body.faults).toMatchObject([{ field, code }]);
    expect(answer.body.faults[0].detail).not.toBe(code);
  });

  it('marks no one from the queue, and nobody twice', async () => {
    const { body } = await app.http.get(`${path}/roster`).set({ authorization });
    const waiting = body.places[2].place;
    const queue = await put('attendance', { marks: [{ place: waiting, mark: 'attended' }] }).expect(422);
    expect(queue.body.faults).toMatchObject([{ field: 'marks.0.place', code: 'unknownPlace' }]);
    const twice = await put('attendance', {
      marks: [
        { place: places[0], mark: 'attended' },
        { place: places[0], mark: 'late' },
      ],
    });
    expect([twice.status, twice.body.faults[0].code]).toEqual([422, 'repeated']);
  });
});
