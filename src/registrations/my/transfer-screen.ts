import { Injectable } from '@nestjs/common';
import { FORMATS } from '../../platform/views/formats.js';
import { LANGUAGES, type Language } from '../../platform/views/messages.js';
import { Views } from '../../platform/views/views.js';
import type { Fault } from '../../shared/domain-error.js';
import { askedOf } from '../public/asked.js';
import { conditionWords } from '../public/eligibility-words.js';
import { ProgrammePages } from '../public/programme-pages.queries.js';
import { type FormValues, OTHER_MUNICIPALITY } from '../public/register-form.js';
import { rowsShown, shownFaults } from '../public/register-page.js';
import { RELATIONS } from '../register.dto.js';
import { RegistrationViews } from '../registration-views.js';

interface Form {
  readonly values: FormValues;
  readonly faults: readonly Fault[];
  readonly isForMoreRows: boolean;
}

/** What the form asks of whoever takes places over: what the programme asks of everybody who registers. */
@Injectable()
export class TransferScreen {
  constructor(
    private readonly registrations: RegistrationViews,
    private readonly programmes: ProgrammePages,
    private readonly views: Views,
  ) {}

  /** @throws DomainError `unknown` */
  async of(token: string, language: Language, form: Form) {
    const registration = await this.registrations.byToken(token);
    const { programme, course } = await this.programmes.byCourse(registration.course.id);
    const wording = { t: this.views.translator(language), format: FORMATS[language], language };
    const conditions = conditionWords(programme, wording);
    const pools = registration.places.flatMap(({ session }) => session.pools);
    const asks = askedOf({ programme, course, conditions, pools });
    // The places are for so many people, whoever they are.
    const maxPeople = registration.people;
    const asked = { ...asks, maxPeople, companions: maxPeople === 1 ? ('no' as const) : asks.companions };
    const rows = rowsShown(asked, form.values, form.faults);
    return {
      ...form,
      ...{ programme, asked, rows, conditions },
      relations: RELATIONS,
      letterLanguages: LANGUAGES,
      otherChoice: OTHER_MUNICIPALITY,
      faults: shownFaults(form.faults, { asked, rows, hasSlots: false, wording }),
    };
  }
}
