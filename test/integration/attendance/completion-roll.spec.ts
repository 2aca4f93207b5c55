import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import type { Course } from '../../../src/programmes/course.entity.js';
import type { Session } from '../../../src/programmes/session.entity.js';
import { makeParty, recordAttendance } from '../../support/attendance-factories.js';
import { makeOrganization } from '../../support/factories.js';
import { bearer, type StaffBrowser, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { completionPath, keysOn, textOf } from './completion-town.js';

const NOW = '2025-07-01T10:00:00+09:00';

/** サポーター養成研修 of three sessions, of which two make a supporter; a lecture of six, all of which one must attend. */
const FILE = `format: tsudoi/1
organization: {key: mori, name: 森町, nameEn: Mori Town}
programmes:
  - key: supporters
    title: サポーター養成研修
    kind: training
    courses:
      - key: r7
        title: 令和7年度
        completion: {atLeast: 2}
        registration: {mode: both}
        defaults: {start: "10:00", end: "11:45"}
        sessions: [{number: 1, date: 2025-05-12}, {number: 2, date: 2025-05-26}, {number: 3, date: 2025-06-09}]
      - key: full
        title: 全6回
        completion: {atLeast: all}
        registration: {mode: course}
        sessions: [{number: 1, date: 2025-04-07}, {number: 2, date: 2025-04-14}, {number: 3, date: 2025-04-21}, {number: 4, date: 2025-04-28}, {number: 5, date: 2025-05-07}, {number: 6, date: 2025-05-19}]
`;

describe('from a programme file to the roll', () => {
  let app: TestApp;
  let organization: Organization;
  let staff: StaffBrowser;

  beforeAll(async () => {
    app = await startTestApp({ now: NOW });
    organization = await makeOrganization(app.db, { slug: 'mori', name: '森町' });
    const answer = await app.http
      .post('/api/v1/staff/import')
      .set('authorization', await bearer(app, organization, 'owner'))
      .set('content-type', 'application/yaml')
      .send(FILE);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    staff = await signInAs(app, organization, 'organizer');
    await attend('r7', { ゆり: '出出欠', もも: '出欠欠', きく: '欠出出' }, ['北区', '北区', '南区']);
    await attend('full', { ゆず: '出出出出出出', うめ: '出出出出出欠' }, ['南区', null]);
  });
  afterAll(() => app.close());

  async function courseOf(key: string): Promise<Course> {
    const [row] = await app.db.query(
      'SELECT id, organization_id AS "organizationId", programme_id AS "programmeId" FROM courses WHERE key = $1',
      [key],
    );
    return row;
  }

  async function attend(key: string, people: Record<string, string>, towns: readonly (string | null)[]) {
    const { id } = await courseOf(key);
    const sessions: Session[] = await app.db.query(
      `SELECT id, organization_id AS "organizationId", course_id AS "courseId", programme_id AS "programmeId"
       FROM sessions WHERE course_id = $1 ORDER BY number`,
      [id],
    );
    const places: Awaited<ReturnType<typeof makeParty>>['places'][] = [];
    for (const [index, nickname] of Object.keys(people).entries())
      places.push(
        (await makeParty(app.db, sessions, { nickname, municipality: towns[index] ?? null })).places,
      );
    for (const [index, session] of sessions.entries())
      await recordAttendance(
        app.db,
        session,
        Object.values(people).map((marks, person) =>
          marks[index] === '出'
            ? { place: places[person]![index]!, mark: 'attended', people: 1 }
            : { place: places[person]![index]!, mark: 'absent', people: 0 },
        ),
      );
  }

  it('recognises 3回中2回以上 and 全6回 as the file says it', async () => {
    const [r7, full] = [await courseOf('r7'), await courseOf('full')];
    expect(textOf((await staff.get(completionPath(full.id))).text)).toContain(
      '開いた回のすべてに出席した人が、修了です',
    );
    for (const { id } of [r7, full]) await staff.post(completionPath(id), { act: 'recogniseAll' });
    const rows = await app.db.query(
      `SELECT nickname, completed_on::text AS "on", attended, sessions, completions.municipality, certificate_number AS number
       FROM completions JOIN registrations ON registrations.id = registration_id ORDER BY certificate_number`,
    );
    expect(rows).toEqual([
      { nickname: 'ゆり', on: '2025-05-26', attended: 2, sessions: 3, municipality: '北区', number: 1 },
      { nickname: 'きく', on: '2025-06-09', attended: 2, sessions: 3, municipality: '南区', number: 2 },
      { nickname: 'ゆず', on: '2025-05-19', attended: 6, sessions: 6, municipality: '南区', number: 3 },
    ]);
  });

  it('enters those who agreed under the next numbers, once, and nobody who has not completed it', async () => {
    const { id } = await courseOf('r7');
    const keys = await keysOn(staff, id);
    const enrol = (people: string[], enrolledOn = '2025-06-15') =>
      staff.post(completionPath(id), { act: 'enrol', enrolledOn, people });
    const refused = await enrol([keys.get('もも')!]);
    expect([refused.status, textOf(refused.text).includes('修了を認めた人だけを')]).toEqual([422, true]);
    expect((await enrol([keys.get('きく')!], '六月')).status).toBe(422);
    for (const _twice of [1, 2])
      expect((await enrol([keys.get('きく')!, keys.get('ゆり')!])).status).toBe(303);
    const rows = await app.db.query(
      `SELECT nickname, roll_number AS number, enrolled_on::text AS "on" FROM completions
       JOIN registrations ON registrations.id = registration_id WHERE roll_number IS NOT NULL ORDER BY roll_number`,
    );
    expect(rows).toEqual([
      { nickname: 'ゆり', number: '1', on: '2025-06-15' },
      { nickname: 'きく', number: '2', on: '2025-06-15' },
    ]);
  });

  const entryOf = async (nickname: string) => {
    const [row] = await app.db.query(
      `SELECT completions.id FROM completions JOIN registrations ON registrations.id = registration_id
       WHERE nickname = $1 AND withdrawn_at IS NULL`,
      [nickname],
    );
    return `/staff/completions/${row.id}/roll`;
  };

  it('changes an entry, keeps what was typed beside its fault, and writes no name into the log', async () => {
    const path = await entryOf('きく');
    const fields = {
      name: '菊川 きく',
      municipality: '南区',
      rollNumber: '1',
      enrolledOn: '2025-06-15',
      endedOn: '',
    };
    const taken = await staff.post(path, fields);
    expect([
      taken.status,
      textOf(taken.text).includes('ほかの人の番号'),
      taken.text.includes('菊川 きく'),
    ]).toEqual([422, true, true]);
    const backwards = await staff.post(path, { ...fields, rollNumber: '2', endedOn: '2025-06-14' });
    expect([backwards.status, textOf(backwards.text).includes('登録の日より前には')]).toEqual([422, true]);
    expect((await staff.post(path, { ...fields, rollNumber: 'S-2', endedOn: '2025-06-25' })).status).toBe(
      303,
    );
    const [{ log }] = await app.db.query(
      `SELECT json_agg(json_build_array(action, before, after))::text AS log FROM audit_entries WHERE action LIKE 'roll.%'`,
    );
    expect(log).toContain('S-2');
    expect(log).not.toMatch(/菊川|きく|ゆり/);
  });

  it('shows the roll as of a day and by municipality, with sums, on the screen, on paper and as a file', async () => {
    const path = '/staff/programmes/mori-supporters/roll';
    const page = textOf((await staff.get(`${path}?asOf=2025-06-24`)).text);
    expect(page).toContain('北区 1 1 1');
    expect(page).toContain('南区 2 1 1');
    expect(page).toContain('合計 3 2 2');
    expect(page).toContain('菊川 きく');
    const later = textOf((await staff.get(`${path}?asOf=2025-06-25`)).text);
    expect(later).toContain('合計 3 2 1');
    expect(later).toContain('2025年6月25日（水）に終了');
    const before = textOf((await staff.get(`${path}?asOf=2025-06-14`)).text);
    expect(before).toContain('合計 3 0 0');
    expect((await staff.get(`${path}?asOf=soon`)).status).toBe(400);
    const north = (
      await staff.get(`${path}/print?asOf=2025-06-24&municipality=${encodeURIComponent('北区')}`)
    ).text;
    expect([north.includes('ゆり'), north.includes('菊川')]).toEqual([true, false]);
    const file = await staff.get(`${path}/csv?asOf=2025-06-30`);
    expect(file.headers['content-disposition']).toBe(
      'attachment; filename="roll-mori-supporters-2025-06-30.csv"',
    );
    expect(file.text.startsWith('\ufeff"番号","名前","市区町村"')).toBe(true);
    expect(file.text).toContain(
      '"S-2","菊川 きく","南区","2025-06-15","2025-06-25","終了","令和7年度","2025-06-09",2,3,2',
    );
    const viewer = await signInAs(app, organization, 'viewer');
    const seen = await viewer.get(path);
    expect([seen.text.includes('菊川'), textOf(seen.text).includes('合計 3 2 1')]).toEqual([false, true]);
    expect((await viewer.get(`${path}/csv`)).status).toBe(403);
    const { body } = await app.http
      .get(`/api/v1${path}?asOf=2025-06-24&municipality=${encodeURIComponent('南区')}`)
      .set('authorization', await bearer(app, organization, 'reception'));
    expect(body).toMatchObject({
      ...{
        programme: 'mori-supporters',
        asOf: '2025-06-24',
        total: { trained: 3, registered: 2, active: 2 },
      },
      entries: [{ rollNumber: 'S-2', name: '菊川 きく', municipality: '南区', isActive: true }],
    });
  });

  it('prints certificates with the name as asked for, era and western years, and nobody in the address', async () => {
    const { id } = await courseOf('r7');
    const all = await staff.get(`/staff/courses/${id}/certificates`);
    expect(all.text.match(/<article/g)).toHaveLength(2);
    const text = textOf(all.text);
    for (const words of [
      '修了証',
      '第1号',
      'ゆり',
      '菊川 きく',
      'サポーター養成研修',
      '3回のうち2回',
      '森町',
    ])
      expect(text).toContain(words);
    expect(text).toContain('令和7年5月12日（2025年5月12日）から令和7年6月9日（2025年6月9日）まで');
    expect((await staff.get(`/staff/courses/${id}/certificates?name=blank`)).text).not.toMatch(/ゆり|菊川/);
    const one = await staff.get((await entryOf('ゆり')).replace('/roll', '/certificate?name=nickname'));
    expect(one.text.match(/<article/g)).toHaveLength(1);
    expect([all.headers['cache-control'], all.headers['referrer-policy']]).toEqual([
      'private, no-store',
      'no-referrer',
    ]);
    expect((await staff.get(`/staff/courses/${id}/certificates?name=anybody`)).status).toBe(400);
    const [{ count }] = await app.db.query(
      `SELECT count(*)::int FROM audit_entries WHERE action = 'certificate.printed'`,
    );
    expect(count).toBe(3);
  });

  it('takes the entry out of the roll with the completion', async () => {
    const path = await entryOf('ゆり');
    await staff.post(path.replace('/roll', '/withdraw'));
    const page = textOf((await staff.get('/staff/programmes/mori-supporters/roll')).text);
    expect(page).toContain('合計 2 1 0');
    expect((await staff.get(path)).status).toBe(404);
    expect((await staff.get(path.replace('/roll', '/certificate'))).status).toBe(404);
  });

  it('writes the rule, categories and bands into the file again, and an old file that comes again undoes no edit', async () => {
    const authorization = await bearer(app, organization, 'owner');
    const importing = async (file: string) => {
      const { status, body } = await app.http
        .post('/api/v1/staff/import')
        .set('authorization', authorization)
        .set('content-type', 'application/yaml')
        .send(file);
      if (status !== 200) throw new Error(JSON.stringify(body));
    };
    const stored = async () => {
      const [row] = await app.db.query(
        `SELECT head_categories AS categories, age_bands AS bands,
           (SELECT completion FROM courses WHERE key = 'r7') AS rule FROM organizations WHERE slug = 'mori'`,
      );
      return row;
    };
    await app.db.query(
      `UPDATE organizations SET head_categories = '[{"key": "self", "label": "当事者"}]' WHERE slug = 'mori'`,
    );
    await app.db.query(`UPDATE courses SET completion = '{"atLeast": 3}' WHERE key = 'r7'`);
    await importing(FILE);
    const edited = {
      categories: [{ key: 'self', label: '当事者' }],
      bands: [10, 20, 30, 40, 50, 60],
      rule: { atLeast: 3 },
    };
    expect(await stored()).toEqual(edited);
    const spoken = FILE.replace(
      'nameEn: Mori Town',
      'nameEn: Mori Town, headCategories: [{key: kin, label: 家族, labelEn: Family}], ageBands: [20, 65]',
    ).replace('atLeast: 2', 'atLeast: 1');
    await importing(spoken);
    expect(await stored()).toEqual({
      ...{
        categories: [{ key: 'kin', label: '家族', labelEn: 'Family' }],
        bands: [20, 65],
        rule: { atLeast: 1 },
      },
    });
  });
});
