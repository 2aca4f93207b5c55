import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../../platform/clock.js';
import type { ComposedMail } from '../../../platform/mail/composers.js';
import { SheetWriter } from '../../../platform/mail/sheet-writer.js';
import { Views } from '../../../platform/views/views.js';
import type { NoticeSession } from '../notice.js';
import { quotableRow } from '../registrations.mails.queries.js';
import { inventedPlace, inventedRegistration, type SampleReader } from './invented.js';
import type { TextKind, TextSample } from './text-kinds.js';
import { type SampleProgramme, sampleProgrammes, sampleRows } from './text-samples.queries.js';
import type { OwnWords } from './text-template.js';
import { writtenLetter } from './written-letter.js';

/** A mail as it would be sent to somebody invented, and what its placeholders stand for in it. */
export interface TextPreview {
  readonly mail: ComposedMail;
  readonly values: Readonly<Record<string, string>>;
  /** What a preview can be about, and what this one is; null: whatever is on next. */
  readonly programmes: readonly SampleProgramme[];
  readonly programme: string | null;
}

/** Shows what a text makes of what really is on, for a registrant who does not exist: no real one is ever in a preview. */
@Injectable()
export class TextPreviews {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly views: Views,
    private readonly sheets: SheetWriter,
  ) {}

  /** @param programme slug of what it is to be about; one that is not the organization's is as none: whatever is on next */
  async of(
    kind: TextKind,
    own: OwnWords | null,
    { programme, ...reader }: SampleReader & { readonly programme?: string },
  ): Promise<TextPreview> {
    const programmes = await sampleProgrammes(this.db, reader.organizationId);
    const chosen = programmes.find(({ slug }) => slug === programme);
    const letter = await kind.letter(await this.sample(reader, chosen?.id ?? null), own);
    return {
      mail: writtenLetter(letter, this.sheets),
      values: letter.values,
      programmes,
      programme: chosen?.slug ?? null,
    };
  }

  private async sample(reader: SampleReader, programmeId: string | null): Promise<TextSample> {
    const { organizationId } = reader;
    const now = this.clock.now();
    const rows = (await sampleRows(this.db, { organizationId, programmeId, now })).map(quotableRow);
    const [house] = rows;
    if (!house) throw new Error(`no organization ${organizationId}`);
    const t = this.views.translator(reader.language);
    const programmeTitle = house.programmeTitle ?? t('mailTexts.sample.programme');
    const places = rows.flatMap(({ sessionId, sessionStatus, ...row }) => {
      if (sessionId === null) return [];
      const session: NoticeSession = { ...row, id: sessionId, status: sessionStatus };
      return [inventedPlace(session)];
    });
    return { registration: inventedRegistration({ ...house, programmeTitle }, reader, t), places };
  }
}
