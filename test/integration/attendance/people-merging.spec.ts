import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { makeTown } from './people-world.js';

const dates = ['2025-04-14', '2025-05-12', '2025-06-09'];

describe('finding that two people are one', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
  });
  afterAll(() => app.close());

  /** Three who are one: by two addresses, and once without any. */
  async function makeThree() {
    const town = await makeTown(app, { dates, capacity: null });
    const [a, b, c] = [
      await town.register({ session: town.sessions[0]!.id, nickname: 'さくら', email: 'one@mail.example' }),
      await town.register({ session: town.sessions[1]!.id, nickname: 'サクラ', email: 'two@mail.example' }),
      await town.register({ session: town.sessions[2]!.id, nickname: '桜', municipality: 'ひかり市' }),
    ];
    for (const [index, { id }] of [a, b, c].entries()) await town.mark(id, index, 'attended');
    const merge = (one: { id: string }, other: { id: string }) =>
      town.post(`people/${one.id}/merge`, { with: other.id }, 'organizer');
    const merges = async () => (await town.get('people-merges', 'organizer')).body.items;
    const undo = (id: string) => town.post(`people-merges/${id}/undo`, {}, 'organizer');
    const rows = () =>
      app.db.query('SELECT * FROM same_people WHERE organization_id = $1 ORDER BY key', [
        town.organization.id,
      ]);
    return { ...town, a, b, c, merge, merges, undo, rows };
  }

  it('counts them once from then on, moves nothing, tells nobody, and is undone exactly', async () => {
    const town = await makeThree();
    const places = () =>
      app.db.query('SELECT * FROM places WHERE organization_id = $1 ORDER BY id', [town.organization.id]);
    const [before, mails] = [await places(), await app.db.query('SELECT count(*) FROM messages')];
    expect(await town.figures()).toEqual({ attendances: 3, people: 3 });
    expect((await town.merge(town.a, town.b)).status).toBe(204);
    expect(await town.figures()).toEqual({ attendances: 3, people: 2 });
    expect(await places()).toEqual(before);
    expect(await app.db.query('SELECT count(*) FROM messages')).toEqual(mails);
    const page = await town.person(town.b.id);
    expect(page).toMatchObject({ id: town.a.id, isMerged: true, figures: { attended: 2 } });
    expect((await town.get('people')).body.items).toHaveLength(2);
    // Sent twice, in either direction, it is done once.
    for (const [one, other] of [
      [town.a, town.b],
      [town.b, town.a],
      [town.a, town.a],
    ] as const)
      expect((await town.merge(one, other)).status).toBe(204);
    const [merge, ...others] = await town.merges();
    expect(others).toEqual([]);
    expect(merge).toMatchObject({ canUndo: true, undoneAt: null });
    expect(await town.log('person.merged')).toEqual([
      { subject: town.a.id, after: { merge: merge.id, with: town.b.id } },
    ]);
    for (const _twice of [1, 2]) expect((await town.undo(merge.id)).status).toBe(204);
    expect(await town.rows()).toEqual([]);
    expect(await town.figures()).toEqual({ attendances: 3, people: 3 });
    expect(await town.log('person.merge_undone')).toHaveLength(1);
    expect(await town.merges()).toMatchObject([{ canUndo: false }]);
    // Apart again, they can be found to be one again.
    expect((await town.merge(town.b, town.a)).status).toBe(204);
    expect(await town.figures()).toEqual({ attendances: 3, people: 2 });
  });

  it('is undone in the order in which it came, the last first, and leaves each time what was before', async () => {
    const town = await makeThree();
    await town.merge(town.a, town.b);
    const two = await town.rows();
    await town.merge(town.c, town.b);
    expect(await town.figures()).toEqual({ attendances: 3, people: 1 });
    const [later, earlier] = await town.merges();
    expect([later.canUndo, earlier.canUndo]).toEqual([true, false]);
    const refused = await town.undo(earlier.id);
    expect([refused.status, JSON.stringify(refused.body).includes('personMergedSince')]).toEqual([409, true]);
    expect(await town.figures()).toEqual({ attendances: 3, people: 1 });
    expect((await town.undo(later.id)).status).toBe(204);
    expect(await town.rows()).toEqual(two);
    expect((await town.undo(earlier.id)).status).toBe(204);
    expect(await town.figures()).toEqual({ attendances: 3, people: 3 });
  });

  it('is listed page by page, and a place in the list that is none is refused', async () => {
    const town = await makeThree();
    const list = (cursor: object) =>
      town.get(
        `people-merges?cursor=${Buffer.from(JSON.stringify(cursor)).toString('base64url')}`,
        'organizer',
      );
    const { id } = town.a;
    for (const at of ['2025-99-99 zz', 'foo 1 2025', '2025-04-01 10:00:00', 'x'])
      expect([at, (await list({ at, id })).status]).toEqual([at, 400]);
    expect((await list({ at: '2025-04-01 10:00:00.5+09', id })).status).toBe(200);
    expect((await list({ at: '2025-04-01 10:00:00.5+09', id: 'x' })).status).toBe(400);
  });

  it('is the same for a registration that comes later by the same address', async () => {
    const town = await makeThree();
    await town.merge(town.a, town.b);
    const late = await town.register({
      session: town.sessions[2]!.id,
      nickname: 'さ',
      email: 'two@mail.example',
    });
    expect((await town.person(late.id)).id).toBe(town.a.id);
  });

  it('at once by several does it once, and crossing merges end in one person', async () => {
    const town = await makeThree();
    const answers = await Promise.all([
      ...[1, 2, 3].map(() => town.merge(town.a, town.b)),
      town.merge(town.b, town.c),
      town.merge(town.c, town.a),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(204));
    expect(await town.figures()).toEqual({ attendances: 3, people: 1 });
    const merges = await town.merges();
    expect(merges).toHaveLength(2);
    const last = merges.find(({ canUndo }: { canUndo: boolean }) => canUndo);
    const undone = await Promise.all([1, 2, 3].map(() => town.undo(last.id)));
    expect(undone.map(({ status }) => status)).toEqual([204, 204, 204]);
    expect(await town.log('person.merge_undone')).toHaveLength(1);
    expect((await town.figures()).people).toBe(2);
  });

  it('is for organizers, of people of one organization', async () => {
    const [town, elsewhere] = [await makeThree(), await makeThree()];
    expect((await town.post(`people/${town.a.id}/merge`, { with: town.b.id })).status).toBe(403);
    expect((await town.merge(town.a, elsewhere.b)).status).toBe(404);
    await elsewhere.merge(elsewhere.a, elsewhere.b);
    const [merge] = await elsewhere.merges();
    expect((await town.undo(merge.id)).status).toBe(404);
    expect((await town.undo('x')).status).toBe(400);
    const both = await signInAs(app, town.organization, 'organizer');
    await app.db.query(
      `INSERT INTO staff_roles (staff_member_id, organization_id, role) VALUES ($1, $2, 'organizer')`,
      [both.id, elsewhere.organization.id],
    );
    expect((await both.post(`/staff/people/${town.a.id}/merge`, { with: elsewhere.b.id })).status).toBe(409);
    expect(await town.figures()).toEqual({ attendances: 3, people: 3 });
  });

  it('is suggested by name and by address, shown side by side with what follows, and undone in the list', async () => {
    const town = await makeThree();
    const written = await town.register({
      session: town.sessions[0]!.id,
      nickname: 'べつ',
      email: 'old@mail.example',
    });
    await app.db.query(`UPDATE messages SET state = 'sent', sent_at = now() WHERE subject_id = $1`, [
      written.id,
    ]);
    await town.act(written.id, 'address', { email: 'new@mail.example' });
    const former = await town.register({
      session: town.sessions[1]!.id,
      nickname: 'むかし',
      email: 'old@mail.example',
    });
    const likely = async ({ id }: { id: string }) => (await town.person(id)).likely;
    expect(await likely(town.a)).toMatchObject([{ id: town.b.id, nicknameAlike: true, addressAlike: false }]);
    expect(await likely(former)).toMatchObject([
      { id: written.id, nicknameAlike: false, addressAlike: true },
    ]);
    expect(await likely(written)).toMatchObject([{ id: former.id, addressAlike: true }]);
    expect(await likely(town.c)).toEqual([]);

    const browser = await signInAs(app, town.organization, 'organizer');
    expect((await browser.get('/staff/people-merges')).text).toMatch(/さくら|サクラ/);
    const path = `/staff/people/${town.a.id}/merge`;
    const missing = await browser.post(path, { number: 'ZZZZZZ' });
    expect([missing.status, missing.text.includes('この団体にありません')]).toEqual([422, true]);
    const found = await browser.post(path, { number: town.b.code.toLowerCase() });
    expect([found.status, found.headers.location]).toEqual([303, `${path}?with=${town.b.id}`]);
    const side = await browser.get(`${path}?with=${town.b.id}`);
    expect(side.text).toContain('令和7年度の実人数が1人減ります');
    expect(side.text).not.toContain('同じ回に出席しています');
    const merged = await browser.post(path, { with: town.b.id });
    expect([merged.status, merged.headers.location]).toEqual([303, `/staff/people/${town.a.id}?done=merged`]);
    expect((await browser.get(`${path}?with=${town.b.id}`)).text).toContain(
      'もう同じ人としてまとめてあります',
    );
    await browser.post(path, { with: town.c.id });
    const [later, earlier] = await town.merges();
    const refused = await browser.post(`/staff/people-merges/${earlier.id}/undo`);
    expect([refused.status, refused.text.includes('そちらを先に元に戻してください')]).toEqual([409, true]);
    const undone = await browser.post(`/staff/people-merges/${later.id}/undo`);
    expect([undone.status, undone.headers.location]).toEqual([303, '/staff/people-merges?done=undone']);
  });

  it('says by how many 実人数 becomes less, those who came along with both counted', async () => {
    const town = await makeTown(app, { dates, capacity: null });
    const party = { people: 2, companions: [{ nickname: 'そら' }] };
    const one = await town.register({ session: town.sessions[0]!.id, nickname: 'はな', ...party });
    const other = await town.register({ session: town.sessions[1]!.id, nickname: 'ハナ', ...party });
    await town.mark(one.id, 0, 'attended', 'attended');
    await town.mark(other.id, 1, 'attended', 'late');
    const browser = await signInAs(app, town.organization, 'organizer');
    const path = `/staff/people/${one.id}/merge`;
    const before = await town.figures();
    expect((await browser.get(`${path}?with=${other.id}`)).text).toContain('令和7年度の実人数が2人減ります');
    await browser.post(path, { with: other.id });
    expect([before.people, (await town.figures()).people]).toEqual([4, 2]);
  });

  it('says where both were present in one session: they are two people, most likely', async () => {
    const town = await makeTown(app, { dates, capacity: null });
    const [one, other] = [
      await town.register({ session: town.sessions[0]!.id, nickname: 'はな' }),
      await town.register({ session: town.sessions[0]!.id, nickname: 'ハナ' }),
    ];
    for (const { id } of [one, other]) await town.mark(id, 0, 'attended');
    const browser = await signInAs(app, town.organization, 'organizer');
    const { text } = await browser.get(`/staff/people/${one.id}/merge?with=${other.id}`);
    expect(text).toContain('1回、二人とも同じ回に出席しています');
  });
});
