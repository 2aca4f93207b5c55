/** What is made of a programme or course on paper. `card`: one card; `cards`: ten of them on A4, to be cut. */
export const LEAFLET_FORMS = ['poster', 'threefold', 'cards', 'card'] as const;
export type LeafletForm = (typeof LEAFLET_FORMS)[number];

/** Forms for which staff write words of their own: a card is the same alone and among ten. */
export const EDITED_FORMS = ['poster', 'threefold', 'card'] as const;
export type EditedForm = (typeof EDITED_FORMS)[number];

export function editedForm(form: LeafletForm): EditedForm {
  return form === 'cards' ? 'card' : form;
}

/** Words with the language they are in, which need not be the page's: a source's own words stay as they are. */
export interface Said {
  readonly text: string;
  readonly lang: string;
}

/** One date on paper. */
export interface DateRow {
  /** 2025年5月12日（月） */
  readonly day: string;
  /** 午後2時から4時まで; null: said once for all. */
  readonly time: string | null;
  /** Number, topic, place: what is this date's own. */
  readonly about: Said | null;
}

export const PASSAGES = [
  'lead',
  'description',
  'who',
  'when',
  'where',
  'fee',
  'register',
  'bring',
  'notes',
  'hosts',
  'contact',
] as const;
export type Passage = (typeof PASSAGES)[number];

/** What is cut where there is no room: paragraphs by what they are about, and dates. */
export interface Contents {
  readonly passages: Readonly<Record<Passage, readonly Said[]>>;
  readonly dates: readonly DateRow[];
  /** Dates that are known and not listed. */
  readonly more: number;
  /** True where something was left out that the page on the web says. */
  readonly isCut: boolean;
}
