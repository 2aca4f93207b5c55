import type { FormValues } from '../../platform/http/edited-form.js';
import { prefixed } from './form-rows.js';
import { NEW_RULE } from './rule-form.js';

/** The form of a new course: what most towns would fill in. A day of consultations has slots of one party each (各回1組). */
export function newCourseValues(draft: FormValues, isConsultation: boolean): FormValues {
  const rule = isConsultation ? { ...NEW_RULE, ...CONSULTATION_SLOTS } : NEW_RULE;
  return {
    ...draft,
    waitingList: '1',
    mode: isConsultation ? 'session' : 'unstated',
    ...prefixed('rule.0', rule),
    ...(isConsultation && prefixed('seats.0', { key: 'onsite', unit: 'parties', capacity: '1' })),
  };
}

const CONSULTATION_SLOTS: FormValues = {
  'slots.0.start': '10:30',
  'slots.0.end': '12:00',
  'slots.1.start': '13:00',
  'slots.1.end': '14:30',
  'slots.2.start': '15:00',
  'slots.2.end': '16:30',
};
