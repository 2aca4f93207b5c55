// The door of one session with a script: what is tapped shows at once, is kept on the device, and is sent when there is a line.
// Without this script every button of the page sends its form.
import { useKeys } from '/assets/site/door-keys.js';
import { Line } from '/assets/site/door-line.js';
import { drawList } from '/assets/site/door-list.js';
import { actOf, applied, takenBack } from '/assets/site/door-merge.js';
import { Acts, erase, KEPT_MS, keepPage, keepState, keptState, newId } from '/assets/site/door-store.js';
import {
  all,
  clockOf,
  draw,
  filled,
  filter,
  nameOf,
  one,
  root,
  text,
  words,
  wordsOf,
} from '/assets/site/door-view.js';

const { door: base, lang: language, session, actor, csrf } = root.dataset;
const isFromServer = root.dataset.kept === undefined;
const html = `<!doctype html>${document.documentElement.outerHTML}`;
const title = document.title;
const acts = new Acts(actor, session);
let state = JSON.parse(root.dataset.state);
let view = state;
let shown = [];
let heardAt = Date.now();

const line = new Line({
  ...{ base, language, csrf, actor, acts },
  on: { state: hear, status: say, refused: refuse },
});

function hear(next) {
  state = next;
  heardAt = Date.now();
  keepState(actor, session, state, heardAt);
  show();
}

function show() {
  const waiting = acts.all.filter(({ refused }) => !refused);
  view = applied(
    state,
    waiting.map(({ act }) => act),
  );
  if (view.closed) view.closedText = closedWords(view.closed);
  const totals = draw(view, acts.all);
  const unsent = filled(words.unsent, { n: waiting.length });
  const sent = one('[data-sent]');
  sent.hidden = false;
  sent.classList.toggle('is-waiting', waiting.length > 0);
  text(sent, waiting.length > 0 ? unsent : words.sent);
  document.title = waiting.length > 0 ? `(${unsent}) ${title}` : title;
  notice('waiting', waiting.length > 0 && line.status === 'signedOut');
  notice('notKept', !acts.isKept);
  notice('others', acts.others > 0);
  text(one('[data-others]'), filled(words.others, { n: acts.others }));
  drawRefused();
  shown = filter(view, one('#door-filter').value, one('[data-only]').checked);
  return totals;
}

function closedWords({ at, by }) {
  return at ? filled(words.closed, { at: clockOf(at), by: by ?? words.nobody }) : words.acts.close;
}

function notice(kind, isShown) {
  one(`[data-notice="${kind}"]`).hidden = !isShown;
}

function say(status) {
  for (const kind of ['offline', 'signedOut', 'otherPerson', 'notYours']) notice(kind, kind === status);
  // Another person is to see nothing of what was marked here.
  one('.door-columns').hidden = status === 'otherPerson';
  one('[data-bar]').hidden = status === 'otherPerson';
  if (status === 'otherPerson') erase();
  show();
  const told = one(`[data-notice="${status}"]`);
  if (told) speak(told.textContent);
}

/** For who does not see the screen. */
function speak(sentence) {
  text(one('[data-say]'), sentence.trim());
}

function refuse({ act, refused }) {
  show();
  speak(`${wordsOf(view, act)}: ${refused.message}`);
}

/** What the server has refused waits for somebody to look at it, also after the page was closed. */
function drawRefused() {
  const refused = acts.all.filter((entry) => entry.refused);
  notice('refused', refused.length > 0);
  const rowOf = ({ entry }) => {
    const row = one('#door-refused').content.firstElementChild.cloneNode(true);
    text(one('[data-what]', row), wordsOf(state, entry.act));
    text(one('[data-why]', row), entry.refused.message);
    one('[data-again]', row).addEventListener('click', () => again(entry));
    one('[data-drop]', row).addEventListener('click', () => drop(entry));
    return row;
  };
  const items = refused.map((entry) => ({ id: entry.act.id, entry }));
  drawList(one('[data-refused]'), items, rowOf, one(items.length > 0 ? '#refused-heading' : '#people'));
}

/** Sends it as it was tapped, after all others: what was refused is looked at anew. */
async function again(entry) {
  const kept = acts.again(entry);
  show();
  await kept;
  line.kick();
}

async function drop(entry) {
  await acts.remove([entry]);
  show();
}

