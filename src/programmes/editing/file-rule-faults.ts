import type { Fault } from '../../shared/domain-error.js';
import { fileFindings } from '../domain/file-rules.js';
import type { FileFinding, FilePath, Loose, ProgrammeFile } from '../domain/programme-file.js';
import type { Weekday } from '../domain/weekdays.js';
import type { DeskDto } from './closures.dto.js';
import type { ProgrammeDto } from './programme.dto.js';
import { termsOf } from './programme-words.js';
import { withoutNulls } from './said.js';
import type { VenueDto } from './venue.dto.js';

/** Findings that have words of their own for a screen (`faults.editing.<code>`): no file and no key is spoken of there. */
const SCREEN_WORDS: ReadonlySet<string> = new Set([
  'duplicate_host',
  'duplicate_reminder',
  'duplicate_reminder_hours',
  'reminder_both_ways',
  'related_to_itself',
  'part_of_itself',
  'range_without_end',
  'range_backwards',
  'until_before_from',
  'unknown_programme',
  'rule_without_text',
  'age_without_limit',
  'age_backwards',
  'rule_without_programme',
  'requires_itself',
  'not_of_this_rule',
  'too_few_choices',
  'choices_of_no_choice',
  'duplicate_question',
  'desk_never_open',
  'position_without_latitude',
  'position_without_longitude',
  'not_katakana',
  'half_width_katakana',
]);

/** The field of a row into which belongs what is missing. */
const FIELD_OF_MISSING: Readonly<Record<string, string>> = {
  rule_without_text: 'text',
  age_without_limit: 'min',
  rule_without_programme: 'programme',
  too_few_choices: 'choices',
};

interface Sibling {
  readonly key: string;
  readonly partOf: string | undefined;
}

/** What the rules of programme files have against a programme among the others of its organization. */
export function programmeFaults(key: string, words: ProgrammeDto, others: readonly Sibling[]): Fault[] {
  const programme = {
    ...withoutNulls(words),
    key,
    frequency: words.frequency && withoutNulls(words.frequency),
    reminders: words.reminders?.map((rule) => withoutNulls(rule)),
    ...termsOf(words),
  };
  const programmes = [withoutNulls(programme), ...others] as Loose<ProgrammeFile>['programmes'];
  return faultsUnder(['programmes', 0], { programmes });
}

/** What the rules of programme files have against closures. */
export function closureFaults(closures: Closures): Fault[] {
  return faultsUnder(['organization'], { organization: { closures: whole(closures) } });
}

/** What they have against a venue: its closures, a position that is half there. */
export function venueFaults({ latitude, longitude, closures }: VenueRules): Fault[] {
  const position = withoutNulls({ latitude, longitude });
  return faultsUnder(['venues', 0], { venues: [{ ...position, closures: whole(closures) }] });
}

type Closures = readonly { readonly from: string; readonly until?: string | null }[] | null | undefined;
type VenueRules = Pick<VenueDto, 'latitude' | 'longitude' | 'closures'>;

function whole(closures: Closures) {
  return (closures ?? []).map((closure) => withoutNulls(closure));
}

/** What they have against the times at which an organization answers. */
export function deskFaults(desk: DeskDto | undefined): Fault[] {
  const closedOn = (desk?.closedOn ?? []) as Weekday[];
  return faultsUnder(['organization'], { organization: { desk: { closedOn } } });
}

function faultsUnder(prefix: FilePath, file: Loose<ProgrammeFile>): Fault[] {
  return fileFindings(file)
    .filter(({ path }) => prefix.every((step, at) => path[at] === step))
    .map((finding) => faultOf(finding, prefix.length));
}

function faultOf({ path, code, params }: FileFinding, depth: number): Fault {
  const name = code.replace(/_near$/, '');
  // What is missing stands beside the field into which it belongs.
  const absent = name === 'range_without_end' ? params?.upper : FIELD_OF_MISSING[name];
  const missing = absent === undefined || path.at(-1) === absent ? [] : [absent];
  return {
    field: [...path.slice(depth), ...missing].join('.'),
    code: SCREEN_WORDS.has(name) ? `editing.${name}` : `file.${code}`,
    ...(params ? { params } : {}),
  };
}
