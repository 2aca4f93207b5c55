import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Organizations } from '../../../src/organizations/organizations.service.js';
import { Message } from '../../../src/platform/mail/message.entity.js';
import { schemaFindings } from '../../../src/programmes/import/schema-findings.js';
import { Registration } from '../../../src/registrations/registration.entity.js';
import { makeTerm } from '../../support/factories.js';
import { register } from '../../support/registering.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

describe('a mail address that somebody types', () => {
  let app: TestApp;
  let course: string;
  let town: string;
  beforeAll(async () => {
    app = await startTestApp();
    const term = await makeTerm(app.db, { dates: ['2025-04-14'] });
    course = term.course.id;
    town = term.organization.slug;
  });
  afterAll(() => app?.close());

  it.each([
    ['hana..s@docomo.ne.jp', 'hana..s@docomo.ne.jp'],
    ['.hana@ezweb.ne.jp', '.hana@ezweb.ne.jp'],
    ['"hana.."@docomo.ne.jp', 'hana..@docomo.ne.jp'],
    [' ｈａｎａ＠ｄｏｃｏｍｏ．ｎｅ．ｊｐ　', 'hana@docomo.ne.jp'],
    ['Hana@日本語.JP', 'Hana@xn--wgv71a119e.jp'],
  ])('is kept, and written to: %j as %j', async (email, kept) => {
    const { id, token } = await register(app, { course, email });
    const { email: stored } = await app.db.getRepository(Registration).findOneByOrFail({ id });
    const told = await app.db.getRepository(Message).findBy({ subjectId: id });
    expect({ stored, told: told.map(({ recipient }) => recipient) }).toEqual({ stored: kept, told: [kept] });

    const recovered = () => app.db.getRepository(Message).countBy({ recipient: kept, kind: 'recovery' });
    expect(await recovered()).toBe(0);
    await app.http.post('/api/v1/registrations/recover').send({ email }).expect(202);
    expect(await recovered()).toBe(1);
    await app.http.delete(`/api/v1/registrations/${token}`).expect(200);
  });

  it.each([
    ['hana@mail.example\r\nBcc: eve@mail.example', 'isEmail'],
    ['"hana s"@mail.example', 'isEmail'],
    ['hana@[127.0.0.1]', 'isEmail'],
    ['hana@localhost', 'isEmail'],
    ['hana@mail.example, eve@mail.example', 'isEmail'],
    ['はな@mail.example', 'isAsciiMailbox'],
  ])('is refused with a reason: %j', async (email, code) => {
    for (const [path, body] of [
      ['', { course, nickname: '花', email }],
      ['/recover', { email }],
    ] as const) {
      const answer = await app.http.post(`/api/v1/registrations${path}`).send(body);
      expect({ status: answer.status, faults: answer.body.faults }).toMatchObject({
        status: 422,
        faults: [{ field: 'email', code }],
      });
    }
    expect(await app.db.getRepository(Message).countBy({ recipient: email })).toBe(0);
  });

  it('is refused where it is too long', async () => {
    const email = `hana@${`${'y'.repeat(60)}.`.repeat(5)}jp`;
    await app.http.post('/api/v1/registrations').send({ course, nickname: '花', email }).expect(422);
  });

  it('is the same rule for staff and for the contact in a programme file', async () => {
    const staff = {
      name: '職員',
      password: 'correct horse battery',
      organizationSlug: town,
      role: 'viewer',
    } as const;
    const organizations = app.nest.get(Organizations);
    await expect(organizations.addStaff({ ...staff, email: 'a b@town.example' })).rejects.toMatchObject({
      code: 'invalid',
    });
    await expect(organizations.addStaff({ ...staff, email: 'a..b@town.example' })).resolves.toMatchObject({
      isNewAccount: true,
    });
    const findingsFor = (email: string) =>
      schemaFindings({
        format: 'tsudoi/1',
        organization: { key: 'x', name: 'x', kind: 'municipality', contact: { email } },
        programmes: [],
      });
    expect(findingsFor('.a@ezweb.ne.jp')).toEqual([]);
    expect(findingsFor('"a b"@town.example')).toMatchObject([{ code: 'not_an_email' }]);
  });
});
