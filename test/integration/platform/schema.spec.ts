import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDataSource } from '../../../src/platform/database/data-source.js';
import { schemaDrift } from '../../../src/platform/database/schema-drift.js';
import { entities, migrations } from '../../../src/schema.js';
import { cloneDatabase, type TestDatabase } from '../../support/test-database.js';

describe('the schema', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await cloneDatabase();
  });
  afterAll(() => database.drop());

  it('is what the entities say once all migrations ran, and a difference is seen', async () => {
    const db = createDataSource({ url: database.url, entities, migrations, poolSize: 1 });
    await db.initialize();
    try {
      expect(await schemaDrift(db)).toEqual([]);
      await db.query('ALTER TABLE seat_pools DROP COLUMN overbooked CASCADE');
      expect((await schemaDrift(db)).join()).toContain('overbooked');
    } finally {
      await db.destroy();
    }
  });
});
