import { SUBJECTS } from './subjects.sql.js';

/** A table that holds something of participants: what of it they are given on request, and what not, and why. */
export interface PersonalTable {
  /**
   * SQL of its rows `t` about somebody: $1 ids of their registrations, $2 the organization, $3 mail addresses that their
   * registrations have. Null: no row of it is given.
   */
  readonly rows: string | null;
  /** Column by which a row belongs to a registration or a place; null: it belongs to the person. */
  readonly of: string | null;
  readonly exported: readonly string[];
  /** Columns that are not given, with the reason. */
  readonly left: Readonly<Record<string, string>>;
}

const NAMED_BESIDE = 'the thing that it names stands beside it in words';
const SECRET = 'a secret, or the hash of one: it opens something';
const TECHNICAL = 'says nothing about a person: the order of changes, or the machinery of sending';
const COLLEAGUE = 'an account of staff: about somebody else';
const KEY = 'a keyed hash of the mail address, which is given';
const PSEUDONYM = 'keys of who counts as whom: hashes, no more than that there is a merge, which is given';
const DRAW = 'published with hashes in place of names; the result stands with the registration';
const TOLD =
  'ids and figures that another system of the organization was told: no name, address or word of theirs';
const TAP = 'the tap by which a mark was set; the mark is given';

const OWN = 'organization_id registration_id';

/** Columns, by their names with spaces or line ends between. */
const columns = (names: string) => names.trim().split(/\s+/);

/** Columns that are not given, for one reason. */
const left = (reason: string, names: string) =>
  Object.fromEntries(columns(names).map((column) => [column, reason]));

/** A table of which nothing is given, for one reason. */
const none = (reason: string, names: string): PersonalTable => ({
  rows: null,
  of: null,
  exported: [],
  left: left(reason, names),
});

/** A table whose rows belong to a registration each. */
const ofRegistration = (exported: string, leftOut: PersonalTable['left']): PersonalTable => ({
  rows: 't.registration_id = ANY($1::uuid[])',
  of: 'registration_id',
  exported: columns(exported),
  left: { ...left(NAMED_BESIDE, OWN), ...leftOut },
});

/** A table whose rows are about the person. */
const ofPerson = (rows: string, exported: string, leftOut: PersonalTable['left']): PersonalTable => ({
  rows,
  of: null,
  exported: columns(exported),
  left: { ...left(NAMED_BESIDE, 'organization_id'), ...leftOut },
});

const REGISTRATIONS = ofPerson(
  't.id = ANY($1::uuid[])',
  `id code created_at channel by_staff status membership queued_at resting cancelled_at cancel_reason people nickname
   email relation municipality age declares pool_key language mail_wanted discreet wording_changed_at
   calendar_stopped_at erased_at`,
  {
    ...left(NAMED_BESIDE, 'programme_id course_id session_id'),
    ...left(KEY, 'contact_key'),
    ...left(SECRET, 'token_hash replaced_link_hash calendar_token_hash request_hash'),
    ...left(TECHNICAL, 'token_version calendar_version idempotency_key revision revised_at'),
    ...left('perhaps somebody else’s, to whom the places were handed over', 'continued_by_id'),
  },
);

/**
 * All that is kept of a participant, table by table, column by column: what the file of their data holds. A test compares it with
 * the schema, so that no column can come that nobody has thought of here.
 */
