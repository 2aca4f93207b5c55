import { FIRST_YEAR, LAST_YEAR } from '../../programmes/plans/fiscal-year-filter.js';
import { type CivilDate, civilDateOf } from '../../shared/civil-time.js';
import { DomainError } from '../../shared/domain-error.js';
import { fiscalYearOf, fiscalYearRange } from '../../shared/fiscal-year.js';
import { ageBandsOf } from '../domain/age-bands.js';
import {
  calendarPeriod,
  fiscalPeriod,
  freePeriod,
  halfPeriod,
  type Period,
  sincePeriod,
} from '../domain/period.js';
import { REPORT_ZONE } from '../figures/figure-reports.service.js';
import type { ReportQuestion } from '../figures/report.js';
import type { ReportQuery } from './report-query.dto.js';

const FIRST_DAY = `${FIRST_YEAR}-01-01`;
const LAST_DAY = `${LAST_YEAR}-12-31`;

/**
 * What an address asks, with what it leaves open filled in: the running fiscal year, by programme, with the two before it.
 * @throws DomainError `invalid_query` for a period that ends before it begins, for days of no year that
 * a report may be of, and for ages that do not ascend
 */
export function questionOf(query: ReportQuery, now: Date): ReportQuestion {
  const today = civilDateOf(now, REPORT_ZONE);
  for (const field of ['from', 'to', 'asOf'] as const) {
    const day = query[field];
    if (day !== undefined && (day < FIRST_DAY || day > LAST_DAY))
      throw new DomainError('invalid_query', {
        faults: [{ field, code: 'reportDay', params: { first: FIRST_YEAR, last: LAST_YEAR } }],
      });
  }
  return {
    period: periodOf(query, today),
    asOf: query.asOf ?? null,
    by: query.by ?? 'programme',
    before: query.before ?? 2,
    organization: query.organization ?? null,
    programme: query.programme ?? null,
    kind: query.kind ?? null,
    venue: query.venue ?? null,
    municipality: query.municipality ?? null,
    ...(query.bands === undefined ? {} : { bands: bandsOf(query.bands) }),
  };
}

function bandsOf(text: string): number[] {
  const bands = ageBandsOf(text);
  if (!bands) throw new DomainError('invalid_query', { faults: [{ field: 'bands', code: 'ageBands' }] });
  return bands;
}

function periodOf(query: ReportQuery, today: CivilDate): Period {
  const fiscalYear = query.fiscalYear ?? fiscalYearOf(today);
  const range = fiscalYearRange(fiscalYear);
  switch (query.period ?? 'fiscal') {
    case 'fiscal':
      return fiscalPeriod(fiscalYear);
    case 'half':
      return halfPeriod(fiscalYear, query.half ?? 'first');
    case 'calendar':
      return calendarPeriod(query.year ?? Number(today.slice(0, 4)));
    case 'since':
      return sincePeriod(query.from ?? range.from, query.asOf ?? today);
    case 'free': {
      const { from = range.from, to = range.to } = query;
      if (to < from)
        throw new DomainError('invalid_query', { faults: [{ field: 'to', code: 'endBeforeStart' }] });
      return freePeriod(from, to);
    }
  }
}

/** The address of the same question: only what is not left open, in one order, so that a report has one address. */
export function addressOf(question: ReportQuestion): URLSearchParams {
  const { period } = question;
  const given: Readonly<Record<string, string | number | null>> = {
    period: period.kind === 'fiscal' ? null : period.kind,
    fiscalYear: period.fiscalYear,
    half: period.half,
    year: period.kind === 'calendar' ? period.from.slice(0, 4) : null,
    from: period.kind === 'free' || period.kind === 'since' ? period.from : null,
    to: period.kind === 'free' ? period.to : null,
    asOf: question.asOf,
    by: question.by === 'programme' ? null : question.by,
    before: question.before === 2 ? null : question.before,
    organization: question.organization,
    programme: question.programme,
    kind: question.kind,
    venue: question.venue,
    municipality: question.municipality,
    bands: question.bands?.join(',') ?? null,
  };
  const address = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) if (value !== null) address.set(name, String(value));
  return address;
}
