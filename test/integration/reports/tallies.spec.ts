import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditEntry } from '../../../src/organizations/audit/audit-entry.entity.js';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import type { TalliesJson, TallyJson } from '../../../src/reports/tallies/tally.dto.js';
import { makeOrganization, makeProgramme } from '../../support/factories.js';
import { bearer, type StaffBrowser, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { fiscal, TOWN_TALLIES } from './tallies-of-towns.js';

const URL = '/api/v1/staff/tallies';

describe('figures that staff type in', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-06-01T09:00:00+09:00' });
  });
  afterAll(() => app.close());

  const put = async (authorization: string, body: object) =>
    app.http.put(URL).set({ authorization }).send(body);
  const get = async (authorization: string, query = '') =>
    (await app.http.get(`${URL}${query}`).set({ authorization })).body as TalliesJson;

  describe('of the towns', () => {
    const towns = new Map<string, { organization: Organization; token: string }>();
    beforeAll(async () => {
      for (const { town, tally } of TOWN_TALLIES) {
        if (!towns.has(town)) {
          const organization = await makeOrganization(app.db, { name: town, nameEn: null });
          towns.set(town, { organization, token: await bearer(app, organization, 'organizer') });
        }
        const { organization, token } = towns.get(town)!;
        const answer = await put(token, { organization: organization.slug, items: [tally] });
        expect([town, tally.axis, answer.status]).toEqual([town, tally.axis, 200]);
      }
    });

    it('come back as they were printed: labels, order, figures, parts, totals, whether they are all there is', async () => {
      for (const { town, tally, sum } of TOWN_TALLIES) {
        const { token } = towns.get(town)!;
        const { items } = await get(token);
        const found = items.find(
          (item) =>
            item.axis === tally.axis &&
            item.unit === tally.unit &&
            item.endsOn === tally.endsOn &&
            item.startsOn === (tally.startsOn ?? null),
        );
        expect(found).toMatchObject({
          qualifier: 'none',
          kind: 'flow',
          total: null,
          exhaustive: null,
          ...tally,
          warnings: [],
        });
        if (sum !== null) expect(found?.lines.reduce((all, { value }) => all + (value ?? 0), 0)).toBe(sum);
      }
    });

    it('stand with their years side by side, the earliest first, in both calendars', async () => {
      const staff = await signInAs(app, towns.get('石狩')!.organization, 'viewer');
      const { text } = await staff.get('/staff/tallies');
      expect(columnsOf(text)).toEqual([
        '平成26（2014）年度',
        '平成27（2015）年度',
        '平成28（2016）年度',
        '平成29（2017）年度',
        '平成30（2018）年度',
        '令和元（2019）年度',
      ]);
      expect(rowOf(text, '対応件数')).toEqual(['545', '590', '447', '415', '689', '1,206']);
      expect(text).toContain('項目別 延べ件');
      expect(text).not.toContain('/staff/tallies/new');
    });

    it('show a funnel that is not nested, and say that it does not add up', async () => {
      const staff = await signInAs(app, towns.get('豊中')!.organization, 'organizer');
      const { text } = await staff.get('/staff/tallies');
      expect(rowOf(text, 'ミニインターンシップ参加者')).toEqual(['18', '20']);
      expect(rowOf(text, '応募者')).toEqual(['20', '15']);
      expect(text).toContain('内訳を足しても合計にはなりません。');
    });

    it('keep units apart: consultations in 件 and visits in 回 are two tables', async () => {
      const staff = await signInAs(app, towns.get('大分')!.organization, 'viewer');
      const { text } = await staff.get('/staff/tallies');
      const captions = [...text.matchAll(/<caption[^>]*>([^<]*)/g)].map(([, caption]) => caption?.trim());
      expect(captions.toSorted()).toEqual(
        ['方法別 延べ件', '方法別 回', '窓口別 自治体', '親の会別 団体'].toSorted(),
      );
      expect(columnsOf(text)).toContain('2020年8月31日（月）現在');
      expect(rowOf(text, '市')).toEqual(['5', '12']);
      expect(rowOf(text, '窓口のある自治体')).toEqual(['6', '13']);
    });

    it('show the parts of a route below it, and the total beneath', async () => {
      const staff = await signInAs(app, towns.get('総社')!.organization, 'viewer');
      const { text } = await staff.get('/staff/tallies');
      expect(rowOf(text, '本人による相談')).toEqual(['138']);
      expect(rowOf(text, '対面')).toEqual(['119']);
      expect(rowOf(text, '不明')).toEqual(['30']);
      expect(text).toContain('<td class="number">383</td>');
      expect(text).toContain('2017年4月～2022年2月');
    });

    it('take money by where it is from and what it goes to', async () => {
      const staff = await signInAs(app, towns.get('総社')!.organization, 'viewer');
      const { text } = await staff.get('/staff/tallies');
      expect(rowOf(text, '単市')).toEqual(['14,367']);
      expect(rowOf(text, '居場所の運営費')).toEqual(['約4,300']);
      expect(text).toContain('委託費の財源別 千円');
    });
  });

  describe('as they are written', () => {
    let organization: Organization;
    let organizer: string;
    let staff: StaffBrowser;
    beforeAll(async () => {
      organization = await makeOrganization(app.db);
      organizer = await bearer(app, organization, 'organizer');
      staff = await signInAs(app, organization, 'organizer');
    });

    it('take the place of the same table, and leave others; the same again changes nothing', async () => {
      const programme = await makeProgramme(app.db, organization);
      const base = { axis: '配布', unit: '部', ...fiscal(2020) };
      const send = (value: number, more: object = {}) =>
        put(organizer, {
          organization: organization.slug,
          items: [{ ...base, ...more, lines: [{ label: 'パンフレット', value }] }],
        });
      const first = (await send(500)).body as TalliesJson;
      await send(3000, { programme: programme.slug });
      const second = (await send(501)).body as TalliesJson;
      await send(501);
      expect(second.items[0]?.id).toBe(first.items[0]?.id);
      const all = await get(organizer, `?organization=${organization.slug}`);
      expect(all.items.map(({ programme: slug, lines }) => [slug, lines[0]?.value])).toEqual([
        [null, 501],
        [programme.slug, 3000],
      ]);
      expect((await get(organizer, `?programme=${programme.slug}`)).items).toHaveLength(1);
      const log = await app.db
        .getRepository(AuditEntry)
        .find({ where: { subjectId: first.items[0]?.id }, order: { at: 'ASC', id: 'ASC' } });
      expect(log.map(({ action }) => action)).toEqual(['tally.recorded', 'tally.changed']);
      expect(log[1]?.before).toMatchObject({ lines: [{ label: 'パンフレット', value: 500 }] });
      expect(log[1]?.after).toMatchObject({ lines: [{ label: 'パンフレット', value: 501 }] });
    });

    it('are refused, all of them, where one is not a figure of a period', async () => {
      const answer = await put(organizer, {
        organization: organization.slug,
        items: [
          { axis: '方法', unit: '件', ...fiscal(2021), lines: [{ label: '電話', value: 1 }] },
          { axis: '方法', unit: '件', lines: [{ label: '電話', value: 1 }] },
          { axis: '登録', unit: '人', kind: 'stock', startsOn: '2021-04-01', total: 3 },
          { axis: '地区', unit: '地区', ...fiscal(2021), lines: [{ label: '市内', value: 20, outOf: 17 }] },
          { axis: '方法', unit: '件', startsOn: '2022-03-31', endsOn: '2021-04-01', total: 3 },
        ],
      });
      expect(answer.status).toBe(422);
      expect(answer.body.faults.map((fault: { field: string }) => fault.field)).toEqual([
        'items.1.startsOn',
        'items.2.endsOn',
        'items.2.startsOn',
        'items.3.lines.0.outOf',
        'items.4.endsOn',
      ]);
      const { items } = await get(organizer, `?organization=${organization.slug}`);
      expect(items.filter(({ axis }) => axis === '方法')).toEqual([]);
    });

    it('keep 0, no record, about and of-how-many apart', async () => {
      const answer = await put(organizer, {
        organization: organization.slug,
        items: [
          {
            axis: '地区',
            unit: '市町',
            ...fiscal(2022),
            lines: [
              { label: '実施', value: 14, outOf: 19 },
              { label: '休止', value: 0 },
              { label: '準備', value: null },
              { label: '検討', value: 3, approximate: true },
            ],
          },
        ],
      });
      expect(answer.status).toBe(200);
      const { text } = await staff.get(`/staff/tallies?organization=${organization.slug}`);
      expect(rowOf(text, '実施')).toEqual(['14／19']);
      expect(rowOf(text, '休止')).toEqual(['0']);
      expect(rowOf(text, '準備')).toEqual(['記録なし']);
      expect(rowOf(text, '検討')).toEqual(['約3']);
    });

    it('are warned of, not refused, where a sum does not come out', async () => {
      const answer = await put(organizer, {
        organization: organization.slug,
        items: [
          {
            axis: '検算',
            unit: '件',
            ...fiscal(2022),
            total: 10,
            exhaustive: true,
            lines: [
              { label: '電話', value: 4, parts: [{ label: '昼', value: 5 }] },
              { label: '来所', value: 7 },
            ],
          },
        ],
      });
      expect((answer.body as TalliesJson).items[0]?.warnings).toEqual([
        { code: 'differs', label: null, sum: 11, total: 10 },
        { code: 'exceeds', label: '電話', sum: 5, total: 4 },
      ]);
      const { text } = await staff.get('/staff/tallies');
      expect(text).toContain('内訳を足すと11で、合計の10と違います。');
    });

    it('belong to programmes of the organization alone', async () => {
      const elsewhere = await makeProgramme(app.db, await makeOrganization(app.db));
      const answer = await put(organizer, {
        organization: organization.slug,
        items: [{ programme: elsewhere.slug, axis: '方法', unit: '件', ...fiscal(2023), total: 1 }],
      });
      expect(answer.status).toBe(422);
      expect(answer.body.faults).toMatchObject([{ field: 'items.0.programme', code: 'tallyProgramme' }]);
    });
  });

  describe('who may what', () => {
    let own: TallyJson;
    let organization: Organization;
    beforeAll(async () => {
      organization = await makeOrganization(app.db);
      const answer = await put(await bearer(app, organization, 'organizer'), {
        organization: organization.slug,
        items: [{ axis: '方法', unit: '件', ...fiscal(2024), lines: [{ label: '電話', value: 7 }] }],
      });
      own = (answer.body as TalliesJson).items[0]!;
    });

    it('viewers read and do not write', async () => {
      const viewer = await bearer(app, organization, 'viewer');
      expect((await get(viewer)).items).toHaveLength(1);
      expect((await put(viewer, { organization: organization.slug, items: [] })).status).toBe(403);
      expect((await app.http.delete(`${URL}/${own.id}`).set({ authorization: viewer })).status).toBe(403);
      const staff = await signInAs(app, organization, 'viewer');
      expect((await staff.get(`/staff/tallies/${own.id}`)).status).toBe(403);
    });

    it('nobody else sees that it is there', async () => {
      const other = await makeOrganization(app.db);
      const stranger = await bearer(app, other, 'owner');
      expect((await get(stranger)).items).toEqual([]);
      const query = await app.http
        .get(`${URL}?organization=${organization.slug}`)
        .set({ authorization: stranger });
      expect(query.status).toBe(404);
      expect((await put(stranger, { organization: organization.slug, items: [] })).status).toBe(404);
      expect((await app.http.delete(`${URL}/${own.id}`).set({ authorization: stranger })).status).toBe(404);
      expect((await app.http.delete(`${URL}/nothing`).set({ authorization: stranger })).status).toBe(404);
    });

    it('what is taken away stays in the log', async () => {
      const organizer = await bearer(app, organization, 'organizer');
      expect((await app.http.delete(`${URL}/${own.id}`).set({ authorization: organizer })).status).toBe(204);
      expect((await get(organizer)).items).toEqual([]);
      const [entry] = await app.db.getRepository(AuditEntry).findBy({ action: 'tally.removed' });
      expect(entry?.before).toMatchObject({ axis: '方法', lines: [{ label: '電話', value: 7 }] });
    });
  });
});

/** Headings of periods, of all tables of a page. */
function columnsOf(html: string): string[] {
  return [...html.matchAll(/<th scope="col" class="number">([^<]*)<\/th>/g)].map(([, text]) => text ?? '');
}

/** Cells of the last line of that name. */
function rowOf(html: string, label: string): string[] {
  const rows = html.split('<tr').filter((row) => row.includes(`${label}</th>`));
  return [...(rows.at(-1) ?? '').matchAll(/<td class="number">([^<]*)<\/td>/g)].map(([, text]) => text ?? '');
}
