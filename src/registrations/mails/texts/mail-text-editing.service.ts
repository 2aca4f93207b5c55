import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, In } from 'typeorm';
import { Audit } from '../../../organizations/audit/audit.js';
import type { Principal } from '../../../organizations/principal.js';
import { Clock } from '../../../platform/clock.js';
import { inTransaction } from '../../../platform/database/transaction.js';
import { LANGUAGES, type Language } from '../../../platform/views/messages.js';
import { Views } from '../../../platform/views/views.js';
import { type TownName, townNamed, towns } from '../../../programmes/editing/editing.queries.js';
import { waitForTurn } from '../../../programmes/import/organization-turn.queries.js';
import { DomainError } from '../../../shared/domain-error.js';
import { MailText } from './mail-text.entity.js';
import type { MailTextDto, TextVariantName } from './mail-texts.dto.js';
import { namesToHide } from './names-to-hide.queries.js';
import { textFaults } from './text-faults.js';
import { type TextKind, TextKinds } from './text-kinds.js';
import type { OwnWords } from './text-template.js';
import { usualText } from './usual-text.js';

/** Which text, as an address says it. */
export interface TextAddress {
  readonly organization: string;
  readonly kind: string;
  readonly language: string;
  readonly variant: string;
}

/** One text as its editor shows it. */
export interface EditedText {
  readonly organization: TownName;
  readonly kind: TextKind;
  readonly language: Language;
  readonly variant: TextVariantName;
  readonly discreet: boolean;
  /** The organization's words; null: the usual ones are sent. */
  readonly own: OwnWords | null;
  readonly usual: OwnWords;
  /** Changes with every save; null where the usual words are sent. */
  readonly version: string | null;
}

/** An organization and which of its texts are its own, as `kind/language/variant`. */
export interface TextsOfTown {
  readonly town: TownName;
  readonly own: ReadonlySet<string>;
}

/** Organizations write what their mails say. */
@Injectable()
export class MailTextEditing {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly kinds: TextKinds,
    private readonly views: Views,
  ) {}

  /** The organizations that the principal may write for, by name. */
  async list(principal: Principal): Promise<TextsOfTown[]> {
    const scope = principal.organizationsWith('organizer');
    const saved = await this.db.getRepository(MailText).findBy({ organizationId: In(scope) });
    return (await towns(this.db, scope)).map((town) => ({
      town,
      own: new Set(
        saved
          .filter(({ organizationId }) => organizationId === town.id)
          .map(({ kind, language, discreet }) => `${kind}/${language}/${variantOf(discreet)}`),
      ),
    }));
  }

  /** @throws DomainError `unknown`, `forbidden` */
  async edited(
    principal: Principal,
    address: TextAddress,
    db: DataSource | EntityManager = this.db,
  ): Promise<EditedText> {
    const organization = await townNamed(db, address.organization);
    if (!organization) throw new DomainError('unknown');
    principal.require('organizer', organization.id);
    const kind = this.kinds.of(address.kind);
    const language = LANGUAGES.find((one) => one === address.language);
    const { variant } = address;
    if (!kind || !language || (variant !== 'discreet' && variant !== 'plain'))
      throw new DomainError('unknown');
    const discreet = variant === 'discreet';
    const row = await db
      .getRepository(MailText)
      .findOneBy({ organizationId: organization.id, kind: kind.kind, language, discreet });
    return {
      ...{ organization, kind, language, variant, discreet },
      own: row && { subject: row.subject, body: row.body },
      usual: usualText(kind, { language, discreet }, this.views.messages),
      version: row?.changedAt.toISOString() ?? null,
    };
  }

  /**
   * Everything for which the text would not be saved.
   * @throws DomainError `invalid` with the faults
   */
  async check(
    { kind, discreet, organization }: EditedText,
    text: OwnWords,
    db: Pick<DataSource, 'query'> = this.db,
  ): Promise<void> {
    const hidden = discreet ? await namesToHide(db, organization.id) : [];
    const faults = textFaults(text, kind, { discreet, hidden });
    if (faults.length > 0) throw new DomainError('invalid', { faults });
  }

  /**
   * Saves a text; mails that are written from then on say it. One that is there already is no change.
   * @throws DomainError `unknown`, `forbidden`, `invalid`, `conflict` where somebody else has saved since `version`
   */
  async save(principal: Principal, address: TextAddress, { version, ...given }: MailTextDto): Promise<void> {
    const text = tidied(given);
    await this.inTurn(principal, address, version, async (tx, edited) => {
      await this.check(edited, text, tx);
      if (edited.own?.subject === text.subject && edited.own.body === text.body) return;
      const { organization, kind, language, discreet } = edited;
      const key = { organizationId: organization.id, kind: kind.kind, language, discreet };
      const changedAt = this.later(edited.version);
      await tx.getRepository(MailText).upsert({ ...key, ...text, changedAt }, Object.keys(key));
      await this.record(tx, principal, edited, 'mail_text.changed', text);
    });
  }

  /**
   * Says the usual words again.
   * @throws DomainError `unknown`, `forbidden`, `conflict` where somebody else has saved since `version`
   */
  async reset(principal: Principal, address: TextAddress, version?: string | null): Promise<void> {
    await this.inTurn(principal, address, version, async (tx, edited) => {
      if (edited.own === null) return;
      const { organization, kind, language, discreet } = edited;
      const key = { organizationId: organization.id, kind: kind.kind, language, discreet };
      await tx.delete(MailText, key);
      await this.record(tx, principal, edited, 'mail_text.reset', null);
    });
  }

  /** @param version of the text that the person has seen; undefined: they change it whatever it is */
  private async inTurn(
    principal: Principal,
    address: TextAddress,
    version: string | null | undefined,
    act: (tx: EntityManager, edited: EditedText) => Promise<void>,
  ): Promise<void> {
    const { organization } = await this.edited(principal, address);
    await inTransaction(this.db, async (tx) => {
      await waitForTurn(tx, [organization.slug]);
      const edited = await this.edited(principal, address, tx);
      if (version !== undefined && version !== edited.version) throw new DomainError('conflict');
      await act(tx, edited);
    });
  }

  /** Now, or just after the last change: two versions never share an instant. */
  private later(version: string | null): Date {
    const last = version === null ? 0 : Date.parse(version);
    return new Date(Math.max(this.clock.now().getTime(), last + 1));
  }

  private async record(
    tx: EntityManager,
    { actor }: Principal,
    { organization, kind, language, variant, own }: EditedText,
    action: string,
    after: OwnWords | null,
  ): Promise<void> {
    const about = { kind: kind.kind, language, variant };
    await this.audit.record(tx, {
      organizationId: organization.id,
      actor,
      action,
      subjectId: organization.id,
      before: { ...about, ...own },
      after: { ...about, ...after },
    });
  }
}

/** As it is saved: line feeds alone, nothing around it. */
export function tidied({ subject, body }: OwnWords): OwnWords {
  return { subject: subject.trim(), body: body.replaceAll('\r\n', '\n').trim() };
}

function variantOf(discreet: boolean): TextVariantName {
  return discreet ? 'discreet' : 'plain';
}
