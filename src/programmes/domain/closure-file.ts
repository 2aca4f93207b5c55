/** Days on which a house is closed, both included; without `until` one day. */
export interface FileClosure {
  readonly from: string;
  readonly until?: string;
  readonly reason?: string;
}
