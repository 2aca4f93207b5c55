import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makePool, makeSession, makeTerm } from '../../support/factories.js';
import { bearer, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { deviceAt } from './door-device.js';

describe('the categories of head counts of an organization', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-14T13:00:00+09:00' });
  });
  afterAll(() => app.close());

  async function town() {
    const term = await makeTerm(app.db, { dates: ['2025-04-14'] });
    const session = await makeSession(app.db, term.course, { number: 2 });
    await makePool(app.db, session);
    const authorization = await bearer(app, term.organization, 'organizer');
    const path = `/api/v1/staff/organizations/${term.organization.slug}/head-categories`;
    return {
      ...{ term, session, authorization },
      put: (categories: object[]) => app.http.put(path).set({ authorization }).send({ categories }),
      device: deviceAt(app, session.id, authorization),
    };
  }
  const OWN = [{ key: 'self', label: '本人' }, { label: '学生', labelEn: 'Students' }, { label: 'ご近所' }];

  it('are counted at the door, on the sheet and by JSON, in their order and in both languages', async () => {
    const { put, device, session, authorization } = await town();
    const { body } = await put(OWN).expect(200);
    expect(body.categories.map(({ key }: { key: string }) => key)).toEqual([
      'self',
      'students',
      'category-3',
    ]);
    expect((await device.state()).categories.map(({ text }) => text)).toEqual(['本人', '学生', 'ご近所']);
    const inEnglish = await app.http
      .get(`/api/v1/staff/sessions/${session.id}/door?lang=en`)
      .set({ authorization });
    expect(inEnglish.body.categories[1].text).toBe('Students');
    expect(
      await device.send(
        { act: 'count', category: 'students', by: 4 },
        { act: 'count', category: 'family', by: 1 },
      ),
    ).toMatchObject([{ result: 'done' }, { code: 'unknown_category' }]);
    const refused = await app.http
      .put(`/api/v1/staff/sessions/${session.id}/head-count`)
      .set({ authorization })
      .send({ counts: [{ category: 'family', people: 1 }] });
    expect(refused.body.faults).toMatchObject([
      { field: 'counts.0.category', code: 'isIn', params: { allowed: 'self, students, category-3' } },
    ]);
  });

  it('never lose one under which people are counted: it is used no more, and keeps its name', async () => {
    const { put, device, term } = await town();
    await device.send({ act: 'setCount', category: 'family', people: 2 });
    const gone = await put(OWN).expect(422);
    expect(gone.body.faults).toMatchObject([{ field: 'categories', code: 'categoryCounted' }]);
    await put([...OWN, { key: 'family', label: '家族の方', retired: true }]).expect(200);
    const { categories, heads } = await device.state();
    expect(categories.at(-1)).toEqual({ key: 'family', text: '家族の方', retired: true });
    expect(heads).toEqual({ family: 2 });
    const other = await makeSession(app.db, term.course, { number: 3 });
    const elsewhere = deviceAt(app, other.id, await bearer(app, term.organization, 'reception'));
    expect((await elsewhere.state()).categories.map(({ key }) => key)).not.toContain('family');
    const audit = await app.db.query(
      `SELECT after FROM audit_entries WHERE subject_id = $1 AND action = 'organization.head_categories_changed'`,
      [term.organization.id],
    );
    expect(audit).toHaveLength(1);
  });

  it.each([
    [[{ key: 'a b', label: 'あ' }], 'categories.0.key', 'categoryKey'],
    [
      [
        { key: 'a', label: 'あ' },
        { key: 'a', label: 'い' },
      ],
      'categories.1.key',
      'repeated',
    ],
    [[{ key: 'a', label: 'あ', retired: true }], 'categories', 'categoriesNone'],
    [[{ key: 'a' }], 'categories.0.label', 'isDefined'],
  ])('say what is wrong with %j', async (categories, field, code) => {
    const { put } = await town();
    const answer = await put(categories).expect(422);
    expect(answer.body.faults).toMatchObject([{ field, code }]);
    expect(answer.body.faults[0].detail).not.toBe(code);
  });

  it('are edited on a page by owners and organizers, and stay the usual four where nothing else is said', async () => {
    const { term, session } = await town();
    const staff = await signInAs(app, term.organization, 'organizer');
    const path = `/staff/organizations/${term.organization.slug}/head-categories`;
    const page = await staff.get(path);
    expect(page.text).toContain('value="支援者"');
    const own = async () =>
      (
        await app.db.query('SELECT head_categories AS own FROM organizations WHERE id = $1', [
          term.organization.id,
        ])
      )[0].own;
    const fields = Object.fromEntries(
      [...page.text.matchAll(/<input type="text" id="(categories[^"]+)"[^>]* value="([^"]*)"/g)].map(
        ([, name = '', value = '']) => [name, value],
      ),
    );
    expect((await staff.post(path, fields)).status).toBe(303);
    expect(await own()).toEqual([]);
    const added = { ...fields, 'categories.4.label': '市の職員', 'categories.4.key': 'Town' };
    const refused = await staff.post(path, added);
    expect([refused.status, refused.text.includes('英小文字・数字')]).toEqual([422, true]);
    await staff.post(path, { ...added, 'categories.4.key': '' });
    expect((await own()).at(-1)).toEqual({ key: 'category-5', label: '市の職員' });
    expect((await staff.get(`/staff/sessions/${session.id}`)).text).toContain(
      'for="count.category-5">市の職員',
    );
    const reception = await signInAs(app, term.organization, 'reception');
    expect((await reception.get(path)).status).toBe(403);
    const stranger = await signInAs(app, (await town()).term.organization, 'owner');
    expect((await stranger.get(path)).status).toBe(404);
  });
});
