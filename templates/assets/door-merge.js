// What the screen of the door shows: the server's state with the acts of this device on top that it has not answered yet.
// Nothing here knows the page, the line or the clock.

const ABSENCES = ['excused', 'absent'];

/**
 * A copy of `state` in which every act of `acts` is done, as far as a device can tell; those that a later one takes back are not.
 * What it touched says `pending`.
 */
export function applied(state, acts) {
  const view = structuredClone(state);
  const back = takenBack(acts);
  for (const act of acts) if (!back.has(act.id)) DO[act.act]?.(view, act);
  return view;
}

/** Ids of the acts that acts among these take back. */
export function takenBack(acts) {
  return new Set(acts.filter(({ act }) => act === 'undo').map(({ of }) => of));
}

const DO = {
  mark: (view, act) => setMarks(view, act, act.mark, act.member),
  markParty: (view, act) => setMarks(view, act, act.mark),
  unmark: (view, act) => setMarks(view, act, null, act.member),
  count(view, { category, by }) {
    view.heads[category] = Math.max(0, (view.heads[category] ?? 0) + by);
    view.pendingHeads = { ...view.pendingHeads, [category]: true };
  },
  setCount(view, { category, people }) {
    if (people === null) delete view.heads[category];
    else view.heads[category] = people;
    view.pendingHeads = { ...view.pendingHeads, [category]: true };
  },
  walkIn(view, { id, nickname, category, people = 1, relation = null, mark }) {
    if (category) return DO.count(view, { category, by: 1 });
    const members = Array.from({ length: people }, (_, member) => ({
      ...{ member, nickname: null, relation: member === 0 ? relation : null },
      ...{ mark: mark ?? null, pending: true },
    }));
    const place = { place: id, code: '', nickname: nickname ?? null, relation, pool: '', people, members };
    view.places.push({ ...place, isPending: true });
  },
  undo(view, { of }) {
    const undone = view.acts.find(({ id }) => id === of);
    if (undone) undone.pendingUndo = true;
  },
  close(view, { rest }) {
    view.closed ??= { pending: true };
    if (rest !== 'absent') return;
    for (const member of view.places.flatMap(({ members }) => members)) {
      if (!member.mark) Object.assign(member, { mark: 'absent', pending: true });
    }
  },
  reopen(view) {
    view.closed = null;
  },
};

function setMarks(view, { place: id }, mark, only) {
  const place = view.places.find(({ place }) => place === id);
  for (const member of place?.members ?? []) {
    if (only !== undefined && member.member !== only) continue;
    Object.assign(member, { mark, by: null, markedAt: null, pending: true });
  }
}

/** How many have come by name, are not marked yet, were counted by head, and have come in all. */
export function sums({ places, heads }) {
  const people = places.flatMap(({ members }) => members);
  const named = people.filter(({ mark }) => mark && !ABSENCES.includes(mark)).length;
  const counted = Object.values(heads).reduce((sum, one) => sum + (one ?? 0), 0);
  const unmarked = people.filter(({ mark }) => !mark).length;
  return { named, unmarked, heads: counted, total: named + counted };
}

/** Without what people type differently: width, case, hiragana or katakana, spaces, hyphens. */
export function plain(text) {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[ァ-ヶ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60))
    .replace(/[\s‐‑‒–—―−-]/g, '');
}

/** Whether a place is found by what was typed: by its number, its name, or that of somebody who comes along. */
export function isFound(place, typed) {
  const wanted = plain(typed);
  const names = [place.code, place.nickname, ...place.members.map(({ nickname }) => nickname)];
  return names.some((name) => name && plain(name).includes(wanted));
}

/**
 * The act that a pressed button stands for: its value `<act>:<argument>:<id>` and the fields of its form.
 * @returns null where it is none
 */
export function actOf(value, fields, { id, tappedAt }) {
  const [act, argument] = value.split(':');
  const base = { id, tappedAt, act };
  const place = fields.get('place');
  const member = fields.has('member') ? { member: Number(fields.get('member')) } : {};
  switch (act) {
    case 'mark':
      return { ...base, place, ...member, mark: argument };
    case 'markParty':
      return { ...base, place, mark: argument };
    case 'unmark':
      return { ...base, place, ...member };
    case 'count':
      return { ...base, category: fields.get('category'), by: Number(argument) };
    case 'setCount':
      return { ...base, category: argument, people: 0 };
    case 'walkIn': {
      const relation = fields.get('relation');
      const who = { nickname: fields.get('nickname').trim(), people: Number(fields.get('people')) };
      return { ...base, ...who, ...(relation ? { relation } : {}), mark: argument };
    }
    case 'undo':
      return { ...base, of: argument };
    case 'close':
      return { ...base, rest: argument };
    case 'reopen':
      return base;
    default:
      return null;
  }
}
