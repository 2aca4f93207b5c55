import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { AddressSweep } from '../../../src/platform/mail/address-sweep.js';
import { MailAddress } from '../../../src/platform/mail/mail-address.entity.js';
import { newId } from '../../../src/shared/ids.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const DAY_MS = 86_400_000;

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ now: '2025-12-01T03:50:00+09:00' });
});
afterAll(() => app?.close());

it('forgets an address half a year after the last failure, given up or not', async () => {
  const organizationId = newId();
  const now = app.clock.now().getTime();
  const failed = (recipient: string, days: number, suppressedAt: Date | null = null) =>
    app.db.getRepository(MailAddress).insert({
      ...{ organizationId, recipient, failures: 2, lastAnswer: `550 5.1.1 <${recipient}>`, suppressedAt },
      lastFailedAt: new Date(now - days * DAY_MS - 1000),
    });
  await failed('old@mail.example', 180);
  await failed('given-up@mail.example', 180, new Date(now - 200 * DAY_MS));
  await failed('recent@mail.example', 179, new Date(now - 179 * DAY_MS));
  const sweep = app.nest.get(AddressSweep);
  expect(await sweep.due()).toBe(2);
  expect(await sweep.sweep()).toBe(2);
  expect((await app.db.getRepository(MailAddress).find()).map(({ recipient }) => recipient)).toEqual([
    'recent@mail.example',
  ]);
  expect(await sweep.sweep()).toBe(0);
});
