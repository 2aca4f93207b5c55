// What a device keeps for the door: acts that the server has not answered, and the state of each session as it was last seen.
import { clear, createStore, del, delMany, entries, get, set, setMany } from '/assets/idb-keyval.js';

/** Pages with names on them are kept for so long at most. */
export const KEPT_MS = 24 * 3600 * 1000;
export const PAGES = 'tsudoi-door';

const actStore = createStore('tsudoi-door-acts', 'acts');
const stateStore = createStore('tsudoi-door-states', 'states');
let last = 0;

/** The id of an act. Not `crypto.randomUUID`: a town's own server may have no certificate. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/**
 * The acts of one person at one session, in the order in which they were tapped. Two windows of a device share them. Where the
 * device keeps nothing (`isKept` false), they live as long as the page.
 */
export class Acts {
  #memory = [];
  /** Ids of acts that are answered or taken back: what is being read may still hold them. */
  #gone = new Set();
  isKept = true;
  /** How many acts of other people wait on this device. */
  others = 0;

  constructor(actor, session) {
    this.actor = actor;
    this.session = session;
  }

  get all() {
    return this.#memory;
  }

  /** Reads again what is kept; what another window has sent is gone. */
  async read() {
    if (!this.isKept) return;
    try {
      const before = new Set(this.#memory);
      const kept = await entries(actStore);
      const known = new Map(this.#memory.map((entry) => [entry.act.id, entry]));
      const own = kept
        .filter(
          ([[actor, session, , id]]) =>
            actor === this.actor && session === this.session && !this.#gone.has(id),
        )
        .map(([key, entry]) => {
          const here = known.get(entry.act.id);
          // Another window may have sent it.
          if (here && entry.isTried) here.isTried = true;
          return here ?? { ...entry, key };
        });
      // What was tapped while the device was reading may not be among it.
      const tapped = this.#memory.filter((entry) => !before.has(entry) && !own.includes(entry));
      this.#memory = [...new Set([...own, ...tapped])];
      this.others = kept.filter(([[actor]]) => actor !== this.actor).length;
    } catch {
      this.isKept = false;
    }
  }

  async add(act) {
    // The clock may stand still between two taps, or be set back.
    last = Math.max(last + 1, Date.now());
    const entry = { act, key: [this.actor, this.session, last, act.id] };
    this.#memory.push(entry);
    await this.#keep(entry);
    return entry;
  }

  /**
   * These are about to be sent: from now on only the server knows whether they are done, also where its answer is lost. What was
   * never sent can still be taken back without it.
   */
  async trying(batch) {
    const fresh = batch.filter(({ isTried }) => !isTried);
    for (const entry of fresh) entry.isTried = true;
    if (fresh.length > 0) await this.#try(() => setMany(fresh.map(keptAs), actStore));
  }

  /** Puts one that was refused behind all others, to be sent again as it was tapped: under its id, so that it is done once. */
  async again(entry) {
    this.#memory = this.#memory.filter((other) => other !== entry);
    await this.add(entry.act);
    await this.#try(() => del(entry.key, actStore));
  }

  async change(entry, changes) {
    Object.assign(entry, changes);
    await this.#keep(entry);
  }

  async remove(gone) {
    for (const { act } of gone) this.#gone.add(act.id);
    this.#memory = this.#memory.filter((entry) => !gone.includes(entry));
    const keys = gone.map(({ key }) => key);
    await this.#try(() => delMany(keys, actStore));
  }

  #keep(entry) {
    return this.#try(() => set(...keptAs(entry), actStore));
  }

  async #try(work) {
    if (!this.isKept) return;
    await work().catch(() => {
      this.isKept = false;
    });
  }
}

/** Key and content of an act as the device keeps it. */
function keptAs({ key, act, refused, isTried }) {
  return [key, { act, ...(refused ? { refused } : {}), ...(isTried ? { isTried } : {}) }];
}

/** How many acts of one person wait on this device, by the session of which they are. */
export async function unsentOf(actor) {
  const kept = await entries(actStore).catch(() => []);
  const counts = new Map();
  for (const [[whose, session]] of kept) {
    if (whose === actor) counts.set(session, (counts.get(session) ?? 0) + 1);
  }
  return counts;
}

/** What the browser keeps pages in; undefined where it keeps none. */
const pageCache = () => globalThis.caches?.open(PAGES).catch(() => undefined);

/** The state that was kept last for this person and session; undefined: none, or it is too old to be kept. */
export async function keptState(actor, session, now) {
  const kept = await get([actor, session], stateStore).catch(() => undefined);
  if (!kept) return undefined;
  if (now - kept.at <= KEPT_MS) return kept.state;
  await del([actor, session], stateStore);
  return undefined;
}

export async function keepState(actor, session, state, now) {
  await set([actor, session], { state, at: now }, stateStore).catch(() => {});
}

/** Keeps this page as the server sent it, with what it is made of, so that it opens without a line. */
export async function keepPage(html, assets, { actor, now }) {
  const pages = await pageCache();
  if (!pages) return;
  const headers = { 'content-type': 'text/html; charset=utf-8', 'x-kept-at': String(now), 'x-actor': actor };
  await pages.put(location.pathname + location.search, new Response(html, { headers }));
  await pages.addAll(assets);
}

/** Erases what names people: pages and states, of everybody or of all but `actor`. Acts stay until they are sent. */
export async function erase({ except = null, olderThan = 0 } = {}) {
  if (except === null) {
    await clear(stateStore).catch(() => {});
    await globalThis.caches?.delete(PAGES).catch(() => {});
    return;
  }
  const states = await entries(stateStore).catch(() => []);
  const gone = states.filter(([[actor], { at }]) => actor !== except || at < olderThan).map(([key]) => key);
  await delMany(gone, stateStore).catch(() => {});
  const pages = await pageCache();
  for (const request of (await pages?.keys()) ?? []) {
    const page = await pages.match(request);
    const actor = page?.headers.get('x-actor');
    const at = Number(page?.headers.get('x-kept-at'));
    if (actor && (actor !== except || at < olderThan)) await pages.delete(request);
  }
}
