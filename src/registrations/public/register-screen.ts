import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { FORMATS } from '../../platform/views/formats.js';
import { LANGUAGES, type Language } from '../../platform/views/messages.js';
import { Views } from '../../platform/views/views.js';
import type { Fault } from '../../shared/domain-error.js';
import { showsRemaining } from '../domain/registration-state.js';
import { RELATIONS } from '../register.dto.js';
import { askedOf } from './asked.js';
import { stagesOf } from './course-standing.js';
import { conditionWords } from './eligibility-words.js';
import { formDeadline } from './form-deadline.js';
import { type FormValues, OTHER_MUNICIPALITY } from './register-form.js';
import { rowsShown, shownFaults } from './register-page.js';
import type { RegisterTarget } from './register-targets.js';
import { registeringAct } from './registering-act.js';
import { slotDays } from './slot-days.js';

interface Form {
  readonly values: FormValues;
  readonly faults: readonly Fault[];
}

/** Puts together what the page of the form shows. */
@Injectable()
export class RegisterScreen {
  constructor(
    private readonly clock: Clock,
    private readonly views: Views,
  ) {}

  /** The data of `public/register.eta`. */
  of<Given extends Form>(target: RegisterTarget, language: Language, form: Given) {
    const wording = { t: this.views.translator(language), format: FORMATS[language], language };
    const { programme, course, standing, scope } = target;
    const conditions = conditionWords(programme, wording);
    const asked = askedOf({ programme, course, conditions, pools: poolsOf(target) });
    const rows = rowsShown(asked, form.values, form.faults);
    const hasSlots = scope === 'slots';
    return {
      refusal: undefined,
      isUntouched: false,
      isForMoreRows: false,
      ...form,
      target,
      asked,
      rows,
      conditions,
      // Many questions are read in groups; a few fields need none.
      isGrouped: asked.questions.length > 0,
      // Seats as they are now say nothing of what a draw will give.
      showsRemaining: showsRemaining(standing.state, stagesOf(standing.sessions)),
      hasQueue:
        !course.closesWhenFull && standing.sessions.some(({ registration }) => registration.waitingList),
      deadline: formDeadline(target, this.clock.now()),
      act: registeringAct(target, wording, this.clock.now()),
      days: hasSlots ? slotDays(standing.sessions) : [],
      relations: RELATIONS,
      letterLanguages: LANGUAGES,
      otherChoice: OTHER_MUNICIPALITY,
      faults: shownFaults(form.faults, { asked, rows, hasSlots, wording }),
    };
  }
}

/** Seats may be kept in any of the sessions that one may choose. */
function poolsOf({ standing }: RegisterTarget) {
  return [...standing.pools, ...standing.sessions.flatMap(({ pools }) => pools)];
}
