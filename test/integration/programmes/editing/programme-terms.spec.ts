import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Organization } from '../../../../src/organizations/organization.entity.js';
import { Programme } from '../../../../src/programmes/programme.entity.js';
import { Answer } from '../../../../src/registrations/answers/answer.entity.js';
import { SensitiveAnswer } from '../../../../src/registrations/answers/sensitive-answer.entity.js';
import { makeParty } from '../../../support/attendance-factories.js';
import {
  makeCourse,
  makeOrganization,
  makePool,
  makeProgramme,
  makeSession,
} from '../../../support/factories.js';
import { bearer, type StaffBrowser, signInAs } from '../../../support/staff.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { faultAt, formIn, theirsAt, typed } from './page-form.js';

describe('who may come to a programme, and what it asks', () => {
  let app: TestApp;
  let town: Organization;
  let staff: StaffBrowser;
  let colleague: StaffBrowser;
  let programme: Programme;
  let path: string;
  beforeAll(async () => {
    app = await startTestApp();
    town = await makeOrganization(app.db, { slug: 'hikari' });
    await makeProgramme(app.db, town, { key: 'lecture', title: '講演会' });
    staff = await signInAs(app, town, 'organizer');
    colleague = await signInAs(app, town, 'organizer');
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    programme = await makeProgramme(app.db, town);
    path = `/staff/programmes/${programme.slug}/edit`;
  });

  const stored = () => app.db.getRepository(Programme).findOneByOrFail({ id: programme.id });
  const save = async (entries: Record<string, string>, by = staff) =>
    by.post(path, await typed(by, path, entries));

  /** Answers of somebody who registered. */
  async function answered(
    answers: Record<string, string>,
    table: typeof Answer | typeof SensitiveAnswer = Answer,
  ) {
    const session = await makeSession(app.db, await makeCourse(app.db, programme));
    await makePool(app.db, session);
    const { registration } = await makeParty(app.db, [session]);
    for (const [question, answer] of Object.entries(answers)) {
      const row = { registrationId: registration.id, question, answer, organizationId: town.id };
      await app.db.manager.insert(table, row);
    }
    return registration.id;
  }

  it('is saved row by row, and comes back as it was typed', async () => {
    const entries = {
      'eligibility.0.rule': 'age',
      'eligibility.0.min': '１８',
      'eligibility.0.max': '49',
      'eligibility.0.of': 'relative',
      'eligibility.0.text': 'おおむね18歳から49歳まで',
      'eligibility.1.rule': 'residence',
      'eligibility.1.as': 'enforced',
      'eligibility.1.municipalities': 'ひかり市、みどり町',
      'eligibility.2.rule': 'completed',
      'eligibility.2.programme': 'lecture',
      'asks.relation': 'required',
      'asks.companions': 'no',
      'questions.0.text': '配慮が要ること',
      'questions.0.type': 'long',
      'questions.0.sensitive': '1',
      'questions.1.text': '来るまでの手段',
      'questions.1.textEn': 'How will you come?',
      'questions.1.type': 'choice',
      'questions.1.choices': '車\r\n電車・バス\r\n',
      'questions.1.required': '1',
    };
    expect((await save(entries)).status).toBe(303);
    const { eligibility, asks, questions } = await stored();
    expect(eligibility).toEqual([
      { rule: 'age', text: 'おおむね18歳から49歳まで', min: 18, max: 49, of: 'relative' },
      { rule: 'residence', as: 'enforced', municipalities: ['ひかり市', 'みどり町'] },
      { rule: 'completed', programme: 'lecture' },
    ]);
    expect(asks).toEqual({ relation: 'required', companions: 'no' });
    const key = expect.stringMatching(/^q-[a-z0-9]{10}$/);
    expect(questions).toEqual([
      { key, text: '配慮が要ること', type: 'long', sensitive: true },
      {
        key,
        text: '来るまでの手段',
        textEn: 'How will you come?',
        type: 'choice',
        choices: ['車', '電車・バス'],
        required: true,
      },
    ]);
    const form = await typed(staff, path);
    expect(form).toMatchObject({
      ...entries,
      'eligibility.0.min': '18',
      'questions.1.choices': '車\r\n電車・バス',
    });
    // Saving what has not changed changes nothing, and calendars do not hear of any of it.
    const before = await stored();
    expect((await staff.post(path, form)).status).toBe(303);
    expect(await stored()).toEqual(before);
  });

  it('is refused beside its fields, and nothing typed is lost', async () => {
    const wrong = {
      'eligibility.0.rule': 'other',
      'eligibility.1.rule': 'age',
      'eligibility.1.min': '50',
      'eligibility.1.max': '40',
      'eligibility.2.rule': 'women',
      'eligibility.2.municipalities': 'ひかり市',
      'questions.0.text': '好きなもの',
      'questions.0.type': 'choice',
      'questions.0.choices': 'お茶',
      'questions.1.choices': '文がない',
    };
    const answer = await save(wrong);
    expect(answer.status).toBe(422);
    expect(formIn(answer.text)).toMatchObject(wrong);
    expect(faultAt(answer.text, 'questions.1.text')).toBe('入力してください。');
    expect(await stored()).toMatchObject({ eligibility: [], questions: [] });
    const rest = await save({ ...wrong, 'questions.1.choices': '' });
    expect(faultAt(rest.text, 'eligibility.0.text')).toBe('条件を、元のことばで書いてください。');
    expect(faultAt(rest.text, 'eligibility.1.max')).toBe(
      '何歳まで（40）が、何歳から（50）より小さくなっています。',
    );
    expect(faultAt(rest.text, 'eligibility.2.municipalities')).toBe(
      'この種類の条件では使いません。空けるか、種類を変えてください。',
    );
    expect(faultAt(rest.text, 'questions.0.choices')).toBe('選択肢が、二つ以上要ります。');
  });

  it('keeps a question the same question whatever becomes of its words, also where two people work on it', async () => {
    await save({ 'questions.0.text': '呼び方', 'questions.1.text': '食べられないもの' });
    const [first, second] = (await stored()).questions;
    const [a, b] = [
      await typed(staff, path, { 'questions.0.text': 'お呼びする名前', 'questions.2.text': '席の希望' }),
      await typed(colleague, path, { 'questions.1.required': '1', 'questions.1.text': 'アレルギー' }),
    ];
    expect((await staff.post(path, a)).status).toBe(303);
    expect((await colleague.post(path, b)).status).toBe(303);
    const [one, two, three] = (await stored()).questions;
    expect([one, two]).toEqual([
      { ...first, text: 'お呼びする名前' },
      { ...second, text: 'アレルギー', required: true },
    ]);
    expect(three).toMatchObject({ text: '席の希望' });
    const [c, d] = [
      await typed(staff, path, { 'questions.0.text': '一人目のことば' }),
      await typed(colleague, path, { 'questions.0.text': '二人目のことば' }),
    ];
    await staff.post(path, c);
    const contested = await colleague.post(path, d);
    expect([contested.status, theirsAt(contested.text, 'questions.0.text')]).toEqual([
      409,
      'ほかの人が保存した内容：一人目のことば',
    ]);
  });

  it('asks before a question goes that was answered, and erases its answers with it', async () => {
    await save({ 'questions.0.text': '呼び方', 'questions.1.text': '食べられないもの' });
    const [first, second] = (await stored()).questions;
    const registrationId = await answered({ [first!.key]: '花', [second!.key]: 'えび' });
    const refused = await save({ 'questions.0.text': '' });
    const box = `eraseAnswersTo.${first!.key}`;
    expect([refused.status, faultAt(refused.text, box)]).toEqual([
      422,
      '「呼び方」には1件の回答があります。取り除くと回答も消えます。よければ、下にチェックを入れて、もう一度保存してください。',
    ]);
    expect((await stored()).questions).toHaveLength(2);
    expect((await staff.post(path, { ...formIn(refused.text), [box]: '1' })).status).toBe(303);
    expect((await stored()).questions).toEqual([second]);
    expect(await app.db.manager.findBy(Answer, { registrationId })).toMatchObject([
      { question: second!.key, answer: 'えび' },
    ]);
    const [{ after }] = await app.db.query(
      'SELECT after FROM audit_entries WHERE subject_id = $1 ORDER BY at DESC, id DESC LIMIT 1',
      [programme.id],
    );
    expect([after.erasedAnswers, JSON.stringify(after)]).toEqual([1, expect.not.stringContaining('花')]);
  });

  it('puts answers away once their question is sensitive, and never brings them back', async () => {
    await save({ 'questions.0.text': '体調' });
    const key = (await stored()).questions[0]!.key;
    const registrationId = await answered({ [key]: '通院している' });
    expect((await save({ 'questions.0.sensitive': '1' })).status).toBe(303);
    expect(await app.db.manager.countBy(Answer, { registrationId })).toBe(0);
    expect(await app.db.manager.findBy(SensitiveAnswer, { registrationId })).toMatchObject([
      { question: key, answer: '通院している', organizationId: town.id },
    ]);
    const { 'questions.0.sensitive': _ticked, ...form } = await typed(staff, path);
    const refused = await staff.post(path, form);
    expect([refused.status, faultAt(refused.text, 'questions.0.sensitive')]).toEqual([
      422,
      'ほかに知られたくない質問として答えた人が1人います。このチェックは外せません。',
    ]);
    expect((await stored()).questions).toMatchObject([{ sensitive: true }]);
  });

  it('does not touch the answers of another programme to a question of the same key', async () => {
    const questions = [{ key: 'hope', text: '望み', type: 'short' as const }];
    await app.db.manager.update(Programme, programme.id, { questions });
    const elsewhere = await answered({ hope: 'よその' });
    programme = await makeProgramme(app.db, town, { questions });
    path = `/staff/programmes/${programme.slug}/edit`;
    expect((await save({ 'questions.0.text': '' })).status).toBe(303);
    expect(await app.db.manager.countBy(Answer, { registrationId: elsewhere })).toBe(1);
  });

  it('is said in JSON with the same rules', async () => {
    const authorization = await bearer(app, town, 'organizer');
    const patch = (body: object, token = authorization) =>
      app.http.patch(`/api/v1/staff/programmes/${programme.slug}`).set('authorization', token).send(body);
    const made = await patch({
      eligibility: [{ rule: 'women', as: 'enforced' }],
      asks: { municipality: 'required' },
      questions: [
        { key: 'name', text: '呼び方', type: 'short' },
        { text: '車で来ますか', type: 'choice', choices: ['はい', 'いいえ'] },
      ],
    });
    expect(made.status).toBe(200);
    const [name, car] = made.body.questions;
    expect([name.key, car.key]).toEqual(['name', expect.stringMatching(/^q-/)]);
    expect(made.body).toMatchObject({
      eligibility: [{ rule: 'women', as: 'enforced' }],
      asks: { municipality: 'required' },
    });
    await answered({ name: '花' });
    const refused = await patch({ questions: [car] });
    expect([refused.status, refused.body.faults]).toEqual([
      422,
      [expect.objectContaining({ field: 'eraseAnswersTo.name', code: 'editing.question_has_answers' })],
    ]);
    expect((await patch({ questions: [car], eraseAnswersTo: ['name'] })).body.questions).toEqual([car]);
    const faulty = await patch({
      eligibility: [{ rule: 'completed' }],
      questions: [{ text: 'x', type: 'essay' }],
    });
    expect(faulty.body.faults).toEqual([expect.objectContaining({ field: 'questions.0.type' })]);
    const missing = await patch({ eligibility: [{ rule: 'completed' }] });
    expect(missing.body.faults).toEqual([
      expect.objectContaining({ field: 'eligibility.0.programme', code: 'editing.rule_without_programme' }),
    ]);
    const stranger = await bearer(app, await makeOrganization(app.db));
    expect((await patch({ questions: [] }, stranger)).status).toBe(404);
    expect((await stored()).questions).toHaveLength(1);
  });
});
