import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { ProgrammeAccess } from '../../programmes/programme-access.js';
import { addDays, civilDateOf, instantOf } from '../../shared/civil-time.js';
import { DomainError } from '../../shared/domain-error.js';
import { fiscalYearRange } from '../../shared/fiscal-year.js';
import { periodsBack, touchedFiscalYears } from '../domain/period.js';
import { classesOf, headsOf } from './classes.queries.js';
import { peopleOf } from './people.queries.js';
import { resultsIn } from './period-figures.js';
import type { Selection } from './picked.sql.js';
import {
  completionsOf,
  coursesOf,
  organizationsOf,
  programmesOf,
  type ReportedProgramme,
  venuesOf,
} from './programmes.queries.js';
import type { PeriodReport, ReportFrame, ReportQuestion } from './report.js';
import { comparableMonths, rowsOf, totalsOf } from './report-rows.js';
import type { ResolvedQuestion } from './resolved-question.js';
import { Scopes } from './scopes.js';

/** Fiscal years and days are those of Japan. */
export const REPORT_ZONE = 'Asia/Tokyo';

/** Figures of any period, scope and grouping. */
@Injectable()
export class FigureReports {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly access: ProgrammeAccess,
  ) {}

  /** @throws DomainError `unknown` where the organization, programme or venue is not one of the principal's. */
  async report(principal: Principal, question: ReportQuestion): Promise<PeriodReport> {
    return (await this.begin(principal, question)).report;
  }

  /**
   * What a report is of, as soon as it is known, and the report, which is still being counted in the same transaction.
   * @throws DomainError `unknown` where the organization, programme or venue is not one of the principal's
   */
  async begin(
    principal: Principal,
    question: ReportQuestion,
  ): Promise<{ readonly frame: ReportFrame; readonly report: Promise<PeriodReport> }> {
    return new Promise((begun, failed) => {
      const report = this.reading(async (tx) => {
        const resolved = await this.resolve(tx, principal, question);
        const frame = frameOf(resolved);
        begun({ frame, report });
        return { ...frame, ...(await this.figures(tx, resolved)) };
      });
      // Of no effect once it has begun: then it is the report that fails.
      report.catch(failed);
    });
  }

  /**
   * Runs `read` in one transaction that sees one state of the database and cannot write, with settings for statements that read many
   * sessions: rows of a session lie together, which the planner cannot know, and a year's places fit into memory; what is put together of
   * them is far less than it expects, and need not be sorted.
   */
  reading<T>(read: (tx: EntityManager) => Promise<T>): Promise<T> {
    return this.db.transaction('REPEATABLE READ', async (tx) => {
      await tx.query(
        `SELECT set_config('transaction_read_only', 'on', true), set_config('random_page_cost', '1', true),
                set_config('work_mem', '64MB', true), set_config('hash_mem_multiplier', '4', true),
                set_config('jit', 'off', true)`,
      );
      return read(tx);
    });
  }

  /** @throws DomainError `unknown` where the organization, programme or venue is not one of the principal's. */
  async resolve(
    tx: EntityManager,
    principal: Principal,
    question: ReportQuestion,
  ): Promise<ResolvedQuestion> {
    const organizations = await organizationsOf(tx, principal.organizationsWith('viewer'));
    const organization = organizations.find(({ slug }) => slug === question.organization);
    if (question.organization !== null && !organization) throw new DomainError('unknown');
    const chosen = organization ? [organization] : organizations;
    const ids = chosen.map(({ id }) => id);
    const hosted = await this.access.withTotals(principal, ids, tx);
    const periods = periodsBack(question.period, question.before);
    const years = [...new Set(periods.flatMap(touchedFiscalYears))];
    const programmes = await programmesOf(tx, { organizations: ids, hosted }, years);
    const programme = programmes.find(({ slug }) => slug === question.programme) ?? null;
    if (question.programme !== null && !programme) throw new DomainError('unknown');
    const venues = await venuesOf(tx, ids);
    if (question.venue !== null && !venues.some(({ id }) => id === question.venue))
      throw new DomainError('unknown');
    const shown = shownProgrammes(programmes, question, programme);
    const isAll = question.programme === null && question.kind === null;
    const selection: Selection = {
      organizations: ids,
      hosted,
      only: isAll ? null : shown.map(({ id }) => id),
      venue: question.venue,
      periods,
      cut: this.cut(question),
    };
    return { question, selection, organizations, chosen, programmes, shown, programme, venues };
  }

  private async figures(
    tx: EntityManager,
    resolved: ResolvedQuestion,
  ): Promise<Pick<PeriodReport, 'rows' | 'totals' | 'whole'>> {
    const { question, selection, shown } = resolved;
    const { by, municipality, asOf } = question;
    const { periods, cut } = selection;
    const isWhole =
      municipality === null && question.venue === null && !['venue', 'course', 'month'].includes(by);
    const reading = {
      isWhole,
      ofMunicipality: municipality !== null,
      tellsCompletions: question.venue === null,
      isOver: (year: number) => asOf === null || asOf >= fiscalYearRange(year).to,
    };
    const replaced = periods.flatMap((period, number) =>
      shown.flatMap((one) =>
        resultsIn(one, period, reading).used.map(({ fiscalYear }) => `${one.id} ${number} ${fiscalYear}`),
      ),
    );
    const inOwn = question.period.kind === 'fiscal' ? [] : replaced;
    const scopes = new Scopes(shown, by, new Set(replaced), new Set(inOwn), resolved.programme !== null);
    const classes = comparableMonths(await classesOf(tx, selection, by), by, periods);
    const pairs = scopes.pairs(classes);
    const heads = await headsOf(tx, selection, by);
    const people = await peopleOf(tx, selection, { by, municipality, scopes: pairs });
    const today = civilDateOf(new Date(cut.getTime() - (asOf === null ? 0 : 1)), REPORT_ZONE);
    const completed = comparableMonths(
      await completionsOf(tx, selection, { today, municipality }),
      by,
      periods,
    );
    const at = scopes.sum({ classes, heads, people, completed });
    const courseIds = by === 'course' ? classes.map(({ groupKey }) => groupKey) : [];
    const courses = courseIds.length > 0 ? await coursesOf(tx, [...new Set(courseIds)]) : [];
    const given = { resolved, at, reading, scopes, classes, completed, courses };
    return { rows: rowsOf(given), ...totalsOf(given) };
  }

  /** The end of the day as of which it is asked; now, where that is earlier. */
  private cut({ asOf }: ReportQuestion): Date {
    const now = this.clock.now();
    if (asOf === null) return now;
    const end = instantOf(addDays(asOf, 1), '00:00', REPORT_ZONE);
    return new Date(Math.min(end.getTime(), now.getTime()));
  }
}

function frameOf({ question, selection, ...resolved }: ResolvedQuestion): ReportFrame {
  return {
    question,
    periods: selection.periods,
    asOf: selection.cut,
    organizations: resolved.organizations,
    organization: question.organization === null ? null : (resolved.chosen[0] ?? null),
    programme: resolved.programme,
    choices: {
      programmes: resolved.programmes.map((one) => ({
        ...named(one),
        organizationId: one.organization.id,
      })),
      venues: resolved.venues,
    },
  };
}

function named({ id, slug, title, titleEn, kind }: ReportedProgramme) {
  return { id, slug, title, titleEn, kind };
}

/** All; or the one chosen with everything that is a part of it; of these, those of a kind. */
function shownProgrammes(
  programmes: readonly ReportedProgramme[],
  { kind }: ReportQuestion,
  programme: ReportedProgramme | null,
): ReportedProgramme[] {
  const inside = new Set(programme ? [programme.id] : programmes.map(({ id }) => id));
  for (let size = -1; programme && size < inside.size; ) {
    size = inside.size;
    for (const one of programmes) if (one.partOfId && inside.has(one.partOfId)) inside.add(one.id);
  }
  return programmes.filter((one) => inside.has(one.id) && (kind === null || one.kind === kind));
}
