import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Programme } from '../../../src/programmes/programme.entity.js';
import { ProgrammeHost } from '../../../src/programmes/programme-host.entity.js';
import { newId } from '../../../src/shared/ids.js';
import { makeOrganization, makeTerm } from '../../support/factories.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { expectRefused, expectSound, type Registrant, registrants } from './my-town.js';

const THREE = ['2025-04-14', '2025-05-12', '2025-05-26'];
const SUMMARY = /role="alert" tabindex="-1" id="summary" autofocus/g;

/** The fields of a form as a browser would send them untouched. */
function fieldsOf(html: string): Record<string, string> {
  const inputs = [...html.matchAll(/<input [^>]*?name="([^"]+)"[^>]*? value="([^"]*)"/g)];
  const selects = [...html.matchAll(/<select id="[^"]+" name="([^"]+)"[^>]*>([\s\S]*?)<\/select>/g)];
  return Object.fromEntries([
    ...inputs.map(([, name, value]) => [name, value]),
    ...selects.map(([, name, options]) => [name, /value="([^"]*)" selected/.exec(options ?? '')?.[1] ?? '']),
  ]);
}

describe('the forms behind a registrant’s link', () => {
  let app: TestApp;
  let by: ReturnType<typeof registrants>;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
    by = registrants(app);
  });
  afterEach(() => expectSound(app));
  afterAll(() => app.close());

  const read = async ({ token }: Registrant, rest = '') =>
    (await app.http.get(`/my/${token}${rest}`).expect(200)).text;
  const send = ({ token }: Registrant, rest: string, fields: object = {}) =>
    app.http.post(`/my/${token}${rest}`).type('form').send(fields);

  it('keep who comes along, and as what, where the programme has stopped asking', async () => {
    const { course, programme } = await makeTerm(app.db, { dates: THREE });
    const companions = [
      { nickname: 'けん', relation: 'self' },
      { nickname: 'りん', relation: null },
    ];
    const hana = await by.register({
      ...{ course: course.id, people: 4 },
      companions: companions.map(({ relation, ...one }) => ({ ...one, ...(relation ? { relation } : {}) })),
    });
    const asks = { companions: 'no', relation: 'no' } as const;
    await app.db.getRepository(Programme).update({ id: programme.id }, { asks });
    const form = await read(hana, '/people');
    const fields = fieldsOf(form);
    expect(fields).toEqual({
      people: '4',
      'companions.0.nickname': 'けん',
      'companions.0.relation': 'self',
      'companions.1.nickname': 'りん',
    });
    await send(hana, '/people', fields).expect(303);
    expect(await by.see(hana)).toMatchObject({ people: 4, companions });
    // Without rows on the page nothing is said of them.
    await send(hana, '/people', { people: '3' }).expect(303);
    expect(await by.see(hana)).toMatchObject({ people: 3, companions });
    await send(hana, '/people', { ...fields, people: '3', 'companions.1.nickname': '' }).expect(303);
    expect(await by.see(hana)).toMatchObject({ companions: [companions[0]] });
    expect(fieldsOf(await read(hana, '/people'))).not.toHaveProperty(['companions.1.nickname']);
  });

  it('decline nothing where nothing is offered', async () => {
    const { sessions } = await makeTerm(app.db, {
      ...{ dates: ['2025-05-12'], capacity: 1 },
      course: { offerHours: 24 },
    });
    const session = sessions[0]?.id;
    const first = await by.register({ session });
    const hana = await by.register({ session });
    for (const one of [first, hana]) {
      const refused = await send(one, '/offer/decline').expect(409);
      expect(refused.text).toContain('いま、お返事を待っている席はありません。');
      expectRefused(await app.http.post(`/api/v1/registrations/${one.token}/offer/decline`), 'conflict');
    }
    expect(await by.see(first)).toMatchObject({ status: 'confirmed' });
    await by.cancel(first).expect(200);
    for (const _again of [1, 2]) await send(hana, '/offer/decline').expect(303);
    expect(await by.see(hana)).toMatchObject({ status: 'waitlisted' });
  });

  it('lead to what is wrong: the summary takes the focus, with a link to each field', async () => {
    const { course } = await makeTerm(app.db, { dates: THREE });
    const hana = await by.register({ course: course.id });
    const refused = [
      [await send(hana, '/people', { people: '0' }).expect(422), 'href="#people">人数：'],
      [
        await send(hana, '/people', {
          ...{ people: '3', 'companions.0.nickname': 'けん', 'companions.0.relation': '' },
          ...{ 'companions.1.nickname': 'あ'.repeat(41), 'companions.1.relation': '' },
        }).expect(422),
        'href="#companions.1.nickname">いっしょに来る方（2人目）のニックネーム：',
      ],
      [await send(hana, '/cancel', { reason: 'あ'.repeat(501) }).expect(422), 'href="#reason">理由：'],
      [await send(hana, '/transfer').expect(422), 'href="#nickname">ニックネーム：'],
      [
        await app.http.post('/my/recover').type('form').send({ email: 'hana' }).expect(422),
        'href="#email">メールアドレス：',
      ],
      [await send(hana, '/offer/accept').expect(303), ''],
      [await send(hana, '/wait').expect(303), ''],
    ] as const;
    for (const [{ status, text }, link] of refused) {
      expect(text).toContain(link);
      expect(text.match(SUMMARY) ?? []).toHaveLength(status === 422 ? 1 : 0);
      if (status === 422) expect(text).toContain('<title>入力の確認 ');
    }
    await by.cancel(hana).expect(200);
    const ended = await send(hana, '/people', { people: '2' }).expect(409);
    expect(ended.text.match(SUMMARY)).toHaveLength(1);
    expect(await read(hana)).not.toContain('autofocus');
  });

  it('say what can be done where a refusal ends the way', async () => {
    const { course, sessions } = await makeTerm(app.db, { dates: THREE });
    const hana = await by.register({ course: course.id });
    const nowhere = await send(hana, '/move', { session: sessions[0]?.id, pool: 'moon' }).expect(422);
    expect(nowhere.text).toContain('移れるところは、下に並んでいます。');
    expect(nowhere.text).not.toContain('入力に直していただきたい');
    await by.cancel(hana).expect(200);
    const session = sessions[1]?.id;
    for (const [path, fields] of [
      ['/people', { people: '2' }],
      ['/move', { session }],
      [`/places/${session}/return`, {}],
    ] as const)
      expect((await send(hana, path, fields).expect(409)).text).toContain('新しくお申し込みください。');
  });

  it('name all who read a sensitive answer, and when it is erased', async () => {
    const asked = async (registrationMode: 'course' | 'members', language = '') => {
      const { organization, programme, course } = await makeTerm(app.db, {
        dates: THREE,
        course: { registrationMode },
        programme: { questions: [{ key: 'q', text: '体のこと', type: 'short', sensitive: true }] },
      });
      const rights = { みなと市: 'organizer', そら町: 'reception', 県: null } as const;
      for (const [position, [name, right]] of Object.entries(rights).entries()) {
        const { id } = await makeOrganization(app.db, { name });
        await app.db.getRepository(ProgrammeHost).insert({
          ...{ id: newId(), organizationId: organization.id, programmeId: programme.id, position },
          ...{ hostOrganizationId: id, name, role: 'co_host', rights: right },
        });
      }
      const { text } = await app.http.get(`/register?course=${course.id}${language}`).expect(200);
      return { name: organization.name, hint: /id="answers\.q-hint">([^<]*)</.exec(text)?.[1] };
    };
    const one = await asked('course');
    expect(one.hint).toBe(
      `この答えを読むのは${one.name}、みなと市の担当者だけで、最後の回の30日あとに消します。`,
    );
    const member = await asked('members');
    expect(member.hint).toBe(
      `この答えを読むのは${member.name}、みなと市の担当者だけで、登録の年度が終わって30日あとに消します。`,
    );
    expect((await asked('members', '&lang=en')).hint).toContain(
      ', みなと市 read this answer. It is erased 30 days after the fiscal year',
    );
  });
});
