import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeTerm } from '../../support/factories.js';
import { bearer, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { registrants } from './my-town.js';

describe('ages', () => {
  let app: TestApp;
  let by: ReturnType<typeof registrants>;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
    by = registrants(app);
  });
  afterAll(() => app.close());

  const termThatAsks = (age?: 'optional' | 'required') =>
    makeTerm(app.db, {
      dates: ['2025-04-14', '2025-05-12'],
      programme: { asks: age === undefined ? {} : { age } },
    });
  const post = (body: object, key?: string) => {
    const request = app.http.post('/api/v1/registrations').send({ nickname: 'はな', ...body });
    return key === undefined ? request : request.set('Idempotency-Key', key);
  };
  const stored = async (id: string) => {
    const [row] = await app.db.query(
      `SELECT age, ARRAY(SELECT age FROM companions WHERE registration_id = registrations.id ORDER BY position) AS companions
       FROM registrations WHERE id = $1`,
      [id],
    );
    return row;
  };
  const faultsOf = ({ body }: { body: { faults?: { field: string; code: string }[] } }) =>
    (body.faults ?? []).map(({ field, code }) => `${field} ${code}`);

  it('are kept where they are asked for, of the registrant and of each who comes along', async () => {
    const { course } = await termThatAsks('optional');
    const companions = [{ nickname: 'そら', age: 17 }, { nickname: 'りく' }];
    const { body } = await post({ course: course.id, age: 0, companions }).expect(201);
    expect(await stored(body.id)).toEqual({ age: 0, companions: [17, null] });
    expect(body).toMatchObject({ age: 0, companions: [{ age: 17 }, { age: null }] });
    expect(await stored((await post({ course: course.id }).expect(201)).body.id)).toEqual({
      age: null,
      companions: [],
    });
  });

  it('are refused where nobody asks, missing where they must be said, or no age of anybody', async () => {
    const silent = await termThatAsks();
    expect(faultsOf(await post({ course: silent.course.id, age: 40 }).expect(422))).toEqual(['age notAsked']);
    const strict = await termThatAsks('required');
    const companions = [{ nickname: 'そら' }];
    expect(faultsOf(await post({ course: strict.course.id, companions }).expect(422))).toEqual([
      'age isNotEmpty',
      'companions.0.age isNotEmpty',
    ]);
    for (const age of [-1, 121, 40.5, '四十'])
      expect(faultsOf(await post({ course: strict.course.id, age }).expect(422))[0]).toMatch(/^age /);
  });

  it('belong to the request: the same key with another age is another one', async () => {
    const { course } = await termThatAsks('optional');
    const key = 'age-of-a-request-0001';
    const first = await post({ course: course.id, age: 41 }, key).expect(201);
    expect((await post({ course: course.id, age: 41 }, key)).body.id).toBe(first.body.id);
    expect((await post({ course: course.id, age: 42 }, key)).status).toBe(409);
    expect((await post({ course: course.id, age: 41, companions: [{ age: 3 }] }, key)).status).toBe(409);
  });

  it('are asked for by the form of a programme that asks, typed again where something is wrong, and taken from it', async () => {
    const asks = await termThatAsks('required');
    const silent = await termThatAsks();
    expect((await app.http.get(`/register?course=${silent.course.id}`)).text).not.toContain('name="age"');
    const form = await app.http.get(`/register?course=${asks.course.id}`);
    expect(form.text).toMatch(/id="age" name="age" type="number"[^>]* required/);
    const send = (fields: object) =>
      app.http
        .post('/register')
        .type('form')
        .send({
          course: asks.course.id,
          key: 'form-with-an-age-01',
          nickname: 'はな',
          people: '1',
          ...fields,
        });
    const wrong = await send({ age: '150', 'companions.0.nickname': 'そら', 'companions.0.age': '' });
    expect([wrong.status, wrong.text.includes('value="150"'), wrong.text.includes('id="age-error"')]).toEqual(
      [422, true, true],
    );
    await send({ age: '50', 'companions.0.nickname': 'そら', 'companions.0.age': '19' }).expect(303);
    const [{ id }] = await app.db.query('SELECT id FROM registrations WHERE course_id = $1', [
      asks.course.id,
    ]);
    expect(await stored(id)).toEqual({ age: 50, companions: [19] });
  });

  it('change by the link, come to the receiver with a transfer, and are gone with the giver’s word', async () => {
    const { course } = await termThatAsks('optional');
    const hana = await by.register({
      course: course.id,
      people: 2,
      age: 30,
      companions: [{ nickname: 'そら', age: 5 }],
    });
    await by.people(hana, { age: 31 }).expect(200);
    expect(await stored(hana.id)).toEqual({ age: 31, companions: [5] });
    await by.people(hana, { companions: [{ nickname: 'そら', age: 6 }] }).expect(200);
    await by.people(hana, { age: null }).expect(200);
    expect(await stored(hana.id)).toEqual({ age: null, companions: [6] });
    await by.transfer(hana, { nickname: 'けん', age: 64 }).expect(201);
    const [receiver] = await app.db.query(`SELECT age FROM registrations WHERE nickname = 'けん'`);
    expect(receiver.age).toBe(64);
  });

  it('may stay as they are where the programme has stopped asking, but no new ones come', async () => {
    const { course, programme } = await termThatAsks('optional');
    const companions = [{ nickname: 'そら', age: 5 }, { nickname: 'りく' }];
    const hana = await by.register({ course: course.id, people: 3, age: 30, companions });
    await app.db.query(`UPDATE programmes SET asks = '{}' WHERE id = $1`, [programme.id]);
    const form = (await app.http.get(`/my/${hana.token}/people`)).text;
    const age = (field: string) => form.match(new RegExp(`name="${field}"[^>]* value="(\\d*)"`))?.[1];
    const fields = {
      ...{ people: '4', age: age('age'), 'companions.0.nickname': 'そら' },
      ...{ 'companions.0.age': age('companions.0.age'), 'companions.1.nickname': 'りく' },
    };
    const send = (more: object) =>
      app.http
        .post(`/my/${hana.token}/people`)
        .type('form')
        .send({ ...fields, ...more });
    await send({}).expect(303);
    expect(await stored(hana.id)).toEqual({ age: 30, companions: [5, null] });
    await send({ age: '31' }).expect(422);
    await send({ 'companions.1.age': '7' }).expect(422);
    await send({ age: '', 'companions.0.age': '' }).expect(303);
    expect(await stored(hana.id)).toEqual({ age: null, companions: [null, null] });
  });

  it('are seen by staff on the page of the registration, and nowhere else', async () => {
    const { course, sessions, organization } = await termThatAsks('optional');
    const { body } = await post({
      course: course.id,
      age: 97,
      companions: [{ nickname: 'そら', age: 98 }],
    }).expect(201);
    const staff = await signInAs(app, organization, 'reception');
    const page = (await staff.get(`/staff/registrations/${body.id}`)).text;
    expect([page.includes('97歳'), page.includes('98歳')]).toEqual([true, true]);
    const api = await app.http
      .get(`/api/v1/staff/registrations/${body.id}`)
      .set('authorization', await bearer(app, organization, 'reception'));
    expect(api.body).toMatchObject({ age: 97, companions: [{ age: 98 }] });
    for (const path of [`/staff/sessions/${sessions[0]!.id}`, `/staff/sessions/${sessions[0]!.id}/roster`])
      expect((await staff.get(path)).text).not.toMatch(/9[78]歳/);
    const [{ log }] = await app.db.query(
      `SELECT coalesce(json_agg(json_build_array(before, after)), '[]')::text AS log FROM audit_entries WHERE subject_id = $1`,
      [body.id],
    );
    expect(log).not.toMatch(/\b9[78]\b/);
  });
});
