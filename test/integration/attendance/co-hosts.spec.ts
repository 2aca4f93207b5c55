import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import type { Role } from '../../../src/organizations/principal.js';
import { ProgrammeHost } from '../../../src/programmes/programme-host.entity.js';
import { newId } from '../../../src/shared/ids.js';
import { makeParty, recordAttendance } from '../../support/attendance-factories.js';
import { makeOrganization, makeTerm } from '../../support/factories.js';
import { bearer, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

let app: TestApp;
let term: Awaited<ReturnType<typeof makeTerm>>;
let session: string;

beforeAll(async () => {
  app = await startTestApp({ now: '2025-04-14T18:00:00+09:00' });
  term = await makeTerm(app.db, { dates: ['2025-04-14'], course: { completion: { atLeast: 1 } } });
  const [only] = term.sessions;
  if (!only) throw new Error('the term has no session');
  session = only.id;
  const places = [];
  for (const [nickname, municipality] of [
    ['ほしのひと', 'ほし市'],
    ['ほしのふたり', 'ほし　市'],
    ['つきのひと', 'つき町'],
    ['どこかのひと', null],
  ] as const)
    places.push((await makeParty(app.db, [only], { nickname, municipality })).places[0]);
  await recordAttendance(
    app.db,
    only,
    places.map((place) => ({ place: place as never, mark: 'attended' as const, people: 1 })),
    { other: 3 },
  );
  const owner = await signInAs(app, term.organization, 'organizer');
  await owner.post(`/staff/courses/${term.course.id}/completion`, { act: 'recogniseAll' });
});
afterAll(() => app.close());

/** Staff of a town that has this part in the programme. */
async function makeHost(
  role: ProgrammeHost['role'],
  rights: ProgrammeHost['rights'],
  given: Partial<Organization> = {},
) {
  const town = await makeOrganization(app.db, { name: 'ほし市', ...given });
  await app.db.getRepository(ProgrammeHost).insert({
    ...{ id: newId(), programmeId: term.programme.id, role, name: town.name },
    ...{ hostOrganizationId: town.id, rights, position: 0 },
  });
  const as = async (own: Role) => ({
    staff: await signInAs(app, town, own),
    authorization: await bearer(app, town, own),
  });
  return { town, as };
}
const ALL = ['ほしのひと', 'ほしのふたり', 'つきのひと', 'どこかのひと'];
const namesIn = (text: string) => ALL.filter((name) => text.includes(name));

describe('what a host of the programme sees', () => {
  it.each<[ProgrammeHost['role'], ProgrammeHost['rights'], readonly string[] | null]>([
    // Residents' details, everyone's number: with no rights at all, and with those to look on.
    ['co_host', null, ['ほしのひと', 'ほしのふたり']],
    ['co_host', 'viewer', ['ほしのひと', 'ほしのふたり']],
    // Whoever works on the list sees it.
    ['co_host', 'reception', ALL],
    ['co_host', 'organizer', ALL],
    ['operator', 'reception', ALL],
    ['organizer', 'organizer', ALL],
    // Figures alone, whatever rights stand there.
    ['supporter', null, null],
    ['supporter', 'organizer', null],
    ['sponsor', 'viewer', null],
    ['operator', null, null],
    ['organizer', null, null],
  ])('%s with rights %s', async (role, rights, names) => {
    const { as } = await makeHost(role, rights);
    const { staff, authorization } = await as('organizer');
    const json = await app.http.get(`/api/v1/staff/sessions/${session}/roster`).set({ authorization });
    for (const path of ['', '/roster', '/roster?names=nickname', '/roster?names=full']) {
      const page = await staff.get(`/staff/sessions/${session}${path}`);
      expect([path, page.status]).toEqual([path, names ? 200 : 404]);
      expect([path, namesIn(page.text)]).toEqual([path, names ?? []]);
    }
    const toSign = await staff.get(`/staff/sessions/${session}/sign-in-sheet`);
    expect(namesIn(toSign.text)).toEqual(names ?? []);
    expect(toSign.text).not.toContain('>null<');
    expect(json.status).toBe(names ? 200 : 404);
    expect(namesIn(json.text)).toEqual(names ?? []);
    if (names) {
      expect(json.body.places).toHaveLength(4);
      expect(json.body.totals).toMatchObject({ named: 4, heads: 3, total: 7 });
    }
    const registrations = await staff.get('/staff/people');
    expect(namesIn(registrations.text).length === 0 || rights === 'reception' || rights === 'organizer').toBe(
      true,
    );
    // Everyone's totals, for every part: seven came.
    const report = await app.http
      .get('/api/v1/staff/reports/attendance?fiscalYear=2025')
      .set({ authorization })
      .expect(200);
    expect(report.body.items).toEqual([
      expect.objectContaining({ hosted: true, attendances: expect.objectContaining({ value: 7 }) }),
    ]);
    expect(namesIn(JSON.stringify(report.body))).toEqual([]);
  });

  it.each<[ProgrammeHost['role'], ProgrammeHost['rights'], readonly string[] | null, boolean]>([
    ['co_host', null, ['ほしのひと', 'ほしのふたり'], false],
    ['co_host', 'reception', ALL, true],
    // Numbers alone: they are no town.
    ['operator', 'viewer', null, false],
    ['supporter', 'organizer', null, false],
  ])('of completion, as %s with rights %s', async (role, rights, names, mayPrint) => {
    const { staff } = await (await makeHost(role, rights)).as('organizer');
    const page = await staff.get(`/staff/courses/${term.course.id}/completion`);
    if (role === 'supporter') return expect(page.status).toBe(404);
    expect(namesIn(page.text)).toEqual(names ?? []);
    expect(page.text.includes('まだ、席のある人も')).toBe(false);
    expect(page.text.includes('お住まいがこちらの市区町村の人だけ')).toBe(names !== null && !mayPrint);
    expect(page.text.includes('人数だけが見られます')).toBe(names === null);
    // No link leads to what they may not open.
    for (const [, path] of page.text.matchAll(/href="(\/staff\/(?:completions|courses)\/[^"#?]*)"/g))
      expect([path, (await staff.get(path!)).status]).toEqual([path, 200]);
    expect(page.text.includes('/certificates')).toBe(mayPrint);
  });

  it('shows a co-host without residents that there are none, not that there is nobody', async () => {
    const { staff } = await (await makeHost('co_host', null, { name: 'そら町' })).as('organizer');
    const page = await staff.get(`/staff/courses/${term.course.id}/completion`);
    expect(page.text).toContain('お住まいがこちらの市区町村の人は、いません');
  });

  it('is what the role at home allows at the most', async () => {
    const { as } = await makeHost('co_host', 'organizer');
    const { staff } = await as('viewer');
    const page = await staff.get(`/staff/sessions/${session}`);
    expect(namesIn(page.text)).toEqual(['ほしのひと', 'ほしのふたり']);
  });

  it('goes by the name of the municipality where the organization is none', async () => {
    const { as } = await makeHost('co_host', null, {
      name: 'つき町社会福祉協議会',
      municipalityName: 'つき町',
    });
    const { staff } = await as('organizer');
    expect(namesIn((await staff.get(`/staff/sessions/${session}`)).text)).toEqual(['つきのひと']);
  });

  it('is nothing without a part', async () => {
    const town = await makeOrganization(app.db, { name: 'ほし市' });
    const staff = await signInAs(app, town, 'owner');
    expect((await staff.get(`/staff/sessions/${session}`)).status).toBe(404);
  });
});
