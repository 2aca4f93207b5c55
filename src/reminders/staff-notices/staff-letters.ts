import { quotable, quotableOrNull } from '../../platform/mail/quotable.js';
import type { SheetBlock, SheetItem, SheetRow } from '../../platform/mail/sheet.js';
import type { Language, Params, Translate } from '../../platform/views/messages.js';
import { whenOf } from '../../registrations/mails/notice-when.js';
import type { MinimumStanding } from './below-minimum.queries.js';
import type { PoolStanding } from './nearly-full.queries.js';
import type { NewRegistrations } from './new-registrations.queries.js';
import type { ToldSession } from './told-session.js';

/** What a mail to staff says: numbers, and where to look. Never who it is about. */
export interface StaffLetter {
  /** What its sentences may name. */
  readonly facts: Params;
  readonly blocks: readonly SheetBlock[];
  /** Path of the staff page that says the rest. */
  readonly path: string;
}

/** A reader's language, and its words. */
export interface Voice {
  readonly language: Language;
  readonly t: Translate;
}

type Several<Of> = readonly [Of, ...Of[]];

/** How many registered, for which courses and sessions. */
export function newRegistrationsLetter(rows: Several<NewRegistrations>, voice: Voice): StaffLetter {
  const { t } = voice;
  const [first] = rows;
  const isOneCourse = rows.every(({ courseId }) => courseId === first.courseId);
  const sum = (of: (row: NewRegistrations) => number) => rows.reduce((total, row) => total + of(row), 0);
  const items = rows.map((row): SheetItem => {
    const { registrations, people, waiting, undecided } = row;
    return {
      text: `${courseOf(row, voice)} ${sessionOf(row, voice) ?? t('notices.whole')}`,
      state: null,
      details: [
        t('notices.counted', { registrations, people }),
        ...(waiting > 0 ? [t('notices.waiting', { count: waiting })] : []),
        ...(undecided > 0 ? [t('notices.undecided', { count: undecided })] : []),
      ],
    };
  });
  const path =
    isOneCourse && rows.length === 1 && first.sessionId
      ? `/staff/sessions/${first.sessionId}`
      : `/staff/courses/${first.courseId}`;
  return {
    facts: { title: programmeOf(first, voice), count: sum(({ registrations }) => registrations) },
    blocks: [
      { kind: 'rows', rows: [{ label: t('mail.programme'), value: programmeOf(first, voice) }] },
      { kind: 'list', heading: t('notices.registrations'), items },
    ],
    path: isOneCourse ? path : '/staff/desk',
  };
}

/** How many seats are left, session by session. */
export function nearlyFullLetter(rows: Several<PoolStanding>, voice: Voice): StaffLetter {
  const { t } = voice;
  const [first] = rows;
  const free = Math.max(0, Math.min(...rows.map(({ capacity, taken }) => capacity - taken)));
  const items = rows.map((row): SheetItem => {
    const { capacity, taken, unit, waiting } = row;
    const left = Math.max(0, capacity - taken);
    return {
      text: sessionOf(row, voice) ?? courseOf(row, voice),
      state: null,
      details: [
        t('notices.seats', { capacity, taken, free: left, unit }),
        ...(waiting > 0 ? [t('notices.queue', { count: waiting })] : []),
      ],
    };
  });
  const label = quotable((voice.language === 'en' ? first.labelEn : null) ?? first.label);
  return {
    facts: { title: programmeOf(first, voice), free, count: rows.length, unit: first.unit },
    blocks: [
      { kind: 'rows', rows: [...courseRows(first, voice), { label: t('notices.pool'), value: label }] },
      { kind: 'list', heading: t('notices.sessions'), items },
    ],
    path: rows.length === 1 ? `/staff/sessions/${first.sessionId}` : `/staff/courses/${first.courseId}`,
  };
}

/** How many people a session has, and how many it needs. */
export function belowMinimumLetter(standing: MinimumStanding, minimum: number, voice: Voice): StaffLetter {
  const { t } = voice;
  const { people, undecided, sessionId } = standing;
  return {
    facts: { title: programmeOf(standing, voice), people, minimum },
    blocks: [
      {
        kind: 'rows',
        rows: [
          ...courseRows(standing, voice),
          { label: t('notices.session'), value: sessionOf(standing, voice) ?? '' },
          { label: t('notices.people'), value: t('notices.peopleValue', { people }), emphasis: 'strong' },
          { label: t('notices.minimum'), value: t('notices.peopleValue', { people: minimum }) },
          ...(undecided > 0
            ? [{ label: t('notices.open'), value: t('notices.openValue', { count: undecided }) }]
            : []),
        ],
      },
    ],
    path: `/staff/sessions/${sessionId}`,
  };
}

function courseRows(row: ToldSession, voice: Voice): SheetRow[] {
  return [
    { label: voice.t('mail.programme'), value: programmeOf(row, voice) },
    { label: voice.t('notices.course'), value: courseOf(row, voice) },
  ];
}

function programmeOf({ programmeTitle, programmeTitleEn }: ToldSession, { language }: Voice): string {
  return quotable((language === 'en' ? programmeTitleEn : null) ?? programmeTitle);
}

function courseOf({ courseTitle, courseTitleEn }: ToldSession, { language }: Voice): string {
  return quotable((language === 'en' ? courseTitleEn : null) ?? courseTitle);
}

/** Its number and date; null where it is about the course as a whole. */
function sessionOf(row: ToldSession, { language, t }: Voice): string | null {
  if (row.sessionId === null) return null;
  const number = row.number === null ? '' : `${t('mail.number', { number: row.number })} `;
  return `${number}${whenOf({ ...row, dateText: quotableOrNull(row.dateText) }, t, { language, discreet: false })}`;
}
