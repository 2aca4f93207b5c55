import { Injectable } from '@nestjs/common';
import type { Language } from '../views/messages.js';
import { Views } from '../views/views.js';
import { withoutTurns } from './quotable.js';
import type { Sheet, SheetBlock, SheetFooter } from './sheet.js';
import { wrapped } from './wrapped-text.js';

/** Columns of a plain text line (RFC 5322 §2.1.1 recommends at most 78). */
const TEXT_COLUMNS = 76;
/** What parts the footer from the mail, with a space at its end: mail programs leave out what follows in an answer (RFC 3676 §4.3). */
const SIGNATURE = '-- ';

/** What stands before each thing of a list, and before what is said of it. */
interface Marks {
  readonly bullet: string;
  readonly indent: string;
}

/** Writes a sheet out as text and as HTML, the same way for every mail of the house. */
@Injectable()
export class SheetWriter {
  constructor(private readonly views: Views) {}

  write(sheet: Sheet, language: Language): { readonly text: string; readonly html: string } {
    return {
      text: withoutTurns(this.textOf(sheet, language)),
      html: withoutTurns(this.views.fragment('mail/sheet.html', language, { ...sheet })),
    };
  }

  private textOf({ blocks, footer }: Sheet, language: Language): string {
    const t = this.views.translator(language);
    const marks = { bullet: t('mail.bullet'), indent: t('mail.indent') };
    const parts = blocks.map((block) => textOfBlock(block, marks)).filter((part) => part !== '');
    const above = wrapped(parts.join('\n\n'), TEXT_COLUMNS);
    const below = wrapped(textOfFooter(footer), TEXT_COLUMNS);
    return `${above}\n\n${SIGNATURE}\n${below}\n`;
  }
}

/** Text without what would lay out the page. */
function textOfBlock(block: SheetBlock, { bullet, indent }: Marks): string {
  switch (block.kind) {
    case 'heading':
      return '';
    case 'paragraph':
      return block.text;
    case 'rows':
      return block.rows.map(({ label, value }) => `${label}: ${value}`).join('\n');
    case 'list':
      return [
        block.heading,
        ...block.items.flatMap(({ text, state, details }) => [
          `${bullet}${text}${state ?? ''}`,
          ...details.map((detail) => `${indent}${detail}`),
        ]),
      ].join('\n');
    case 'pages':
      return block.pages.map(({ title, lines, url }) => [title, ...lines, url].join('\n')).join('\n\n');
    case 'button':
      return `${block.lead}\n${block.url}`;
    case 'reference':
      return `${block.text}\n${block.url}`;
  }
}

function textOfFooter({ lines, leave }: SheetFooter): string {
  return [...lines, ...(leave ? ['', leave.text, leave.url] : [])].join('\n');
}
