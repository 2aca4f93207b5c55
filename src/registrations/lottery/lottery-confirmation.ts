import type { FormValues } from '../../platform/http/edited-form.js';
import { parse } from '../../platform/http/validation.js';
import { DomainError } from '../../shared/domain-error.js';
import { visibleText } from '../domain/lottery-seed.js';
import { LotteryActDto } from './lottery.dto.js';
import { lotteryConflict } from './lottery-course.js';
import type { LotteryState } from './lottery-state.js';

/**
 * The act that a staff form asks for.
 * @throws DomainError `invalid`; also where the button that draws by the typed seed was pressed and none was typed
 */
export function actIn(values: FormValues): LotteryActDto {
  const act = parse(LotteryActDto, { ...values, closeNow: values.closeNow === '1' });
  if (values.by === 'given' && act.seed === undefined) refuse('seed', 'isNotEmpty');
  return values.by === 'made' ? { ...act, seed: undefined } : act;
}

/**
 * Refuses before anybody is asked to confirm what the act itself would refuse.
 * @throws DomainError `conflict`, `invalid`
 */
export function refuseWhatCannotBe(
  state: LotteryState,
  { act, seed, seedFrom, closeNow }: LotteryActDto,
): void {
  if (!state.draws) throw lotteryConflict('act', 'noLottery');
  if (act === 'list') {
    if (seedFrom !== undefined && visibleText(seedFrom) === undefined) refuse('seedFrom', 'visibleText');
    if (state.lottery) return;
    if (state.isOpen && !closeNow) throw lotteryConflict('closeNow', 'lotteryStillOpen');
    if (state.requests === 0) throw lotteryConflict('act', 'lotteryEmpty');
    return;
  }
  if (seed !== undefined && visibleText(seed) === undefined) refuse('seed', 'visibleText');
  if (!state.lottery) throw lotteryConflict('act', 'lotteryNotListed');
  const { seed: drawn, list } = state.lottery;
  if (drawn !== null) throw lotteryConflict('act', 'lotteryDrawn', { seed: drawn });
  if (seed === undefined && list.seedFrom !== null)
    throw lotteryConflict('seed', 'lotterySeedAnnounced', { seedFrom: list.seedFrom });
}

function refuse(field: string, code: string): never {
  throw new DomainError('invalid', { faults: [{ field, code }] });
}
