/** Thrown where a page can only be answered by another one: the error filter answers 303 to `location`, a path of this site. */
export class SeeOther extends Error {
  constructor(readonly location: string) {
    super('see other');
    this.name = 'SeeOther';
  }
}
