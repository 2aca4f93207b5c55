import type { Language, Translate } from '../platform/views/messages.js';
import { type Asked, type Asking, askedOf } from '../registrations/public/asked.js';
import { conditionWords } from '../registrations/public/eligibility-words.js';
import type { AskingProgramme, OrganizationSettings } from './privacy.queries.js';

/** Fields that depend on what a programme asks. */
const VARYING = ['companions', 'relation', 'age', 'municipality'] as const;

export interface ProgrammeName {
  readonly title: string;
  readonly titleEn: string | null;
}

/** What is asked of those who register with some programmes. */
export interface AskedField {
  readonly field: (typeof VARYING)[number];
  /** Where it must be said, and where it may be; null: in all programmes of the organization. */
  readonly required: readonly ProgrammeName[] | null;
  readonly optional: readonly ProgrammeName[] | null;
}

export interface AskedQuestion {
  readonly programme: ProgrammeName;
  readonly text: string;
  readonly textEn: string | null;
  readonly isRequired: boolean;
  readonly isSensitive: boolean;
}

export interface AskedFields {
  readonly fields: readonly AskedField[];
  readonly questions: readonly AskedQuestion[];
  /** Boxes to tick; `lang` is that of the text. */
  readonly declarations: readonly {
    readonly programme: ProgrammeName;
    readonly text: string;
    readonly lang: string;
  }[];
}

type Form = { readonly programme: AskingProgramme; readonly asked: readonly Asked[] };

/** What the forms of an organization ask, by the same rule that makes them (`askedOf`). */
export function askedFields(
  programmes: readonly AskingProgramme[],
  organization: Pick<OrganizationSettings, 'name' | 'nameEn' | 'kind'>,
  wording: { readonly t: Translate; readonly language: Language },
): AskedFields {
  const forms = programmes.map((programme): Form => {
    const conditions = conditionWords({ ...programme, organization }, wording);
    const pools = [{ kept: { for: programme.keptFor, until: new Date(0), remaining: null } }];
    const ofCourse = (course: AskingProgramme['courses'][number]) =>
      askedOf({ programme: { ...programme, organization }, course, conditions, pools });
    return { programme, asked: programme.courses.map(ofCourse) };
  });
  return {
    fields: VARYING.map((field) => fieldOf(field, forms)).filter(
      ({ required, optional }) => required?.length !== 0 || optional?.length !== 0,
    ),
    questions: forms.flatMap(({ programme }) =>
      programme.questions.map(({ text, textEn = null, required = false, sensitive = false }) => ({
        ...{ programme: nameOf(programme), text, textEn },
        ...{ isRequired: required, isSensitive: sensitive },
      })),
    ),
    declarations: forms.flatMap(({ programme, asked }) =>
      (asked[0]?.declarations ?? []).map(({ text, lang }) => ({ programme: nameOf(programme), text, lang })),
    ),
  };
}

function fieldOf(field: AskedField['field'], forms: readonly Form[]): AskedField {
  const named = (asking: Asking) => {
    const found = forms.filter(({ asked }) => strongest(field, asked) === asking);
    return found.length === forms.length && found.length > 0
      ? null
      : found.map(({ programme }) => nameOf(programme));
  };
  return { field, required: named('required'), optional: named('optional') };
}

/** A programme whose courses differ asks what the one that asks most does. */
function strongest(field: AskedField['field'], asked: readonly Asked[]): Asking {
  const ways = asked.map((one): Asking => {
    if (field !== 'municipality') return one[field];
    if (one.municipality === null) return 'no';
    return one.municipality.isRequired ? 'required' : 'optional';
  });
  return (['required', 'optional'] as const).find((way) => ways.includes(way)) ?? 'no';
}

function nameOf({ title, titleEn }: AskingProgramme): ProgrammeName {
  return { title, titleEn };
}
