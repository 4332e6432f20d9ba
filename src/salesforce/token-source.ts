/** Where the salesforce room gets access tokens from; the auth room implements it. */

export interface AccessToken {
  readonly value: string;
  /** Origin that the token works on, without a trailing slash. */
  readonly instanceUrl: string;
}

export interface TokenSource {
  /** The token to use now. @throws AppError when none can be had. */
  current(): Promise<AccessToken>;
  /**
   * A replacement for a token that Salesforce refused. Callers that were refused the same token share one grant.
   * @throws AppError when the org no longer grants one.
   */
  renew(refused: AccessToken): Promise<AccessToken>;
}