export const PERSONAL_DATA = {
  registrations: REGISTRATIONS,
  companions: ofRegistration('position nickname relation age', left(TECHNICAL, 'id')),
  answers: ofRegistration('question answer', {}),
  sensitive_answers: ofRegistration('question answer', {}),
  registration_notes: ofRegistration('created_at text', {
    ...left(TECHNICAL, 'id'),
    ...left(COLLEAGUE, 'author'),
  }),
  offers: ofRegistration('made_at arrives_at expires_at status decided_at', left(TECHNICAL, 'id')),
  completions: ofRegistration(
    `member completed_on attended sessions certificate_number name municipality roll_number enrolled_on ended_on
     recorded_at withdrawn_at`,
    {
      ...left(TECHNICAL, 'id'),
      ...left(NAMED_BESIDE, 'programme_id course_id'),
      ...left(COLLEAGUE, 'recorded_by'),
    },
  ),
  places: ofRegistration('id status units kept confirmed_at released_at', {
    ...left(NAMED_BESIDE, 'session_id pool_id'),
    ...left(KEY, 'contact_key'),
    ...left(TECHNICAL, 'revision revised_at'),
  }),
  attendance_marks: {
    rows: 't.place_id IN (SELECT id FROM places WHERE registration_id = ANY($1::uuid[]))',
    of: 'place_id',
    exported: columns('member mark marked_at'),
    left: { ...left(NAMED_BESIDE, 'place_id organization_id session_id'), ...left(COLLEAGUE, 'marked_by') },
  },
  messages: ofPerson(
    `t.organization_id = $2 AND (t.subject_id = ANY (ARRAY(${SUBJECTS})) OR t.recipient = ANY($3::text[]))`,
    'created_at kind recipient state due_at sent_at attempts outcome settled_at facts',
    left(TECHNICAL, 'id occasion subject_id priority unknowns claims claimed_at claimed_until'),
  ),
  mail_addresses: ofPerson(
    't.organization_id = $2 AND t.recipient = ANY($3::text[])',
    'recipient failures last_failed_at last_answer suppressed_at',
    {},
  ),
  digest_subscriptions: ofPerson(
    't.organization_id = $2 AND lower(t.email) IN (SELECT lower(unnest($3::text[])))',
    'created_at email status confirmed_at language discreet audiences kinds',
    { ...left(TECHNICAL, 'id'), ...left(SECRET, 'token_hash') },
  ),
  audit_entries: ofPerson(
    `t.organization_id = $2 AND t.subject_id = ANY (ARRAY(SELECT about::text FROM (${SUBJECTS}
       UNION ALL SELECT id FROM completions WHERE registration_id = ANY($1::uuid[])) AS subject (about)))`,
    'at action',
    {
      ...left(TECHNICAL, 'id subject_id'),
      ...left(COLLEAGUE, 'actor'),
      ...left('figures and ids; reasons of exceptions are an organizer’s own words', 'before after'),
    },
  ),
  person_merges: ofPerson(
    `t.organization_id = $2 AND EXISTS (SELECT FROM registrations mine WHERE mine.id = ANY($1::uuid[])
      AND jsonb_exists(t.before, COALESCE(mine.contact_key, mine.id::text)))`,
    'merged_at undone_at',
    {
      ...left(TECHNICAL, 'id'),
      ...left(PSEUDONYM, 'person_id before'),
      ...left(COLLEAGUE, 'merged_by undone_by'),
    },
  ),
  same_people: none(PSEUDONYM, 'organization_id key person_id'),
  door_acts: none(TAP, 'id organization_id session_id actor act outcome tapped_at received_at'),
  webhook_deliveries: none(
    TOLD,
    `id organization_id webhook_id event data created_at state attempts due_at last_attempt_at last_status last_fault
     delivered_at`,
  ),
  lotteries: none(
    DRAW,
    'id organization_id course_id session_id list list_hash listed_at seed result drawn_at queued_from',
  ),
  revoked_calendars: none(SECRET, 'token_hash revoked_at'),
  rate_limits: none('a hash that is gone within days', 'key points expire'),
} as const satisfies Readonly<Record<string, PersonalTable>>;

export type PersonalTableName = keyof typeof PERSONAL_DATA;

/** Tables in which nothing is kept of a participant: what is planned, how figures stand, who works here, and the machinery. */
const NOT_PERSONAL: ReadonlySet<string> = new Set([
  ...['organizations', 'venues', 'programmes', 'programme_hosts', 'courses', 'sessions'],
  ...['removed_sessions', 'withdrawn_pages', 'pictures', 'picture_files', 'leaflets'],
  ...[
    'seat_pools',
    'fiscal_year_plans',
    'reported_results',
    'accepted_conflicts',
    'mail_texts',
    'mail_paces',
  ],
  ...['attendance_records', 'head_counts', 'tallies', 'tally_lines', 'session_costs', 'feed_changes'],
  ...['seat_figures', 'webhooks', 'identity_providers', 'password_resets', 'migrations'],
  ...['search_texts', 'search_changes'],
]);

/** Tables of who works here: staff, and tokens of other programs. */
const OF_STAFF = /^(staff|api_token)(_|s$)/;

/** True where a table holds nothing of participants. */
export function isNotPersonal(table: string): boolean {
  return NOT_PERSONAL.has(table) || OF_STAFF.test(table);
}
