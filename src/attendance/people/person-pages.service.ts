import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Looks } from '../../organizations/audit/looks.js';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { masked } from '../../registrations/desk/desk-registration.js';
import { NotesAndLinks } from '../../registrations/desk/notes-and-links.service.js';
import { type LikelySame, likelySame } from './likely.queries.js';
import { PeopleAccess, type SeenPerson } from './people-access.js';
import { type PersonFigures, personFigures } from './person-figures.js';
import {
  type CompletionSeen,
  completionsSeen,
  type MailSeen,
  mailsSeen,
  type NoteSeen,
  notesSeen,
  type OrganizationSeen,
  organizationSeen,
  type PlaceSeen,
  placesSeen,
  type RegistrationSeen,
  registrationsSeen,
} from './person-page.queries.js';

/** A person, as far as the reader may see them. */
export interface PersonPage {
  /** Of their oldest registration that the reader may see. */
  readonly id: string;
  readonly organization: OrganizationSeen;
  /** As in the latest registration. */
  readonly nickname: string;
  /** Other names by which they registered. */
  readonly otherNicknames: readonly string[];
  /** Masked where the reader organizes none of the programmes that know it. */
  readonly addresses: readonly string[];
  /** When everything that says who they were was erased; null: it was not. */
  readonly erasedAt: Date | null;
  readonly isOrganizer: boolean;
  /** False for staff of a host, who see the programmes that they host and nothing else. */
  readonly isWhole: boolean;
  /** Staff found several contacts to be this person. */
  readonly isMerged: boolean;
  readonly registrations: readonly RegistrationSeen[];
  readonly places: readonly PlaceSeen[];
  readonly figures: PersonFigures;
  readonly notes: readonly NoteSeen[];
  /** Null where the reader organizes none of the programmes. */
  readonly mails: readonly MailSeen[] | null;
  readonly completions: readonly CompletionSeen[];
  /** Empty for staff of a host. */
  readonly likely: readonly LikelySame[];
}

/** The latest mails that a page shows; the ledger has the rest. */
const MOST_MAILS = 30;

/** One person, read by staff; that they were looked at is recorded before anything is shown. */
@Injectable()
export class PersonPages {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly people: PeopleAccess,
    private readonly notes: NotesAndLinks,
    private readonly looks: Looks,
  ) {}

  /** @throws DomainError `unknown`, `forbidden` */
  async one(principal: Principal, id: string): Promise<PersonPage> {
    const person = await this.people.seen(principal, id);
    const { organizationId, visible } = person;
    const [{ id: subjectId }] = visible;
    await this.looks.record(principal, {
      ...{ organizationId, action: 'person.viewed', subjectId },
      after: { registrations: visible.length },
    });
    return this.pageOf(person);
  }

  /**
   * Adds a note about the person: a note of their latest registration that the writer may see, and shown with it at the desk. The
   * same `key` and text from the same author is the same note.
   * @throws DomainError `unknown`, `forbidden`
   */
  async note(principal: Principal, id: string, text: string, key: string): Promise<void> {
    const { visible } = await this.people.seen(principal, id);
    await this.notes.note(principal, (visible.at(-1) ?? visible[0]).id, text, key);
  }

  private async pageOf(person: SeenPerson): Promise<PersonPage> {
    const { organizationId, visible, organized, isWhole, isOrganizer, keys, personId } = person;
    const ids = visible.map(({ id }) => id);
    const organizedIds = ids.filter((id) => organized.has(id));
    const [organization, registrations, places, notes, mails, completions, likely] = await Promise.all([
      organizationSeen(this.db, organizationId),
      registrationsSeen(this.db, ids),
      placesSeen(this.db, ids, this.clock.now()),
      notesSeen(this.db, ids),
      organizedIds.length === 0 ? null : mailsSeen(this.db, organizedIds, MOST_MAILS),
      completionsSeen(this.db, ids),
      isWhole ? likelySame(this.db, { organizationId, keys, registrations: ids }) : [],
    ]);
    const shown = registrations.map((registration) => ({
      ...registration,
      email: organized.has(registration.id) ? registration.email : masked(registration.email),
    }));
    const [nickname = '', ...otherNicknames] = new Set(shown.map((registration) => registration.nickname));
    return {
      id: visible[0].id,
      ...{ organization, nickname, otherNicknames, isOrganizer, isWhole },
      addresses: [...new Set(shown.flatMap(({ email }) => email ?? []))],
      erasedAt: shown.every((one) => one.erasedAt) ? (shown[0]?.erasedAt ?? null) : null,
      isMerged: personId !== null && keys.length > 1,
      registrations: shown,
      ...{ places, figures: personFigures(places), notes, mails, completions, likely },
    };
  }
}
