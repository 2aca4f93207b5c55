import type { AuditFact } from '../../organizations/audit/audit-log.js';
import { conditionsOf } from '../../programmes/domain/conditions.js';
import type { DeskNote, DeskRegistrationRow } from './desk-registration.queries.js';

/** A registration as staff at the desk see it. */
export interface DeskRegistration
  extends Omit<
    DeskRegistrationRow,
    'tokenVersion' | 'eligibility' | 'questions' | 'answers' | 'sensitive' | 'declares'
  > {
  /** Whole for organizers; for the desk as much as tells one address from another (`h•••@mail.example`). */
  readonly email: string | null;
  /** What they said that they meet, in the words of the programme; null where those have to be made from the rule. */
  readonly declared: readonly { readonly key: string; readonly rule: string; readonly text: string | null }[];
  readonly answers: readonly { readonly question: string; readonly text: string; readonly answer: string }[];
  /** Sensitive questions that were answered, without the answers. */
  readonly sensitive: readonly { readonly question: string; readonly text: string }[];
  readonly notes: readonly DeskNote[];
  /** What was done to it, the latest first. */
  readonly history: readonly AuditFact[];
  /** 1 is next; null where nothing is waited for. */
  readonly waitingPosition: number | null;
  /** True for those who may overbook, override, merge, and see the whole of it. */
  readonly isOrganizer: boolean;
  readonly acts: ReadonlySet<DeskAct>;
}

/** What staff can do to a registration, as pages and JSON name it. */
export const DESK_ACTS = [
  'confirm',
  'decline',
  'accept',
  'refuse',
  'skip',
  'return',
  'pool',
  'move',
  'people',
  'address',
  'cancel',
  'overbook',
  'note',
  'link',
] as const;
export type DeskAct = (typeof DESK_ACTS)[number];

/** The acts that this registration allows as it stands. */
export function actsFor(row: DeskRegistrationRow, isOrganizer: boolean): ReadonlySet<DeskAct> {
  const { status, places } = row;
  const isActive = status !== 'cancelled' && status !== 'declined' && row.erasedAt === null;
  const toCome = places.filter(({ isToCome, sessionStatus }) => isToCome && sessionStatus === 'scheduled');
  const held = toCome.filter((place) => place.status !== 'released');
  const allowed: Record<DeskAct, boolean> = {
    confirm: status === 'applied' && row.approval,
    decline: status === 'applied' && row.approval,
    accept: status === 'offered',
    refuse: status === 'offered',
    skip: isActive && held.length > 0,
    return: status === 'confirmed' && toCome.some((place) => place.status === 'released'),
    pool: isActive && held.some(({ otherPools }) => otherPools.length > 0),
    move: isActive && held.length > 0,
    people: isActive,
    address: isActive,
    cancel: isActive,
    overbook:
      isOrganizer && !row.membership && (status === 'waitlisted' || status === 'applied') && held.length > 0,
    note: row.erasedAt === null,
    link: isActive,
  };
  return new Set(DESK_ACTS.filter((act) => allowed[act]));
}

/** So much of an address that somebody on the telephone can say the rest. */
export function masked(email: string | null): string | null {
  if (email === null) return null;
  const at = email.lastIndexOf('@');
  return `${email.slice(0, 1)}•••${email.slice(at)}`;
}

/** The conditions that somebody said they meet, and what they answered, in the words of the programme. */
export function saidOf({ eligibility, questions, answers, sensitive, declares }: DeskRegistrationRow) {
  const textOf = (key: string) => questions.find((question) => question.key === key)?.text ?? key;
  return {
    declared: conditionsOf(eligibility)
      .filter(({ key }) => declares.includes(key))
      .map(({ key, rule, text = null }) => ({ key, rule, text })),
    answers: answers.map(({ question, answer }) => ({ question, text: textOf(question), answer })),
    sensitive: sensitive.map((question) => ({ question, text: textOf(question) })),
  };
}
