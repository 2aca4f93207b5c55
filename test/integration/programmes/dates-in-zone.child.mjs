// Dates of rules and instants of sessions as JSON, from the sources as they are: run under several process time zones.
// Reads `{ rules, spans }` from its input, answers `{ zone, found, instants }` in the same order.
import { registerHooks } from 'node:module';
import { json } from 'node:stream/consumers';

registerHooks({
  resolve: (specifier, context, next) =>
    context.parentURL?.endsWith('.ts') && specifier.startsWith('.')
      ? next(specifier.replace(/\.js$/, '.ts'), context)
      : next(specifier, context),
});

const { datesOf } = await import('../../../src/programmes/domain/recurrence.ts');
const { sessionInstants } = await import('../../../src/programmes/domain/session-instants.ts');
const { rules, spans } = await json(process.stdin);
const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions();
// That a Date of this process has its own idea of midnight shows that the zone is in force.
const midnight = new Date(2025, 0, 1).toISOString();
process.stdout.write(
  JSON.stringify({ zone, midnight, found: rules.map(datesOf), instants: spans.map(sessionInstants) }),
);
