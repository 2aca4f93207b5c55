import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Audit } from '../../organizations/audit/audit.js';
import type { Principal, Role } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { LANGUAGES, type Language } from '../../platform/views/messages.js';
import { ProgrammeAccess } from '../../programmes/programme-access.js';
import { DomainError } from '../../shared/domain-error.js';
import { EDITED_FORMS, type EditedForm } from './domain/leaflet.js';
import { Leaflet } from './leaflet.entity.js';
import type { LeafletProgramme } from './leaflet.queries.js';
import { type OwnLeafletWords } from './leaflet-content.js';
import { LeafletSubjects, type SubjectName } from './leaflet-subjects.js';

/** Which leaflet: of what, in which form and language, as an address says it. */
export interface LeafletAddress {
  readonly subject: SubjectName;
  readonly form: string;
  readonly language: string;
}

export interface LeafletWords {
  readonly headline: string;
  readonly lead: string;
}

/** A programme's or course's leaflets, as their staff page lists them. */
export interface LeafletList {
  readonly programme: LeafletProgramme;
  readonly courseId: string | null;
  /** `form/language` of those with words of their own. */
  readonly own: ReadonlySet<string>;
  readonly mayEdit: boolean;
}

/** One leaflet in its editor. */
export interface EditedLeaflet {
  readonly programme: LeafletProgramme;
  readonly courseId: string | null;
  readonly form: EditedForm;
  readonly language: Language;
  readonly words: LeafletWords;
}

/** Staff write headline and lead of leaflets. */
@Injectable()
export class LeafletEditing {
  constructor(
    private readonly db: DataSource,
    private readonly subjects: LeafletSubjects,
    private readonly access: ProgrammeAccess,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `unknown`, `forbidden` */
  async list(principal: Principal, subject: SubjectName): Promise<LeafletList> {
    const { courseId, ...programme } = await this.reached(principal, 'viewer', subject);
    const rows = await this.db.getRepository(Leaflet).findBy({ subjectId: courseId ?? programme.id });
    const owned = { programmeId: programme.id, organizationId: programme.organizationId };
    return {
      ...{ programme, courseId },
      own: new Set(rows.map(({ form, language }) => `${form}/${language}`)),
      mayEdit: await this.access.may(principal, 'organizer', owned),
    };
  }

  /** @throws DomainError `unknown`, `forbidden` */
  async edited(principal: Principal, address: LeafletAddress): Promise<EditedLeaflet> {
    const form = EDITED_FORMS.find((one) => one === address.form);
    const language = LANGUAGES.find((one) => one === address.language);
    if (!form || !language) throw new DomainError('unknown');
    const { courseId, ...programme } = await this.reached(principal, 'organizer', address.subject);
    const key = { subjectId: courseId ?? programme.id, form, language };
    return { programme, courseId, form, language, words: wordsOf(await this.saved(this.db.manager, key)) };
  }

  /**
   * Saves what `decide` makes of the words as they are saved at that moment; blank ones are the programme's again.
   * @throws DomainError `unknown`, `forbidden`, and what `decide` throws
   */
  async change(
    principal: Principal,
    address: LeafletAddress,
    decide: (saved: LeafletWords) => LeafletWords,
  ): Promise<void> {
    const { programme, courseId, form, language } = await this.edited(principal, address);
    const key = { subjectId: courseId ?? programme.id, form, language };
    await inTransaction(this.db, async (tx) => {
      // Two who save at the same time wait for each other, also where there is no row yet.
      await tx.query('SELECT FROM programmes WHERE id = $1 FOR NO KEY UPDATE', [programme.id]);
      const row = await this.saved(tx, key);
      const before = wordsOf(row);
      const after = decide(before);
      if (after.headline === before.headline && after.lead === before.lead) return;
      await this.store(tx, { ...key, programme, courseId }, after);
      const about = { form, language };
      await this.audit.record(tx, {
        organizationId: programme.organizationId,
        actor: principal.actor,
        action: 'leaflet.changed',
        subjectId: key.subjectId,
        before: { ...about, ...before },
        after: { ...about, ...after },
      });
    });
  }

  private async store(
    tx: EntityManager,
    {
      programme,
      ...key
    }: Pick<Leaflet, 'subjectId' | 'form' | 'language' | 'courseId'> & { programme: LeafletProgramme },
    words: LeafletWords,
  ): Promise<void> {
    const { subjectId, form, language } = key;
    const own: OwnLeafletWords = { headline: words.headline || null, lead: words.lead || null };
    if (own.headline === null && own.lead === null) {
      await tx.delete(Leaflet, { subjectId, form, language });
      return;
    }
    const of = { organizationId: programme.organizationId, programmeId: programme.id };
    const row = { ...key, ...of, ...own, changedAt: this.clock.now() };
    await tx.upsert(Leaflet, row, ['subjectId', 'form', 'language']);
  }

  private saved(
    tx: EntityManager,
    key: Pick<Leaflet, 'subjectId' | 'form' | 'language'>,
  ): Promise<Leaflet | null> {
    return tx.findOneBy(Leaflet, key);
  }

  private async reached(principal: Principal, role: Role, subject: SubjectName) {
    const found = await this.subjects.extra(subject);
    const { id, organizationId } = found;
    await this.access.require(principal, role, { programmeId: id, organizationId });
    return found;
  }
}

function wordsOf(row: Leaflet | null): LeafletWords {
  return { headline: row?.headline ?? '', lead: row?.lead ?? '' };
}
