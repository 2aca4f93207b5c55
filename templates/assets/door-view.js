// Draws the state of the door into the page that the server has made: its words and its markup are the server's.
import { drawList, handOver } from '/assets/site/door-list.js';
import { isFound, sums, takenBack } from '/assets/site/door-merge.js';

const root = document.getElementById('door');
const words = JSON.parse(root.dataset.words);
const all = (selector, within = root) => [...within.querySelectorAll(selector)];
const one = (selector, within = root) => within.querySelector(selector);
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: root.dataset.zone,
  hour: '2-digit',
  minute: '2-digit',
});
/** Time of day of an instant in the session's zone. */
const clockOf = (iso) => (iso ? clock.format(new Date(iso)) : '');
const text = (element, value) => {
  if (element && element.textContent !== value) element.textContent = value;
};

export function nameOf(place, member) {
  const own = place.members.find((other) => other.member === member)?.nickname;
  if (own) return own;
  if (!member) return place.nickname ?? words.nameless;
  return filled(words.companion, { n: member });
}

/** Everything on the screen that can change. @param entries acts of this device that are not answered */
export function draw(view, entries) {
  drawPlaces(view);
  drawHeads(view);
  drawActs(view, entries);
  const totals = sums(view);
  for (const [name, value] of Object.entries(totals)) text(one(`[data-total="${name}"]`), String(value));
  const isClosed = Boolean(view.closed);
  one('[data-closed]').hidden = !isClosed || !view.closedText;
  text(one('[data-closed-text]'), view.closedText ?? '');
  for (const form of all('[data-close], [data-reopen]')) {
    const isHidden = form.matches('[data-close]') === isClosed;
    if (isHidden) handOver(form, one('#close'));
    form.hidden = isHidden;
  }
  for (const button of all('[data-open]')) button.disabled = isClosed;
  return totals;
}

function drawPlaces(view) {
  const list = one('[data-places]');
  const shown = new Map(all(':scope > [data-place]', list).map((row) => [row.dataset.place, row]));
  const nobody = one('[data-nobody]');
  if (nobody) nobody.hidden = view.places.length > 0;
  let before = null;
  for (const place of view.places) {
    let row = shown.get(place.place);
    if (!row || all('[data-member]', row).length !== place.members.length) {
      const made = newPlace(place);
      if (row) row.replaceWith(made);
      else if (before) before.after(made);
      else list.prepend(made);
      row = made;
    }
    shown.delete(place.place);
    before = row;
    for (const button of all('.door-all', row)) button.disabled = Boolean(view.closed || place.isPending);
    for (const member of place.members)
      drawMember(view, place, member, one(`[data-member="${member.member}"]`, row));
  }
  for (const row of shown.values()) row.remove();
}

function newPlace(place) {
  const row = one('#door-place').content.firstElementChild.cloneNode(true);
  row.dataset.place = place.place;
  row.id = `place-${place.place}`;
  const isParty = place.members.length > 1;
  row.classList.toggle('is-party', isParty);
  const party = one('[data-party]', row);
  party.hidden = !isParty;
  text(one('[data-name]', party), place.nickname ?? words.nameless);
  text(one('[data-code]', party), place.code);
  text(one('[data-people]', party), filled(words.people, { n: place.people }));
  for (const again of all('[data-name-again]', party)) text(again, ` ${place.nickname ?? words.nameless}`);
  const members = one('[data-members]', row);
  const person = one('[data-member]', members);
  members.replaceChildren(
    ...place.members.map((member) => {
      const made = person.cloneNode(true);
      made.dataset.member = member.member;
      made.id = `p-${place.place}-${member.member}`;
      const name = nameOf(place, member.member);
      text(one('[data-name]', made), name);
      for (const again of all('[data-name-again]', made)) text(again, ` ${name}`);
      const relation = member.relation ?? (member.member === 0 ? place.relation : null);
      const facts = [
        isParty ? '' : place.code,
        relation ? words.relations[relation] : '',
        isParty ? '' : place.pool,
      ];
      text(one('[data-note]', made), facts.filter(Boolean).join(' '));
      one('[name="member"]', made).value = member.member;
      return made;
    }),
  );
  for (const field of all('[name="place"]', row)) field.value = place.place;
  return row;
}

