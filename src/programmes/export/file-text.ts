import { Document, isMap, isScalar, isSeq, type Node, Scalar, visit } from 'yaml';
import type { ProgrammeFile } from '../domain/programme-file.js';

/** Characters beyond which a group of keys gets lines of its own. */
const LONGEST_LINE = 110;
/** What programs that read older YAML would take for a number of seconds or a date without year. */
const QUOTED = /^\d\d[:-]\d\d$/;
/** Groups that stay on one line where they fit. */
const ON_ONE_LINE: ReadonlySet<string> = new Set([
  'ageBands',
  'alsoFor',
  'asks',
  'audiences',
  'channels',
  'choices',
  'closedOn',
  'closesBefore',
  'closures',
  'completion',
  'contact',
  'dates',
  'defaults',
  'desk',
  'eligibility',
  'except',
  'exceptMonths',
  'frequency',
  'headCategories',
  'hosts',
  'keptFor',
  'lottery',
  'minimum',
  'monthDays',
  'monthly',
  'months',
  'municipalities',
  'periods',
  'plans',
  'pools',
  'priorities',
  'questions',
  'registration',
  'relations',
  'reminders',
  'residents',
  'results',
  'rule',
  'sessions',
  'slots',
  'telephone',
  'thanks',
  'turns',
  'web',
  'weekdays',
  'weekly',
  'without',
  'yearEnd',
]);

/**
 * The file as text in YAML 1.2, for people to read and edit: short groups on one line, times in quotes, and `head` as its
 * first comment. The same file gives the same text.
 */
export function fileText(file: ProgrammeFile, head: string): string {
  const document = new Document(file, { aliasDuplicateObjects: false });
  document.commentBefore = head
    .trim()
    .split('\n')
    .map((line) => ` ${line}`)
    .join('\n');
  visit(document, {
    Scalar: (_key, node) => {
      if (typeof node.value === 'string' && QUOTED.test(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
    Pair: (_key, pair) => {
      const name = isScalar(pair.key) ? String(pair.key.value) : '';
      if (!ON_ONE_LINE.has(name)) return;
      const { value } = pair;
      if (isMap(value)) shorten(value);
      // A list of groups has one on each line; a list of words is one.
      if (isSeq(value)) {
        if (value.items.some((item) => isMap(item))) for (const item of value.items) shorten(item as Node);
        else shorten(value);
      }
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

function shorten(node: Node): void {
  if ((isMap(node) || isSeq(node)) && JSON.stringify(node.toJSON()).length <= LONGEST_LINE) node.flow = true;
}
