import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { AppConfig } from '../../platform/config/app-config.js';
import { FORMATS } from '../../platform/views/formats.js';
import { Furigana } from '../../platform/views/furigana/furigana.js';
import type { Language } from '../../platform/views/messages.js';
import { qrCode } from '../../platform/views/qr-code.js';
import { type PageContext, Views, withLanguage } from '../../platform/views/views.js';
import { civilDateOf } from '../../shared/civil-time.js';
import { editedForm, LEAFLET_FORMS, type LeafletForm } from './domain/leaflet.js';
import { Leaflet } from './leaflet.entity.js';
import { leafletContent, type OwnLeafletWords } from './leaflet-content.js';
import { fitLeaflet } from './leaflet-fit.js';
import { leafletStyles } from './leaflet-sheet.js';
import { type LeafletSubject, LeafletSubjects, type SubjectName } from './leaflet-subjects.js';

/** A leaflet as a page, and under which name its file is saved. */
export interface LeafletPage {
  readonly html: string;
  readonly name: string;
}

/** What stands around the sheet on a screen, and never on paper. */
export interface ScreenParts {
  /** Path back to where one came from. */
  readonly back: string;
  /** Path of the page without its query, for the other forms. */
  readonly self: string;
  /** Path of the PDF file without its query. */
  readonly pdf: string;
}

/** Draws leaflets: the same page is looked at, printed by a browser, and made a PDF file of. */
@Injectable()
export class LeafletPages {
  constructor(
    private readonly subjects: LeafletSubjects,
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly views: Views,
    private readonly config: AppConfig,
    private readonly furigana: Furigana,
  ) {}

  /**
   * @param screen null: for paper alone, the same for whoever asks
   * @throws DomainError `unknown`
   */
  async page(
    name: SubjectName,
    form: LeafletForm,
    context: PageContext,
    screen: ScreenParts | null,
  ): Promise<LeafletPage> {
    const now = this.clock.now();
    const subject = await this.subjects.of(name, now);
    const { language, furigana = false } = context;
    const edited = editedForm(form);
    const own = await this.ownWords(subject.id, edited, language);
    const wording = { t: this.views.translator(language), format: FORMATS[language], language };
    const content = leafletContent(subject, own, wording, now);
    const fitted = fitLeaflet(content, edited, {
      // Readings over the letters of a card could not be read.
      hasReadings: furigana && edited !== 'card',
      hasPicture: subject.extra.picture !== null,
      hasLogo: subject.extra.logo !== null,
    });
    const html = this.views.page('print/leaflet', screen ? context : { ...context, path: subject.path }, {
      ...this.frameOf(subject, context),
      ...{ content, fitted, form, screen, logo: subject.extra.logo },
      picture: fitted.showsPicture ? subject.extra.picture : null,
      forms: LEAFLET_FORMS,
      asOf: civilDateOf(now, subject.programme.organization.timeZone),
    });
    return {
      // On a page that a browser asks for, readings are put last.
      html: furigana && !screen ? await this.furigana.of(html) : html,
      name: [content.headline.text, content.part?.text, wording.t(`leaflets.form.${form}`)]
        .filter(Boolean)
        .join(' '),
    };
  }

  /** What is the same in each form: style, addresses, the QR code. */
  private frameOf({ path, extra }: LeafletSubject, { language, furigana }: PageContext) {
    const { publicUrl, secret } = this.config;
    const target = `${publicUrl}${withLanguage(path, language, furigana)}`;
    return {
      styles: leafletStyles(extra.accent, secret),
      canonical: target,
      // Read by people and typed by hand: without what is the same in all addresses.
      address: `${publicUrl}/programmes/${extra.slug}`.replace(/^https?:\/\//, ''),
      qr: qrCode(target),
    };
  }

  /** Words of staff in this language; of やさしい日本語, those in Japanese where it has none of its own. */
  private async ownWords(subjectId: string, form: string, language: Language): Promise<OwnLeafletWords> {
    const rows = await this.db.getRepository(Leaflet).findBy({ subjectId, form: form as Leaflet['form'] });
    const row = rows.find((one) => one.language === language);
    const usual = language === 'ja-simple' ? rows.find((one) => one.language === 'ja') : undefined;
    return { headline: row?.headline ?? usual?.headline ?? null, lead: row?.lead ?? null };
  }
}