function drawMember(view, place, { mark, by, markedAt, pending }, row) {
  row.className = [
    'door-person',
    ...(mark ? ['is-marked', `is-${mark}`] : []),
    ...(pending ? ['is-pending'] : []),
  ].join(' ');
  const note = pending
    ? words.unsentOne
    : mark && by
      ? filled(words.markedBy, { by, at: clockOf(markedAt) })
      : '';
  const state = one('[data-state]', row);
  const said = mark ? words.marks[mark] : words.unmarked;
  if (state.textContent !== `${said} ${note}`) {
    state.textContent = `${said} `;
    const small = document.createElement('span');
    small.className = 'note';
    small.textContent = note;
    state.append(small);
  }
  const isShut = Boolean(view.closed || place.isPending);
  for (const button of all('button', row)) button.disabled = isShut;
  one('[data-clear]', row).disabled = isShut || !mark;
  one('[data-tap]', row).setAttribute('aria-pressed', String(mark === 'attended'));
  for (const button of all('[data-mark]', row)) {
    button.setAttribute('aria-pressed', String(button.dataset.mark === mark));
  }
}

function drawHeads({ heads, categories, closed, pendingHeads = {} }) {
  for (const row of all('[data-category]')) {
    const { category } = row.dataset;
    const people = heads[category];
    const output = one('[data-people]', row);
    // 0 is what somebody said; a dash is what nobody has counted.
    text(output, String(people ?? words.uncounted));
    row.classList.toggle('is-pending', Boolean(pendingHeads[category]));
    const isRetired = categories.find(({ key }) => key === category)?.retired;
    for (const button of all('[data-morepeople]', row)) button.disabled = Boolean(closed || isRetired);
    for (const button of all('[data-fewer]', row)) {
      const isShut = Boolean(closed) || !people;
      if (isShut) handOver(button, output);
      button.disabled = isShut;
    }
  }
  for (const button of all('[data-zero]')) {
    const isShut = Boolean(closed) || heads[button.dataset.zero] !== undefined;
    if (isShut) handOver(button, one('#heads'));
    button.disabled = isShut;
  }
}

/** Whom or what an act is about, in words. */
export function subjectOf(view, act) {
  const place = view.places.find(({ place }) => place === act.place);
  if (place) return act.member ? `${nameOf(place, 0)} ${nameOf(place, act.member)}` : nameOf(place, 0);
  if (act.act === 'walkIn') return act.nickname ?? words.nameless;
  return view.categories.find(({ key }) => key === act.category)?.text ?? '';
}

/** What was done, in words. */
export function wordsOf(view, act) {
  // What the server tells has the count that an act left; what was tapped here, how many more.
  const more = typeof act.by === 'number' ? `${act.by > 0 ? '+' : ''}${act.by}` : (act.count ?? act.people);
  const isNumber = Boolean(act.category) && more !== null && more !== undefined;
  const what = act.mark && act.act !== 'walkIn' ? words.marks[act.mark] : words.acts[act.act];
  return `${subjectOf(view, act)} ${what}${isNumber ? ` ${more}` : ''}`.trim();
}

const MOST_ACTS = 10;

function drawActs(view, entries) {
  const waiting = entries.filter(({ refused }) => !refused).map(({ act }) => act);
  const back = takenBack(waiting);
  const own = waiting
    .map((act) => ({ ...act, isUnsent: true, undoable: act.act !== 'undo', pendingUndo: back.has(act.id) }))
    .reverse();
  const acts = [...own, ...view.acts].slice(0, MOST_ACTS);
  one('[data-recent-none]').hidden = acts.length > 0;
  drawList(one('[data-acts]'), acts, (act) => actRow(view, act), one('#recent'));
}

function actRow(view, act) {
  const row = one('#door-act').content.firstElementChild.cloneNode(true);
  row.classList.toggle('is-undone', Boolean(act.undone || act.pendingUndo));
  const what = wordsOf(view, act);
  text(one('[data-what]', row), what);
  const state = act.isUnsent ? words.unsentOne : act.undone || act.pendingUndo ? words.undone : '';
  text(
    one('[data-by]', row),
    [clockOf(act.tappedAt), act.isUnsent ? '' : act.by, state].filter(Boolean).join(' '),
  );
  const button = one('[data-undo]', row);
  button.value = `undo:${act.id}:`;
  text(one('[data-name-again]', row), ` ${what}`);
  if (!act.undoable || act.undone || act.pendingUndo) button.closest('form').remove();
  return row;
}

/** Hides who was not asked for. @returns the rows of people that are shown */
export function filter(view, typed, onlyUnmarked) {
  const people = [];
  for (const place of view.places) {
    const row = one(`[data-place="${place.place}"]`);
    const isShown =
      (!typed || isFound(place, typed)) && (!onlyUnmarked || place.members.some(({ mark }) => !mark));
    row.hidden = !isShown;
    if (isShown) people.push(...all('[data-member]', row));
  }
  const count = one('[data-shown]');
  count.hidden = !typed && !onlyUnmarked;
  text(count, filled(words.shown, { n: people.length }));
  return people;
}

export { all, clockOf, filled, one, root, text, words };
