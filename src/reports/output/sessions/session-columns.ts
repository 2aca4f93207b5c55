import type { Wording } from '../../../programmes/plans/plan-words.js';
import { shortTime } from '../../../shared/civil-time.js';
import { categoryName } from '../figure-words.js';
import { type FileCell, type FileColumn, fileColumns } from '../file-table.js';
import type { ListedSession } from './session-list.queries.js';

/** What happened to the session: 実施, 中止, 予定. */
const stateOf = ({ cancelled, held }: ListedSession) =>
  cancelled ? 'cancelled' : held ? 'held' : 'scheduled';

const PRESENT = ['attended', 'late', 'left_early', 'online'] as const;

const namedOf = ({ marks }: ListedSession) => PRESENT.reduce((sum, mark) => sum + (marks[mark] ?? 0), 0);
const headsOf = ({ heads }: ListedSession) => heads.reduce((sum, { people }) => sum + people, 0);

/** 0 of what was recorded is 0; of what was not, the cell says so; of what was not held there is nothing to say. */
function recorded(count: (session: ListedSession) => number): FileColumn<ListedSession>['cell'] {
  return (session, { t }) => {
    if (session.cancelled) return t('reports.state.cancelled');
    if (!session.held) return null;
    return session.recorded ? count(session) : t('reports.state.unrecorded');
  };
}

const whole = (
  key: string,
  cell: FileColumn<ListedSession>['cell'],
  width = 9,
): FileColumn<ListedSession> => ({
  key,
  kind: 'whole',
  width,
  cell,
});

/** Columns in their order; the header's words are `figures.session.<key>`. */
const COLUMNS: readonly FileColumn<ListedSession>[] = [
  { key: 'date', cell: ({ startsOn }) => ({ day: startsOn }) },
  { key: 'start', width: 8, cell: ({ startTime }) => startTime && shortTime(startTime) },
  { key: 'end', width: 8, cell: ({ endTime }) => endTime && shortTime(endTime) },
  { key: 'organization', width: 18, cell: ({ organization }) => organization },
  { key: 'programme', width: 32, cell: ({ programme }) => programme },
  { key: 'alsoFor', width: 24, cell: ({ alsoFor }, { t }) => alsoFor.join(t('figures.comma')) || null },
  { key: 'course', width: 20, cell: ({ course }) => course },
  whole('number', ({ number }) => number, 6),
  { key: 'title', width: 32, cell: ({ title, topic }) => title ?? topic },
  {
    key: 'format',
    width: 12,
    cell: ({ format }) => format,
  },
  { key: 'venue', width: 24, cell: ({ venue }) => venue },
  { key: 'state', width: 8, cell: (session, { t }) => t(`figures.sessionState.${stateOf(session)}`) },
  { key: 'cancelReason', width: 24, cell: ({ cancelReason }) => cancelReason },
  whole(
    'attendances',
    recorded((session) => namedOf(session) + headsOf(session)),
  ),
  whole('named', recorded(namedOf)),
  whole('counted', recorded(headsOf)),
  {
    key: 'heads',
    width: 24,
    cell: (session, wording) =>
      session.heads
        .map(({ category, people }) =>
          wording.t('figures.head', { name: categoryName(category, [session], wording), people }),
        )
        .join(wording.t('figures.comma')) || null,
  },
  {
    key: 'approximate',
    width: 6,
    cell: ({ approximate }, { t }) => (approximate ? t('figures.approximate') : null),
  },
  ...(['late', 'left_early', 'online', 'excused', 'absent'] as const).map((mark) =>
    whole(
      mark,
      recorded(({ marks }) => marks[mark] ?? 0),
    ),
  ),
  whole('placed', ({ placed }) => placed),
  whole('waiting', ({ waiting }) => waiting),
  whole('seats', ({ seats }) => seats),
  whole('partySeats', ({ partySeats }) => partySeats),
];

export function sessionColumns(wording: Wording) {
  return fileColumns(COLUMNS, 'figures.session', wording);
}

export async function* sessionCells(
  sessions: AsyncIterable<ListedSession>,
  wording: Wording,
): AsyncGenerator<FileCell[]> {
  for await (const session of sessions) yield COLUMNS.map(({ cell }) => cell(session, wording));
}
