import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { migrate } from '../../../src/migrate.js';
import { Audit } from '../../../src/organizations/audit/audit.js';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import { ONLY_ADDS } from '../../../src/platform/database/application-role.js';
import { makeOrganization, makeTerm } from '../../support/factories.js';
import { signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { cloneDatabase, type TestDatabase } from '../../support/test-database.js';

/** The application on a database whose tables are another role's. */
let owned: TestDatabase;
let app: TestApp;
let town: Organization;
const role = `app_${process.pid}_${Math.floor(performance.now())}`;

beforeAll(async () => {
  owned = await cloneDatabase();
  const url = new URL(owned.url);
  url.username = role;
  url.password = "it's a: p@ss/word";
  // Twice, as at every start; at the second time the queue is the application's already.
  await migrate(owned.url, url.href);
  await migrate(owned.url, url.href);
  app = await startTestApp({ database: { url: url.href, drop: async () => undefined } });
  town = await makeOrganization(app.db, { slug: 'hikari' });
  await app.nest.get(Audit).record(app.db.manager, {
    organizationId: town.id,
    actor: 'system',
    action: 'session.changed',
    subjectId: town.id,
  });
});
afterAll(async () => {
  await app?.close();
  await withOwner(async (owner) => {
    await owner.query(`DROP OWNED BY ${role}`);
    await owner.query(`DROP ROLE ${role}`);
  });
  await owned?.drop();
});

async function withOwner<T>(act: (owner: pg.Client) => Promise<T>): Promise<T> {
  const owner = new pg.Client({ connectionString: owned.url });
  await owner.connect();
  try {
    return await act(owner);
  } finally {
    await owner.end();
  }
}

const entries = async () =>
  (await app.db.query('SELECT count(*)::int AS n FROM audit_entries'))[0].n as number;

describe('the role of the application', () => {
  it.each([
    ['change an entry', `UPDATE audit_entries SET actor = 'nobody'`],
    ['remove an entry', 'DELETE FROM audit_entries'],
    ['empty the log', 'TRUNCATE audit_entries'],
    ['empty it with what it belongs to', 'TRUNCATE organizations CASCADE'],
    ['remove it with its organization', `DELETE FROM organizations WHERE slug = 'hikari'`],
    ['switch the triggers off', 'ALTER TABLE audit_entries DISABLE TRIGGER ALL'],
    ['switch all triggers off', 'SET session_replication_role = replica'],
    ['drop the log', 'DROP TABLE audit_entries'],
    [
      'rewrite what refuses',
      `CREATE OR REPLACE FUNCTION refuse_to_rewrite() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`,
    ],
    ['change the schema', 'CREATE TABLE mine (id int)'],
    ['put a schema before the owner’s', 'CREATE SCHEMA tsudoi'],
  ])('cannot %s', async (_, statement) => {
    const before = await entries();
    expect(before).toBeGreaterThan(0);
    await expect(app.db.query(statement)).rejects.toMatchObject({ driverError: { code: '42501' } });
    expect(await entries()).toBe(before);
  });

  it('gives itself no right', async () => {
    // PostgreSQL only warns who grants what is not theirs to grant.
    await app.db.query(`GRANT UPDATE ON audit_entries TO ${role}`);
    expect(await app.db.query(ONLY_ADDS, ['audit_entries'])).toEqual([{ onlyAdds: true }]);
  });

  it('is seen to have no right to change the log, and the owner to have it', async () => {
    expect(await app.db.query(ONLY_ADDS, ['audit_entries'])).toEqual([{ onlyAdds: true }]);
    expect(await app.db.query(ONLY_ADDS, ['sessions'])).toEqual([{ onlyAdds: false }]);
    await withOwner(async (owner) => {
      expect((await owner.query(ONLY_ADDS, ['audit_entries'])).rows).toEqual([{ onlyAdds: false }]);
      // The owner has the right, and is still held off.
      await expect(owner.query(`UPDATE audit_entries SET actor = 'nobody'`)).rejects.toMatchObject({
        code: '42501',
      });
    });
  });

  it('can do its work: register, sign in, record, run the queue', async () => {
    const { sessions } = await makeTerm(app.db, { dates: ['2025-05-12'] });
    const answer = await app.http
      .post('/api/v1/registrations')
      .send({ session: sessions[0]?.id, people: 1, nickname: 'みどり', email: 'midori@family.example' });
    expect(answer.status).toBe(201);
    const staff = await signInAs(app, town, 'owner');
    expect((await staff.get('/staff')).status).toBe(200);
    expect((await staff.get('/staff/audit')).status).toBe(200);
    expect((await app.http.get('/readyz')).status).toBe(200);
    const [queue] = await app.db.query(
      `SELECT DISTINCT tableowner AS owner FROM pg_tables WHERE schemaname = 'pgboss'`,
    );
    expect(queue).toEqual({ owner: role });
  });
});

describe('an owner that is no superuser', () => {
  const owner = `owner_${role}`;
  const application = `later_${role}`;
  const urlOf = (name: string, user: string) => {
    const url = new URL(owned.url);
    [url.pathname, url.username, url.password] = [`/${name}`, user, 'a word of the tests'];
    return url.href;
  };
  const asked = async (url: string, sql: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  };

  it('can give the application a role of its own later, and the queue with it', async () => {
    await withOwner(async (admin) => {
      await admin.query(`CREATE ROLE ${owner} LOGIN CREATEROLE PASSWORD 'a word of the tests'`);
      await admin.query(`CREATE DATABASE ${owner} OWNER ${owner}`);
    });
    try {
      const [ownerUrl, url] = [urlOf(owner, owner), urlOf(owner, application)];
      await migrate(ownerUrl);
      // Two processes that start at once, and one later.
      await Promise.all([migrate(ownerUrl, url), migrate(ownerUrl, url)]);
      await migrate(ownerUrl, url);
      expect(
        await asked(url, `SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'pgboss'`),
      ).toEqual([{ tableowner: application }]);
      expect((await asked(url, ONLY_ADDS.replace('$1', `'audit_entries'`)))[0]).toEqual({ onlyAdds: true });
      expect(await asked(ownerUrl, `SELECT pg_has_role('${application}', 'SET') AS acts`)).toEqual([
        { acts: false },
      ]);
    } finally {
      await withOwner(async (admin) => {
        await admin.query(`DROP DATABASE ${owner} WITH (FORCE)`);
        await admin.query(`DROP ROLE IF EXISTS ${application}`);
        await admin.query(`DROP ROLE ${owner}`);
      });
    }
  });
});
