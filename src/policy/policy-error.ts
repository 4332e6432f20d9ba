/** The errors of a policy that cannot be used: what is wrong with it, or what it still waits for. */

/** A mistake of the operator: it stops the gateway from starting and says where to look. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
  /** Where in skybridge.yaml, e.g. `policy.Contact.anonymous.rows`. */
  readonly place: string;
  /** A sentence. */
  readonly problem: string;

  constructor(place: string, problem: string) {
    super(`${place}: ${problem}`);
    this.place = place;
    this.problem = problem;
  }
}

/** No mistake: the rule reads an object that the org has not been asked about yet. */
export class PolicyNotCheckableYet extends Error {
  override readonly name = 'PolicyNotCheckableYet';

  constructor(place: string, problem: string) {
    super(`${place}: ${problem}`);
  }
}
