import type { Principal } from '../../src/organizations/principal.js';
import type { Course } from '../../src/programmes/course.entity.js';
import type { Session } from '../../src/programmes/session.entity.js';
import { Deciding } from '../../src/registrations/desk/deciding.service.js';
import { Reshaping } from '../../src/registrations/desk/reshaping.service.js';
import { TransferDto } from '../../src/registrations/my/change.dto.js';
import { ChangesOfMind } from '../../src/registrations/my/changes-of-mind.service.js';
import { Moves } from '../../src/registrations/my/moves.service.js';
import { PartyChanges } from '../../src/registrations/my/party-changes.service.js';
import { Transfers } from '../../src/registrations/my/transfers.service.js';
import { RegistrationTokens } from '../../src/registrations/registration-tokens.js';
import { RegistrationViews } from '../../src/registrations/registration-views.js';
import { type EngineAct, OTHER_TOWN, OWN_TOWN, POOL_KEYS } from './engine-plans.js';
import type { TestApp } from './test-app.js';

/** Acts on a registration that is there. */
export type EngineChange = Extract<EngineAct, { which: number }>;

interface Around {
  readonly app: TestApp;
  readonly staff: Principal;
  readonly course: Course;
  readonly sessions: readonly Session[];
}

/**
 * Does what its holder or staff do to a registration.
 * @returns the state in which it is then
 */
export async function changeRegistration(around: Around, id: string, change: EngineChange): Promise<string> {
  const nest = around.app.nest;
  const token = nest.get(RegistrationTokens).tokenOf({ id, tokenVersion: 0 });
  await (change.act === 'decide' || change.act === 'seatBeyond' || change.act === 'changeSort'
    ? byStaff(around, id, change)
    : byHolder(around, token, change));
  return (await nest.get(RegistrationViews).byId(id)).status;
}

function byHolder(
  { app: { nest }, course, sessions }: Around,
  token: string,
  change: Exclude<EngineChange, { act: 'decide' | 'seatBeyond' | 'changeSort' }>,
): Promise<unknown> {
  const mind = nest.get(ChangesOfMind);
  switch (change.act) {
    case 'cancel':
      return mind.cancel(token);
    case 'skip':
      return mind.release(token, chosen(sessions, change.session)!.id);
    case 'return':
      return mind.return(token, chosen(sessions, change.session)!.id);
    case 'accept':
      return mind.accept(token);
    case 'decline':
      return mind.decline(token);
    case 'waitOn':
      return mind.waitOn(token);
    case 'party':
      return nest.get(PartyChanges).change(token, { people: change.people, companions: [] });
    case 'moveOver': {
      const target = change.whole ? { course: course.id } : { session: chosen(sessions, change.session)!.id };
      return nest.get(Moves).move(token, target);
    }
    case 'transfer': {
      const { contact, isResident } = change;
      const receiver = Object.assign(new TransferDto(), {
        ...{ nickname: '引き継ぐ人', municipality: isResident ? OWN_TOWN : OTHER_TOWN },
        ...(contact === null ? {} : { email: `person${contact}@family.example` }),
      });
      return nest.get(Transfers).transfer(token, receiver, `${token}:${contact}:${isResident}`);
    }
    default:
      return Promise.resolve();
  }
}

function byStaff(
  { app: { nest }, staff }: Around,
  id: string,
  change: Extract<EngineChange, { act: 'decide' | 'seatBeyond' | 'changeSort' }>,
): Promise<unknown> {
  const deciding = nest.get(Deciding);
  switch (change.act) {
    case 'decide':
      return change.says === 'yes' ? deciding.confirm(staff, id) : deciding.decline(staff, id, null);
    case 'seatBeyond':
      return deciding.overbook(staff, id, '事情をうかがって');
    default:
      return nest.get(Reshaping).pool(staff, id, chosen(POOL_KEYS, change.pool)!);
  }
}

/** One of them, whatever their number; undefined where there are none. */
export function chosen<Of>(list: readonly Of[], which: number): Of | undefined {
  return list.length === 0 ? undefined : list[which % list.length];
}
