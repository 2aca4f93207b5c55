// Dates of a rule and instants of a session as JSON, from the sources as they are: run under several process time zones.
import { registerHooks } from 'node:module';

registerHooks({
  resolve: (specifier, context, next) =>
    context.parentURL?.endsWith('.ts') && specifier.startsWith('.')
      ? next(specifier.replace(/\.js$/, '.ts'), context)
      : next(specifier, context),
});

const { datesOf } = await import('../../../src/programmes/domain/recurrence.ts');
const { sessionInstants } = await import('../../../src/programmes/domain/session-instants.ts');
const found = datesOf({
  monthly: ['2 tuesday', '4 tuesday'],
  from: '2025-04',
  until: '2026-03',
  except: { holidays: true, yearEnd: true },
});
const instants = sessionInstants({
  startsOn: '2025-04-14',
  startTime: '10:00',
  endsOn: null,
  endTime: null,
  timeZone: 'Asia/Tokyo',
});
const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions();
process.stdout.write(JSON.stringify({ zone, found, instants }));
