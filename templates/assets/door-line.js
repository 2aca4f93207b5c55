// Speaks with the server: sends what was tapped, in order, until it is answered, and asks what others have marked. One request
// at a time, so that no older state can overtake a newer one.

const POLL_MS = 5000;
const PATIENCE_MS = 20_000;
const LONGEST_PAUSE_MS = 30_000;
/** Acts in one request; a whole day without a line is sent in a few. */
const MOST = 100;

/** Where the line stands: `ok`, `offline`, `signedOut`, `otherPerson` (somebody else has signed in), `notYours`. */
export class Line {
  #busy = false;
  #again = false;
  #timer;
  #failures = 0;
  status = 'ok';

  /**
   * @param base path of the door @param csrf token of the page's session @param actor whose page it is
   * @param acts what is to be sent
   * @param on `state(state)`, `status(status)`, `refused(entry)`
   */
  constructor({ base, language, csrf, actor, acts, on }) {
    Object.assign(this, { base, csrf, actor, acts, on });
    this.query = language === 'en' ? '?lang=en' : '';
  }

  start() {
    addEventListener('online', () => this.kick());
    addEventListener('offline', () => this.#become('offline'));
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.kick();
    });
    this.kick();
  }

  /** Speaks now, or as soon as the server has answered. */
  kick() {
    clearTimeout(this.#timer);
    this.#again = true;
    if (!this.#busy) this.#run();
  }

  async #run() {
    this.#busy = true;
    let isAnswered = true;
    while (this.#again && isAnswered && this.status !== 'otherPerson') {
      this.#again = false;
      isAnswered = await this.#exchange().catch(() => this.#failed());
      if (isAnswered && this.#waiting().length > 0 && this.status === 'ok') this.#again = true;
    }
    this.#busy = false;
    this.#failures = isAnswered ? 0 : this.#failures + 1;
    if (this.status === 'otherPerson') return;
    this.#timer = setTimeout(() => {
      // Who does not look at the page need not know what others mark.
      if (document.visibilityState === 'visible' || this.#waiting().length > 0) this.kick();
    }, this.#pause());
  }

  /** Milliseconds: longer with each failure, and not for all devices at once. */
  #pause() {
    if (this.#failures === 0) return POLL_MS;
    const longest = Math.min(1000 * 2 ** (this.#failures - 1), LONGEST_PAUSE_MS);
    return longest * (0.5 + Math.random() / 2);
  }

  #waiting() {
    return this.acts.all.filter(({ refused }) => !refused);
  }

  async #exchange() {
    if (this.status === 'signedOut' && !(await this.#renew())) return true;
    await this.acts.read();
    const batch = this.#waiting().slice(0, MOST);
    return batch.length > 0 ? this.#send(batch) : this.#ask();
  }

  /** @returns whether the server has answered; what it says of the person is an answer too */
  async #ask() {
    const answer = await this.#fetch('/state');
    if (!answer.ok) return this.#turnedAway(answer);
    this.on.state(await answer.json());
    this.#become('ok');
    return true;
  }

  async #send(batch, isRepeated = false) {
    await this.acts.trying(batch);
    const answer = await this.#fetch('/acts', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-csrf-token': this.csrf },
      body: JSON.stringify({ acts: batch.map(({ act }) => act) }),
    });
    if (answer.ok) return this.#answered(batch, await answer.json());
    if (answer.status === 422 || answer.status === 413) return this.#alone(batch, answer);
    if (answer.status === 403 && !isRepeated && (await codeOf(answer)) === 'unverified_form') {
      return (await this.#renew()) ? this.#send(batch, true) : true;
    }
    return this.#turnedAway(answer);
  }

  async #answered(batch, { outcomes, state }) {
    const byId = new Map(outcomes.map((outcome) => [outcome.id, outcome]));
    const done = [];
    let mustWait = false;
    for (const entry of batch) {
      const outcome = byId.get(entry.act.id);
      if (outcome?.result === 'done' || outcome?.result === 'repeated') done.push(entry);
      else if (!outcome || outcome.again) mustWait = true;
      else if (outcome.code === 'unknown_act' && this.#refusedAct(entry.act.of)) {
        // It was never done, and it is not to be: both are settled.
        done.push(entry, this.#refusedAct(entry.act.of));
      } else await this.#refuse(entry, outcome);
    }
    await this.acts.remove(done);
    this.on.state(state);
    this.#become('ok');
    return !mustWait;
  }

  #refusedAct(id) {
    return this.acts.all.find(({ act, refused }) => refused && act.id === id);
  }

  /** The server cannot read the request: each act by itself, so that one keeps no other from being done. */
  async #alone(batch, answer) {
    if (batch.length === 1) {
      const { code, detail } = await answer.json().catch(() => ({}));
      await this.#refuse(batch[0], { code: code ?? 'invalid', message: detail });
      return true;
    }
    for (const entry of batch) if (!(await this.#send([entry]))) return false;
    return true;
  }

  async #refuse(entry, { code, message, by }) {
    await this.acts.change(entry, { refused: { code, message: message ?? code, by: by ?? null } });
    this.on.refused(entry);
  }

  /** What a status that is not 200 means for everything that waits: it is kept, whatever it is. */
  async #turnedAway(answer) {
    if (answer.status === 401 || answer.type === 'opaqueredirect') this.#become('signedOut');
    else if (answer.status === 403 || answer.status === 404) this.#become('notYours');
    else throw new Error(String(answer.status));
    return true;
  }

  /** A token for the session of now. @returns false where nobody, or somebody else, is signed in */
  async #renew() {
    const answer = await this.#fetch('/token');
    if (!answer.ok) {
      await this.#turnedAway(answer);
      return false;
    }
    const { actor, csrf } = await answer.json();
    if (actor !== this.actor) {
      this.#become('otherPerson');
      return false;
    }
    this.csrf = csrf;
    this.#become('ok');
    return true;
  }

  #fetch(path, { headers, ...rest } = {}) {
    return fetch(this.base + path + this.query, {
      ...rest,
      headers: { accept: 'application/json', ...headers },
      cache: 'no-store',
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  }

  #failed() {
    this.#become('offline');
    return false;
  }

  #become(status) {
    if (status === this.status) return;
    this.status = status;
    this.on.status(status);
  }
}

async function codeOf(answer) {
  const { code } = await answer
    .clone()
    .json()
    .catch(() => ({}));
  return code;
}
