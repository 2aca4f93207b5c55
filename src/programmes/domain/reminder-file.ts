/** When a session is told of beforehand: on the clock of its venue, or so many whole hours before it begins. */
export type ReminderRule =
  | { readonly daysBefore: number; readonly at: string }
  | { readonly hoursBefore: number };

/** When those who came are thanked: so many days after the session, at this clock time of its venue. */
export interface ThanksRule {
  readonly daysAfter: number;
  readonly at: string;
}
