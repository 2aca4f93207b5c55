import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Views } from '../../../src/platform/views/views.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

/** Columns of which the report never speaks: names of rows, what follows from others, notes of the import, counters, pictures, and how staff sign in. */
const UNSPOKEN =
  /^(id|(organization|programme|course|session)Id|asked|ruled|createdAt|changedAt|startsAt|endsAt|dateState|position|capacityStated|schedule|sequence|baseline|approvedAt|approvedBy|taken|takenKept|overbooked|held|closed|registrationClosedAt|previousStarts|secondFactorRequired|logoId|pictureId)$/;
const TABLES =
  'organizations venues programmes programme_hosts fiscal_year_plans reported_results courses sessions seat_pools';

describe('the words of the import page', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  test('name every field that a report may speak of', () => {
    const { messages } = app.nest.get(Views);
    const fields = app.db.entityMetadatas
      .filter(({ tableName }) => TABLES.split(' ').includes(tableName))
      .flatMap(({ columns }) => columns.map(({ propertyName }) => propertyName))
      .filter((name) => !UNSPOKEN.test(name))
      .map((name) => name.replace(/^(venue|partOf)Id$/, '$1'));
    expect(fields.length).toBeGreaterThan(80);
    expect([...new Set(fields)].filter((name) => !messages.has(`import.field.${name}`))).toEqual([]);
  });
});
