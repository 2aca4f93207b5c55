import type { Notice } from '../notice.js';
import type { NoticeWriter } from '../notice-writer.js';
import type { TextKind, TextSample } from './text-kinds.js';

/** What the words of every mail about a registration may name. */
const VALUES = ['greeting', 'lead', 'next', 'code', 'people', 'programme', 'organization'];
const TELLING = ['programme', 'organization'];
const BLOCKS = ['heading', 'details', 'dates', 'link'];
const ORDER = ['greeting', 'heading', 'lead', 'details', 'dates', 'link', 'next'];

/** How the text of one kind of mail about a registration differs from that of the others. */
export interface NoticeKind {
  /** As in `TextKind`. */
  readonly kind: string;
  readonly words: string;
  /** Values that it always has beside those that all have: `when`, `deadline`, `position`. */
  readonly values?: readonly string[];
  /** Blocks without which its reader could not act, beside `link`. */
  readonly required?: readonly string[];
  /** True where it leads to a public page to look something up on. */
  readonly hasFurther?: boolean;
  /** What its notice says beside the places: its state, a deadline, what was before; default: all places. */
  readonly notice?: (sample: TextSample) => Partial<Notice>;
}

/** A kind of text whose mails `writer` writes. */
export function noticeKind(
  writer: NoticeWriter,
  { kind, words, values = [], required = [], hasFurther = false, notice = () => ({}) }: NoticeKind,
): TextKind {
  const further = hasFurther ? ['further'] : [];
  return {
    kind,
    words,
    values: [...VALUES, ...values],
    telling: TELLING,
    blocks: [...BLOCKS, ...further],
    required: ['link', ...required],
    order: [...ORDER, ...further],
    letter: (sample, own) =>
      writer.letterOf(
        {
          kind,
          words,
          registration: sample.registration,
          places: sample.places,
          showsStates: false,
          ...notice(sample),
        },
        own,
      ),
  };
}
