/** What a form of the door sends: fields as they were typed or hidden in it. */
export type DoorFields = Readonly<Record<string, string>>;

/** The fields of a form; what is no text is not there. */
export function doorFields(body: unknown): DoorFields {
  if (typeof body !== 'object' || body === null) return {};
  return Object.fromEntries(Object.entries(body).filter(([, value]) => typeof value === 'string'));
}

/**
 * The act that a button of a form stands for, as a device would send it. Its value is `<act>:<argument>:<id>`: each button has
 * an id of its own, so that one that is pressed twice is one act. What does not make sense is left for the door to refuse.
 * @param tappedAt now: without a script, an act is sent when it is pressed
 */
export function actOfForm(fields: DoorFields, tappedAt: Date): Record<string, unknown> & { id: string } {
  const [act = '', argument = '', id = ''] = (fields.do ?? '').split(':');
  const base = { id, tappedAt: tappedAt.toISOString(), act };
  const member = fields.member === undefined ? {} : { member: Number(fields.member) };
  switch (act) {
    case 'mark':
      return { ...base, place: fields.place, ...member, mark: argument };
    case 'markParty':
      return { ...base, place: fields.place, mark: argument };
    case 'unmark':
      return { ...base, place: fields.place, ...member };
    case 'count':
      return { ...base, category: fields.category, by: Number(argument) };
    case 'setCount':
      return { ...base, category: argument, people: 0 };
    case 'walkIn': {
      const relation = fields.relation ? { relation: fields.relation } : {};
      const nickname = fields.nickname?.trim() ?? '';
      return { ...base, nickname, people: Number(fields.people), ...relation, mark: argument };
    }
    case 'undo':
      return { ...base, of: argument };
    case 'close':
      return { ...base, rest: argument };
    default:
      return base;
  }
}

/** Where on the page the eye is after a form: its person, its party, its category, or the place of its kind. */
export function anchorOf(fields: DoorFields): string {
  if (fields.place) return fields.member ? `#p-${fields.place}-${fields.member}` : `#place-${fields.place}`;
  if (fields.category) return `#head-${fields.category}`;
  const [act] = (fields.do ?? '').split(':');
  return { walkIn: '#walk-in', undo: '#recent', setCount: '#heads' }[act ?? ''] ?? '';
}
