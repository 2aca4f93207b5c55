import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Views } from '../../../../src/platform/views/views.js';
import { TextKinds } from '../../../../src/registrations/mails/texts/text-kinds.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

it('every kind of text has a name, and each of its placeholders an explanation', () => {
  const { messages } = app.nest.get(Views);
  const kinds = app.nest.get(TextKinds).all();
  const unnamed = kinds
    .map(({ kind }) => kind)
    .filter((kind) => !messages.has(`mailTexts.kinds.${kind}`) && !messages.has(`mail.kinds.${kind}`));
  const unexplained = kinds
    .flatMap(({ values, blocks }) => [...values, ...blocks])
    .filter((name) => !messages.has(`mailTexts.placeholder.${name}`));
  expect({ unnamed, unexplained: [...new Set(unexplained)] }).toEqual({ unnamed: [], unexplained: [] });
  expect(kinds.length).toBeGreaterThan(15);
});

it('names only what is there: what a text must have, what tells, and the order of the usual mail', () => {
  for (const { kind, values, telling, blocks, required, order } of app.nest.get(TextKinds).all()) {
    const named = [
      ...telling.map((name) => values.includes(name)),
      ...required.map((name) => blocks.includes(name)),
    ];
    const placed = order.map((name) => values.includes(name) || blocks.includes(name));
    expect({ kind, named: [...named, ...placed].every(Boolean) }).toEqual({ kind, named: true });
    // A text to begin from that lacked what it must have could not be saved.
    expect({ kind, lacking: required.filter((name) => !order.includes(name)) }).toEqual({
      kind,
      lacking: [],
    });
  }
});
