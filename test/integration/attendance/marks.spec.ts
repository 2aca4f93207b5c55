import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  decideMarks,
  type MarkedParty,
  type MarkRequest,
  summaryOf,
} from '../../../src/attendance/domain/attendance.js';
import { makeParty } from '../../support/attendance-factories.js';
import { makePool, makeSession, makeTerm } from '../../support/factories.js';
import { bearer } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const PLACE = 'p';
const asks = (request: Partial<MarkRequest>): MarkRequest => ({
  ...{ place: PLACE, mark: null, people: null, members: null },
  ...request,
});

describe('marks of a party', () => {
  it.each<[MarkedParty['marks'], ReturnType<typeof summaryOf>]>([
    [[], { mark: null, people: null }],
    [[null, null], { mark: null, people: null }],
    [['absent', 'late', 'attended'], { mark: 'late', people: 2 }],
    [[null, 'excused'], { mark: 'excused', people: 0 }],
  ])('%j are in one word %j', (marks, summary) => {
    expect(summaryOf(marks)).toEqual(summary);
  });

  it.each<[string, MarkedParty, Partial<MarkRequest>, unknown]>([
    ['all of it', { people: 3, marks: [] }, { mark: 'late' }, ['late', 'late', 'late']],
    ['its first', { people: 3, marks: [] }, { mark: 'late', people: 1 }, ['late', 'absent', 'absent']],
    ['nobody', { people: 2, marks: [] }, { mark: 'excused', people: 1 }, ['excused', 'excused']],
    [
      'what stands already',
      { people: 3, marks: ['absent', 'attended', 'late'] },
      { mark: 'attended', people: 2 },
      ['absent', 'attended', 'late'],
    ],
    [
      'more than stands',
      { people: 3, marks: ['absent', 'attended', 'late'] },
      { mark: 'attended', people: 3 },
      ['attended', 'attended', 'attended'],
    ],
    [
      'some of it half',
      { people: 2, marks: ['online', null] },
      { mark: 'online', people: 1 },
      ['online', null],
    ],
    [
      'each apart',
      { people: 3, marks: [] },
      { members: [{ member: 2, mark: 'online' }] },
      [null, null, 'online'],
    ],
    ['nothing', { people: 2, marks: ['late', 'late'] }, {}, undefined],
    ['nobody of it', { people: 2, marks: ['late', 'late'] }, { members: [] }, undefined],
    // A party that was three when it was marked.
    [
      'one who is no longer of it',
      { people: 2, marks: ['late', 'late', 'late'] },
      { members: [{ member: 2, mark: 'absent' }] },
      [null, null, 'absent'],
    ],
    [
      'it again since it shrank',
      { people: 2, marks: ['late', 'late', 'late'] },
      { mark: 'online' },
      ['online', 'online'],
    ],
  ])('are asked for: %s', (_, party, request, marks) => {
    const decided = decideMarks([asks(request)], new Map([[PLACE, party]]));
    expect(decided).toEqual({ marks: new Map(marks ? [[PLACE, marks]] : []), faults: [] });
  });

  it.each<[Partial<MarkRequest>, string, string]>([
    [{ mark: 'late', people: 3 }, 'marks.0.people', 'partOfParty'],
    [{ mark: 'late', people: 0 }, 'marks.0.people', 'partOfParty'],
    [{ mark: 'late', members: [] }, 'marks.0.members', 'markOrMembers'],
    [{ members: [{ member: 2, mark: 'late' }] }, 'marks.0.members.0.member', 'unknownMember'],
    [{ members: [0, 0].map((member) => ({ member, mark: 'late' })) }, 'marks.0.members.1.member', 'repeated'],
    [{ place: 'other' }, 'marks.0.place', 'unknownPlace'],
  ])('are refused: %j', (request, field, code) => {
    const { faults } = decideMarks([asks(request)], new Map([[PLACE, { people: 2, marks: [] }]]));
    expect(faults).toMatchObject([{ field, code }]);
  });
});

describe('marks of a party by JSON', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-14T13:00:00+09:00' });
  });
  afterAll(() => app.close());

  it('are given for each of it, come back so, and stay where the place is said again in one word', async () => {
    const term = await makeTerm(app.db, { dates: ['2025-04-14'] });
    const session = await makeSession(app.db, term.course, { number: 2 });
    await makePool(app.db, session);
    const [place] = (await makeParty(app.db, [session], { people: 3 })).places;
    const authorization = await bearer(app, term.organization, 'reception');
    const put = (mark: object) =>
      app.http
        .put(`/api/v1/staff/sessions/${session.id}/attendance`)
        .set({ authorization })
        .send({ marks: [{ place: place?.id, ...mark }] });
    const members = [
      { member: 0, mark: 'absent' },
      { member: 1, mark: 'late' },
      { member: 2, mark: 'attended' },
    ];
    const { body } = await put({ members }).expect(200);
    expect(body.places[0]).toMatchObject({ mark: 'late', markPeople: 2, members });
    expect(body.totals).toEqual({ named: 2, heads: 0, total: 2, unmarked: 0 });
    const again = await put({ mark: 'late', people: 2 }).expect(200);
    expect(again.body.places[0].members).toMatchObject(members);
    const other = await put({ mark: 'attended', people: 2 }).expect(200);
    expect(other.body.places[0].members.map(({ mark }: { mark: string }) => mark)).toEqual([
      ...['attended', 'attended', 'absent'],
    ]);
    const wrong = await put({ mark: 'late', members }).expect(422);
    expect(wrong.body.faults).toMatchObject([{ field: 'marks.0.members', code: 'markOrMembers' }]);
  });
});
