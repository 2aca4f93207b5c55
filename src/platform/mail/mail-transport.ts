import type { Letter } from './letter.js';

/**
 * What became of one attempt. `delayed`: not accepted now, may be later; `bounced`: refused for good; `uncertain`: the
 * letter was handed over whole, but no answer came.
 */
export interface Attempt {
  readonly state: 'sent' | 'delayed' | 'bounced' | 'uncertain';
  /** The server's answer, or what went wrong, in one line. */
  readonly answer: string;
  /** True where the way to the server failed, not this letter: others would fare no better now. */
  readonly unreachable?: boolean;
  /** True where the server never came to hear of this letter, so that it is not the poorer by an attempt. */
  readonly untried?: boolean;
  /** True where the recipient's address is to blame for `bounced`: further letters would fare the same. */
  readonly isAddressFault?: boolean;
}

/** Where letters go. An attempt never throws: whatever happens is its outcome. */
export abstract class MailTransport {
  abstract send(letter: Letter): Promise<Attempt>;

  /** Ends attempts that are under way; each then has its outcome. */
  abstract abort(): void;

  /** Gives back what the transport holds open. */
  abstract close(): void;
}