/** Shows an act, keeps it, and sends it. */
export async function tap(act) {
  const kept = acts.add(act);
  const { named, unmarked, heads } = show();
  const spoken = filled(words.totals, { present: named, unmarked, heads });
  speak(`${wordsOf(view, act)}${language === 'en' ? '. ' : '。'}${spoken}`);
  await kept;
  if (!acts.isKept) show();
  line.kick();
}

export function mark(place, member, word) {
  const act = word ? { act: 'mark', place, member, mark: word } : { act: 'unmark', place, member };
  return tap({ id: newId(), tappedAt: new Date().toISOString(), ...act });
}

/** What was never sent is taken back here; what may have been done is undone by an act of its own. */
async function undo(id) {
  const entry = acts.all.find(({ act, refused }) => act.id === id && !refused);
  if (entry && !entry.isTried) {
    await drop(entry);
    speak(`${words.dropped}: ${wordsOf(view, entry.act)}`);
    return;
  }
  await tap({ id: newId(), tappedAt: new Date().toISOString(), act: 'undo', of: id });
}

/** Takes back what this person tapped last. */
async function undoLast() {
  const waiting = acts.all.filter(({ refused }) => !refused).map(({ act }) => act);
  const back = takenBack(waiting);
  const last = waiting.filter(({ id, act }) => act !== 'undo' && !back.has(id)).at(-1);
  if (last) return undo(last.id);
  const sent = view.acts.find((act) => act.own && act.undoable && !act.undone && !act.pendingUndo);
  if (sent) await undo(sent.id);
}

root.addEventListener('submit', (event) => {
  const form = event.target;
  const button = event.submitter ?? form.querySelector('button[name="do"]');
  if (!form.matches('[data-act]') || !button) return;
  event.preventDefault();
  const [kind, argument] = button.value.split(':');
  if (kind === 'undo') return void undo(argument);
  const more = button.closest('details');
  const row = button.closest('[data-member]');
  // A second tap on who has a mark changes it, instead of marking the same again.
  if (button.matches('[data-tap]') && row.classList.contains('is-marked')) {
    const choices = one('details', row);
    choices.open = !choices.open;
    if (choices.open) one('button:not(:disabled)', choices).focus();
    return;
  }
  const act = actOf(button.value, new FormData(form), { id: newId(), tappedAt: new Date().toISOString() });
  if (!act) return;
  tap(act);
  if (more) {
    more.open = false;
    one(row ? '[data-tap]' : 'summary', row ?? more).focus();
  }
  if (form.matches('[data-walk-in]')) form.reset();
});

document.addEventListener('click', ({ target }) => {
  for (const open of all('.door-more[open]')) if (!open.contains(target)) open.open = false;
});
for (const control of ['#door-filter', '[data-only]']) one(control).addEventListener('input', () => show());
for (const hidden of all('[data-filter]')) hidden.hidden = false;
document.querySelector('form[action*="/staff/sign-out"]')?.addEventListener('submit', async (event) => {
  const form = event.target;
  event.preventDefault();
  await erase();
  HTMLFormElement.prototype.submit.call(form);
});

// A page that nobody has reloaded for a day forgets who is on it.
setInterval(async () => {
  if (Date.now() - heardAt < KEPT_MS) return;
  await erase();
  location.reload();
}, 60_000);

async function begin() {
  await erase({ except: actor, olderThan: Date.now() - KEPT_MS });
  await acts.read();
  if (isFromServer) {
    await keepState(actor, session, state, heardAt);
  } else {
    const kept = await keptState(actor, session, Date.now());
    if (kept) state = kept;
  }
  useKeys({
    rows: () => shown,
    mark,
    undoLast,
    marked: (row) => row.classList.contains('is-marked'),
    nameOf,
  });
  show();
  root.dataset.ready = 'true';
  line.start();
  if (isFromServer) await keepForLater();
}

/** So that the page opens again without a line. Browsers do this on https and on the machine itself only. */
async function keepForLater() {
  if (!('serviceWorker' in navigator)) return;
  const assets = performance
    .getEntriesByType('resource')
    .map(({ name }) => new URL(name))
    .filter(({ origin, pathname }) => origin === location.origin && /^\/assets\/(?!fonts\/)/.test(pathname))
    .map(({ pathname }) => pathname);
  await keepPage(html, [...new Set(assets)], { actor, now: Date.now() });
  await navigator.serviceWorker.register('/assets/site/door-worker.js', { scope: base });
  await navigator.serviceWorker.ready;
  root.dataset.kept = 'here';
}

begin();
