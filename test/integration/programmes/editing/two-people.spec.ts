import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Organization } from '../../../../src/organizations/organization.entity.js';
import { Programme } from '../../../../src/programmes/programme.entity.js';
import { makeOrganization, makeProgramme } from '../../../support/factories.js';
import { type StaffBrowser, signInAs } from '../../../support/staff.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { formIn, theirsAt, typed } from './page-form.js';

describe('two people who edit one programme', () => {
  let app: TestApp;
  let town: Organization;
  let first: StaffBrowser;
  let second: StaffBrowser;
  let programme: Programme;
  let path: string;
  beforeAll(async () => {
    app = await startTestApp();
    town = await makeOrganization(app.db);
    first = await signInAs(app, town, 'organizer');
    second = await signInAs(app, town, 'organizer');
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    programme = await makeProgramme(app.db, town, { fee: '無料', audiences: ['family'] });
    path = `/staff/programmes/${programme.slug}/edit`;
    const hosts = {
      ...hostRow(0, 'organizer', 'ひかり市'),
      ...hostRow(1, 'co_host', '家族会'),
      ...hostRow(2, 'co_host', '社協'),
    };
    expect((await first.post(path, await typed(first, path, hosts))).status).toBe(303);
  });

  const hostRow = (index: number, role: string, name: string) => ({
    [`hosts.${index}.role`]: role,
    [`hosts.${index}.name`]: name,
  });
  const noRow = (index: number) => hostRow(index, '', '');
  const stored = () => app.db.getRepository(Programme).findOneByOrFail({ id: programme.id });
  const hosts = async (): Promise<string[]> => {
    const rows: { host: string }[] = await app.db.query(
      `SELECT concat_ws(' ', role, name, rights) AS host FROM programme_hosts WHERE programme_id = $1 ORDER BY position`,
      [programme.id],
    );
    return rows.map(({ host }) => host);
  };
  /** Both open the page; the first saves, then the second. */
  const both = async (one: Record<string, string>, two: Record<string, string>) => {
    const [a, b] = [await typed(first, path, one), await typed(second, path, two)];
    expect((await first.post(path, a)).status).toBe(303);
    return second.post(path, b);
  };

  it('have the changes of both where they changed different fields', async () => {
    const answer = await both({ title: '一人目の題', 'audiences.self': '1' }, { fee: '100円' });
    expect(answer.status).toBe(303);
    expect(await stored()).toMatchObject({
      title: '一人目の題',
      fee: '100円',
      audiences: ['self', 'family'],
    });
  });

  it('would lose the first change without what each field was: the page must send it', async () => {
    const [a, b] = [
      await typed(first, path, { title: '一人目の題' }),
      await typed(second, path, { fee: '100円' }),
    ];
    await first.post(path, a);
    const withoutBase = Object.fromEntries(Object.entries(b).filter(([name]) => !name.startsWith('was.')));
    expect((await second.post(path, withoutBase)).status).toBe(409);
    expect(await stored()).toMatchObject({ title: '一人目の題', fee: '無料' });
  });

  it('see each other where they changed the same field, lose no typing, and the second decides', async () => {
    const answer = await both({ title: '一人目の題', fee: '50円' }, { title: '二人目の題', summary: '案内' });
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('ほかの人が先に保存しました');
    expect(theirsAt(answer.text, 'title')).toBe('ほかの人が保存した内容：一人目の題');
    expect(formIn(answer.text)).toMatchObject({ title: '二人目の題', summary: '案内', fee: '50円' });
    expect(await stored()).toMatchObject({ title: '一人目の題', fee: '50円', summary: null });
    expect((await second.post(path, formIn(answer.text))).status).toBe(303);
    expect(await stored()).toMatchObject({ title: '二人目の題', fee: '50円', summary: '案内' });
  });

  it('may fix a fault while the other saves: both stay', async () => {
    const [a, b] = [
      await typed(first, path, { fee: '50円' }),
      await typed(second, path, { title: '', summary: '案内' }),
    ];
    await first.post(path, a);
    const refused = await second.post(path, b);
    expect(refused.status).toBe(422);
    expect((await second.post(path, { ...formIn(refused.text), title: '題' })).status).toBe(303);
    expect(await stored()).toMatchObject({ title: '題', fee: '50円', summary: '案内' });
  });

  it('change hosts without touching the neighbour of a host that the other took away', async () => {
    const answer = await both(noRow(0), { 'hosts.1.rights': 'viewer' });
    expect(answer.status).toBe(303);
    expect(await hosts()).toEqual(['co_host 家族会 viewer', 'co_host 社協']);
  });

  it('both add a host', async () => {
    const answer = await both(hostRow(3, 'sponsor', '甲社'), hostRow(3, 'sponsor', '乙社'));
    expect(answer.status).toBe(303);
    expect(await hosts()).toEqual([
      'organizer ひかり市',
      'co_host 家族会',
      'co_host 社協',
      'sponsor 甲社',
      'sponsor 乙社',
    ]);
  });

  it('decide on a host that one took away and the other gave rights', async () => {
    const answer = await both(noRow(1), { 'hosts.1.rights': 'viewer' });
    expect(answer.status).toBe(409);
    expect(theirsAt(answer.text, 'hosts.1.name')).toBe('ほかの人はここを空にしました');
    expect(formIn(answer.text)).toMatchObject({ 'hosts.1.name': '家族会', 'hosts.1.rights': 'viewer' });
    expect(await hosts()).toEqual(['organizer ひかり市', 'co_host 社協']);
    const emptied = { ...formIn(answer.text), ...noRow(1), 'hosts.1.rights': '' };
    expect((await second.post(path, emptied)).status).toBe(303);
    expect(await hosts()).toEqual(['organizer ひかり市', 'co_host 社協']);
  });

  it('lose nothing when both save at the very same time', async () => {
    const [a, b] = [await typed(first, path, { title: '題一' }), await typed(second, path, { fee: '9円' })];
    const answers = await Promise.all([first.post(path, a), second.post(path, b)]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect(await stored()).toMatchObject({ title: '題一', fee: '9円' });
  });
});
