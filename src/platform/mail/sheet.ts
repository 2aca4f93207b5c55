/** One row of a small table: what it is called, and what it is. */
export interface SheetRow {
  readonly label: string;
  readonly value: string;
  readonly emphasis?: 'strong' | 'struck';
}

/** One thing of a list, with what may be said below it. */
export interface SheetItem {
  readonly text: string;
  /** In brackets behind the text; null: nothing. */
  readonly state: string | null;
  readonly details: readonly string[];
}

/** A page of the reader's own, told apart from others by what is said above its button. */
export interface SheetPage {
  readonly title: string;
  readonly lines: readonly string[];
  readonly label: string;
  readonly url: string;
}

/** A part of a mail. Text and HTML are written from the same parts, so that they say the same. */
export type SheetBlock =
  /** The title, in HTML alone: a text begins with what matters. */
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string; readonly isStrong?: boolean }
  | { readonly kind: 'rows'; readonly rows: readonly SheetRow[] }
  | { readonly kind: 'list'; readonly heading: string; readonly items: readonly SheetItem[] }
  /** Several pages, one below the other, each with its button. */
  | { readonly kind: 'pages'; readonly pages: readonly SheetPage[] }
  /** The page that says the rest: a button, and in text `lead` and the address. */
  | { readonly kind: 'button'; readonly lead: string; readonly label: string; readonly url: string }
  /** A page to look something up on. */
  | { readonly kind: 'reference'; readonly text: string; readonly url: string };

/** A mail before it is written out. */
export interface Sheet {
  readonly heading: string;
  /** The first words, as a lock screen shows them. */
  readonly preview: string;
  readonly blocks: readonly SheetBlock[];
  readonly footer: SheetFooter;
}

export interface SheetFooter {
  readonly lines: readonly string[];
  /** The page that says the rest, once more in full, in HTML alone; null: none. */
  readonly url: string | null;
  /** Where the reader can leave what this mail is part of. */
  readonly leave?: { readonly text: string; readonly url: string };
}
