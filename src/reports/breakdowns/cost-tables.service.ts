import { Injectable } from '@nestjs/common';
import type { Principal } from '../../organizations/principal.js';
import { ProgrammeAccess } from '../../programmes/programme-access.js';
import { FigureReports } from '../figures/figure-reports.service.js';
import { PICKED, pickedValues } from '../figures/picked.sql.js';
import type { ReportQuestion } from '../figures/report.js';
import type { Cell, FigureTable } from './breakdown.js';

interface CostRow {
  readonly programmeId: string;
  readonly label: string;
  readonly yen: number;
}

/** Money of the sessions that begin in the period, cancelled ones too: what was paid was paid. $8 programmes that are shown. */
const COSTS = `
  WITH ${PICKED}
  SELECT p.programme_id AS "programmeId", c.label, sum(c.yen)::float8 AS yen
    FROM picked p JOIN session_costs c ON c.session_id = p.session_id
   WHERE p.programme_id = ANY ($8::uuid[])
   GROUP BY p.programme_id, c.label ORDER BY yen DESC, c.label COLLATE "C"`;

/** 費用: what the sessions of a period cost, by programme and label. */
@Injectable()
export class CostTables {
  constructor(
    private readonly reports: FigureReports,
    private readonly access: ProgrammeAccess,
  ) {}

  /**
   * One table, or none where nothing was paid. Money is shown to those who may look at the programme, not to who only sees its figures. A session that serves several programmes costs its own one only: lines add up.
   * @throws DomainError `unknown` where the organization, programme or venue is not one of the principal's
   */
  of(principal: Principal, question: ReportQuestion): Promise<FigureTable[]> {
    return this.reports.reading(async (tx) => {
      const { selection, shown, programme } = await this.reports.resolve(tx, principal, {
        ...question,
        before: 0,
      });
      const looked = programme?.hosted ? await this.access.hosted(principal, 'viewer', undefined, tx) : [];
      const counted = shown.filter(
        ({ id, hosted }) => !hosted || (programme !== null && looked.includes(id)),
      );
      const rows: CostRow[] = await tx.query(COSTS, [
        ...pickedValues(selection),
        counted.map(({ id }) => id),
      ]);
      if (rows.length === 0) return [];
      const { from, to } = question.period;
      return [
        {
          key: 'costs',
          title: { key: 'tallies.costs.table' },
          unit: { text: '円', textEn: 'JPY' },
          columns: [{ key: 'period', label: { from, until: to, asOf: false } }],
          lines: counted.flatMap(({ id, slug, title, titleEn }) => {
            const own = rows.filter(({ programmeId }) => programmeId === id);
            if (own.length === 0) return [];
            const children = own.map(({ label, yen }) => ({
              key: label,
              label: { text: label },
              cells: [yenCell(yen)],
              children: [],
              apart: false,
            }));
            return [
              {
                key: slug,
                label: { text: title, textEn: titleEn },
                cells: [yenCell(sum(own))],
                children,
                apart: false,
              },
            ];
          }),
          unknown: null,
          total: {
            key: 'total',
            label: { key: 'breakdowns.total' },
            cells: [yenCell(sum(rows))],
            children: [],
            apart: false,
          },
          exhaustive: true,
          notes: [],
        },
      ];
    });
  }
}

function sum(rows: readonly CostRow[]): number {
  return rows.reduce((all, { yen }) => all + yen, 0);
}

function yenCell(value: number): Cell {
  return { value, state: 'counted', approximate: false, outOf: null };
}
