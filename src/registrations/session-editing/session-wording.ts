import { FORMATS } from '../../platform/views/formats.js';
import type { Language, Translate } from '../../platform/views/messages.js';
import { knownPeriod, withinOf, withinText } from '../../programmes/domain/within.js';
import { eraFiscalYear } from '../../shared/fiscal-year.js';

/** How the screens of a session say what their templates cannot: months, and the values of its fields. */
export function sessionWording(t: Translate, language: Language) {
  const { month } = FORMATS[language];
  const period = (within: string): string => {
    const known = knownPeriod(withinOf(within));
    switch (known.kind) {
      case 'month':
        return t('sessions.within.month', { month: month(`${known.month}-01`) });
      case 'months':
        return t('sessions.within.months', {
          from: month(`${known.from}-01`),
          until: month(`${known.until}-01`),
        });
      default:
        return t(`sessions.within.${known.kind}`, {
          year: language === 'ja' ? eraFiscalYear(known.fiscalYear) : String(known.fiscalYear),
        });
    }
  };
  return { period, days: (from: string, until: string) => period(withinText({ from, until })) };
}
