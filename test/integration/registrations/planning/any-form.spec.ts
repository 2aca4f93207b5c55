import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { makeOrganization, makeProgramme } from '../../../support/factories.js';
import { bearer, signInAs } from '../../../support/staff.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';

const FIELDS = [
  ...[
    'title',
    'key',
    'fiscalYear',
    'notes',
    'mode',
    'opensOn',
    'opensAt',
    'closesOn',
    'venue',
    'start',
    'end',
  ],
  ...[
    'timeZone',
    'alsoFor.0.programme',
    'seats.0.key',
    'seats.0.capacity',
    'seats.1.unlimited',
    'seats.x.key',
  ],
  ...[
    'rule.0.daily',
    'rule.0.weekly.monday',
    'rule.0.everyWeeks',
    'rule.0.anchor',
    'rule.0.monthly.5-friday',
  ],
  ...[
    'rule.0.monthDays',
    'rule.0.sameDatesAs',
    'rule.0.months.2',
    'rule.0.monthsMode',
    'rule.0.from',
    'rule.0.until',
  ],
  ...[
    'rule.0.count',
    'rule.0.slots.0.start',
    'rule.0.slots.0.end',
    'rule.0.turns.0.format',
    'rule.0.exceptDates',
  ],
  ...['rule.0.periods.0.from', 'rule.0.periods.0.until', 'rule.9999.daily', 'rule.1.monthDays', 'rule'],
  ...[
    'sessions.0.use',
    'sessions.0.date',
    'sessions.0.rest',
    'sessions.0.venue',
    'sessions.0.original',
    'was',
    'more',
  ],
  ...['decide.x', 'cancelReason', '__proto__', 'constructor.0.x'],
];
const VALUES = [
  ...[
    '',
    '1',
    '0',
    '-1',
    '31',
    '1e9',
    '99999999999',
    '2025',
    '2025-04',
    '2025-04-12',
    '2025-02-29',
    '9999-12',
    '0000-01',
  ],
  ...[
    '10:00',
    '24:00',
    '25:00',
    '末日',
    'only',
    'except',
    'none',
    'other',
    'onsite',
    'a/b',
    '[]',
    'null',
    '{"a":1}',
  ],
  ...[
    '{"date":[],"segments":5}',
    '{"pools":[{"key":1}]}',
    '{"title":"x"}',
    '<script>',
    '\u0000',
    '‮',
    '💚',
    'あ'.repeat(3000),
  ],
  ...['__proto__', 'seats', 'rule.0.slots', 'move:x', "'; DROP TABLE courses; --"],
];

/** Whatever comes, the wizard and its call answer or refuse: never an error of ours. */
describe('any form of a course', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  it('is answered', async () => {
    const town = await makeOrganization(app.db);
    const programme = await makeProgramme(app.db, town);
    const staff = await signInAs(app, town, 'organizer');
    const page = `/staff/programmes/${programme.slug}/courses/new`;
    const _csrf = await staff.formToken();
    const sent = fc.dictionary(fc.constantFrom(...FIELDS), fc.constantFrom(...VALUES), { maxKeys: 12 });
    const seen = new Set<number>();
    await fc.assert(
      fc.asyncProperty(sent, fc.constantFrom('save', 'preview', ''), async (fields, act) => {
        const answer = await staff.agent
          .post(page)
          .type('form')
          .send({ ...fields, act, _csrf });
        seen.add(answer.status);
        if (answer.status >= 500) throw new Error(`${answer.status} for ${JSON.stringify(fields)}`);
      }),
      { seed: 20250412, numRuns: 300 },
    );
    expect(seen).toContain(422);
  });

  it('is answered as JSON', async () => {
    const town = await makeOrganization(app.db);
    const programme = await makeProgramme(app.db, town);
    const authorization = await bearer(app, town, 'organizer');
    const path = `/api/v1/staff/programmes/${programme.slug}/courses?dryRun=true`;
    const keys = [
      'rule',
      'sessions',
      'pools',
      'defaults',
      'registration',
      'alsoFor',
      'fiscalYear',
      'decisions',
    ];
    const inner = [
      'daily',
      'weekly',
      'monthly',
      'sameDatesAs',
      'slots',
      'alternate',
      'except',
      'date',
      'key',
      'from',
    ];
    const value = fc.oneof(fc.constantFrom(...VALUES), fc.integer(), fc.constant(null), fc.boolean());
    const object = fc.dictionary(
      fc.constantFrom(...inner),
      fc.oneof(value, fc.array(value, { maxLength: 3 })),
    );
    const part = fc.oneof(value, object, fc.array(fc.oneof(value, object), { maxLength: 3 }));
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...keys), part), async (body) => {
        const answer = await app.http
          .post(path)
          .set('authorization', authorization)
          .send({ key: 'r7', title: '期', ...body });
        if (answer.status >= 500) throw new Error(`${answer.status} for ${JSON.stringify(body)}`);
      }),
      { seed: 20250412, numRuns: 300 },
    );
  });
});
