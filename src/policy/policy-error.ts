/** The error of a policy that cannot be used: it stops the gateway from starting and says where to look. */

export class PolicyError extends Error {
  override readonly name = 'PolicyError';

  /** @param place where in skybridge.yaml, e.g. `policy.Contact.anonymous.rows`. */
  constructor(place: string, problem: string) {
    super(`${place}: ${problem}`);
  }
}
