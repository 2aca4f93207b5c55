import type { EventListColumn } from './event-list.js';
import { seatsIn } from './event-list-events.js';
import { cellLine, type ListMember } from './event-list-members.js';
import { listTitle } from './event-list-titles.js';
import { listDate } from './event-list-values.js';

/** What an earlier row left in the topic of its session: one or more whole lines. */
interface KeptLines {
  readonly column: EventListColumn;
  readonly text: string;
}

/** The topic of a session that is there already, against the row that spoke of it last. */
export interface StoredTopic {
  /** Without what the list says no more, or says in another place now. */
  readonly text: string;
  /** Lines of earlier rows that still hold. */
  readonly standing: readonly string[];
}

/** @param shared columns that all rows of the list say alike now, so that they stand with the programme */
export function storedTopic(member: ListMember, shared: ReadonlySet<EventListColumn>): StoredTopic {
  let text = member.place?.session.topic ?? '';
  const standing: string[] = [];
  for (const kept of keptLines(member)) {
    if (!hasLines(text, kept.text)) continue;
    if (member.changes(kept.column) || shared.has(kept.column)) text = withoutLines(text, kept.text);
    else standing.push(kept.text);
  }
  return { text, standing };
}

/** Everything that the cells of the last row may have left; not what its description, or that of the row now, says too. */
function keptLines({ event, place }: ListMember): KeptLines[] {
  const last = place?.session.listed;
  if (!last) return [];
  const { topic, marks } = listTitle(last.イベント名 ?? '', listDate(last.開始日 ?? ''));
  const { remarks } = seatsIn({ 備考: last.備考 ?? '', 定員: last.定員 ?? '' });
  const kept: KeptLines[] = [
    ...[topic ?? '', ...marks].map((text) => ({ column: 'イベント名' as const, text })),
    ...(Object.entries(last) as [EventListColumn, string][]).map(([column, cell]) => ({
      column,
      text: cell === '' ? '' : cellLine(column, cell),
    })),
    ...(remarks === (last.備考 ?? '') ? [] : [{ column: '備考' as const, text: cellLine('備考', remarks) }]),
  ];
  const isSaidElsewhere = (text: string) =>
    hasLines(last.説明 ?? '', text) || hasLines(event.cells.説明, text);
  return kept.filter(({ text }) => text !== '' && !isSaidElsewhere(text));
}

function hasLines(text: string, lines: string): boolean {
  return `\n${text}\n`.includes(`\n${lines}\n`);
}

function withoutLines(text: string, lines: string): string {
  return `\n${text}\n`.replace(`\n${lines}\n`, () => '\n').slice(1, -1);
}
