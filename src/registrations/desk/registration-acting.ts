import { Injectable } from '@nestjs/common';
import type { Principal } from '../../organizations/principal.js';
import type { FormValues } from '../../platform/http/edited-form.js';
import { parse } from '../../platform/http/validation.js';
import { DomainError } from '../../shared/domain-error.js';
import { MoveDto, PartyDto } from '../my/change.dto.js';
import { keyOf } from '../public/register-form.js';
import { Addressing } from './addressing.service.js';
import { Deciding } from './deciding.service.js';
import {
  AddressDto,
  NoteDto,
  OptionalReasonDto,
  PoolChoiceDto,
  ReasonDto,
  SessionChoiceDto,
} from './desk.dto.js';
import { DESK_ACTS, type DeskAct } from './desk-registration.js';
import { ForRegistrant } from './for-registrant.service.js';
import { NotesAndLinks } from './notes-and-links.service.js';
import { Reshaping } from './reshaping.service.js';

/** Acts that a form of the page of a registration asks for; a new link is shown, not only made. */
export type FormAct = Exclude<DeskAct, 'link'>;

/** The act that a form asks for. @throws DomainError `invalid` where it is none */
export function actIn(values: FormValues): DeskAct | 'sensitive' {
  const { act = '' } = values;
  if (act === 'sensitive') return act;
  const known = DESK_ACTS.find((one) => one === act);
  if (!known) throw new DomainError('invalid', { faults: [{ field: 'act', code: 'isIn' }] });
  return known;
}

/** Reads what the forms of a registration's page send, by the same classes as the JSON API, and does it. */
@Injectable()
export class RegistrationActing {
  constructor(
    private readonly deciding: Deciding,
    private readonly reshaping: Reshaping,
    private readonly notes: NotesAndLinks,
    private readonly registrant: ForRegistrant,
    private readonly addressing: Addressing,
  ) {}

  /** @throws DomainError `invalid` with the faults of the form, and what the act refuses */
  perform(principal: Principal, id: string, act: FormAct, values: FormValues): Promise<void> {
    const reason = () => parse(OptionalReasonDto, values).reason ?? null;
    const session = () => parse(SessionChoiceDto, values).session;
    switch (act) {
      case 'confirm':
        return this.deciding.confirm(principal, id);
      case 'decline':
        return this.deciding.decline(principal, id, reason());
      case 'accept':
        return this.deciding.accept(principal, id);
      case 'refuse':
        return this.deciding.refuse(principal, id);
      case 'overbook':
        return this.deciding.overbook(principal, id, parse(ReasonDto, values).reason);
      case 'skip':
        return this.reshaping.skip(principal, id, session());
      case 'pool': {
        const choice = parse(PoolChoiceDto, values);
        return this.reshaping.pool(principal, id, choice.pool, choice.session);
      }
      case 'return':
        return this.registrant.return(principal, id, session());
      case 'people':
        return this.registrant.party(principal, id, parse(PartyDto, { people: values.people }));
      case 'address':
        return this.addressing.change(principal, id, parse(AddressDto, addressIn(values)));
      case 'move':
        return this.registrant.move(principal, id, parse(MoveDto, targetIn(values.target ?? '')));
      case 'cancel':
        return this.reshaping.cancel(principal, id, reason());
      case 'note':
        return this.notes.note(principal, id, parse(NoteDto, values).text, keyOf(values));
    }
  }
}

/** An address and whether to take it away, as the form says them: a box that is not ticked says nothing. */
function addressIn({ email, remove = 'false' }: FormValues): Record<string, unknown> {
  return { email, remove };
}

/** Where to, as the choice in the form says it: `course` or `session`, its id, and the sort of seat. */
function targetIn(chosen: string): Record<string, string> {
  const [kind = '', id = '', ...pool] = chosen.split(':');
  return kind === 'course' || kind === 'session' ? { [kind]: id, pool: pool.join(':') } : {};
}
