import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import { makeOrganization } from '../../support/factories.js';
import { bearer } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { townFile } from './town-file.js';

describe('POST /api/v1/staff/import', () => {
  let app: TestApp;
  let town: Organization;
  let organizer: string;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-03-02T09:00:00+09:00' });
    town = await makeOrganization(app.db, { slug: 'town', name: '町', timeZone: 'Asia/Tokyo' });
    organizer = await bearer(app, town, 'organizer');
  });
  afterAll(() => app.close());

  function send(body: string, { token = organizer, type = 'application/yaml', query = '' } = {}) {
    return app.http.post(`/api/v1/staff/import${query}`).set('authorization', token).type(type).send(body);
  }

  async function programmes(): Promise<number> {
    const [{ count }] = await app.db.query('SELECT count(*)::int FROM programmes');
    return count;
  }

  it('does a dry run, then imports, as YAML, plain text or JSON', async () => {
    const dry = await send(townFile(), { query: '?dryRun=true' });
    expect(dry.status).toBe(200);
    expect(dry.body).toMatchObject({ dryRun: true, counts: { create: 60, change: 1 } });
    expect(await programmes()).toBe(0);
    expect((await send(townFile())).body).toMatchObject({ dryRun: false, counts: { create: 60 } });
    expect(await programmes()).toBe(2);
    expect((await send(townFile(), { type: 'text/plain' })).body.changes).toEqual([]);
    const json = {
      format: 'tsudoi/1',
      organization: {
        key: 'town',
        name: '町',
        timeZone: 'Asia/Tokyo',
        contact: { name: '相談窓口', email: 'desk@town.example' },
      },
      programmes: [{ key: 'from-json', title: '会', kind: 'other' }],
    };
    const answer = await send(JSON.stringify(json), { type: 'application/json' });
    expect(answer.body.changes).toContainEqual(
      expect.objectContaining({ action: 'create', key: 'town/from-json' }),
    );
  });

  it('answers every fault with line, sentence and remedy, in the language asked for', async () => {
    const body = townFile({ thirdVenue: 'hidamariun', start: '9:30' });
    const answer = await send(body, { query: '?lang=en' });
    expect(answer.status).toBe(422);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ status: 422, code: 'invalid' });
    expect(answer.body.faults).toEqual([
      expect.objectContaining({
        file: 'programme-file',
        line: 23,
        code: 'file.unknown_venue_near',
        detail: 'There is no venue "hidamariun" in this file.',
        remedy: 'Did you mean "hidamarium"? Else add it to "venues".',
      }),
      expect.objectContaining({
        line: 23,
        field: 'programmes[0].courses[0].sessions[2].start',
        code: 'file.not_a_time',
      }),
    ]);
    const japanese = await send(body);
    expect(japanese.body.faults[0].remedy).toContain('「hidamarium」ではありませんか。');
  });

  it('refuses other organizations, also such as do not exist, and lesser roles', async () => {
    const village = await makeOrganization(app.db, { slug: 'village' });
    const file = townFile({ key: 'village' });
    expect((await send(file)).status).toBe(404);
    expect((await send(townFile({ key: 'nowhere' }))).status).toBe(404);
    const before = await programmes();
    expect((await send(file, { token: await bearer(app, village, 'reception') })).status).toBe(403);
    expect((await send(file, { token: 'Bearer nonsense' })).status).toBe(401);
    expect(await programmes()).toBe(before);
  });

  it('refuses what is no programme file, and what is too large, without reading it', async () => {
    expect((await send('', { type: 'application/yaml' })).status).toBe(422);
    expect((await send('[]', { type: 'application/json' })).status).toBe(422);
    expect((await send('a: 1', { type: 'application/xml' })).status).toBe(415);
    expect((await send(townFile(), { query: '?dryRun=perhaps' })).status).toBe(400);
    const started = performance.now();
    const answer = await fetch(`${app.url}/api/v1/staff/import`, {
      method: 'POST',
      headers: { authorization: organizer, 'content-type': 'application/yaml' },
      body: 'x'.repeat(50 * 1024 * 1024),
    }).then(
      ({ status }) => status,
      // The server may hang up before all 50 MB are sent.
      () => 413,
    );
    expect(answer).toBe(413);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
