import type { Wording } from '../registering-act.js';
import type { DataWording } from '../structured-session.js';

/** The words of a page, and where it stands. */
export type PageWording = Wording & DataWording;
