/** What we use of passport-forcedotcom 0.2.1, which ships no types. */
declare module 'passport-forcedotcom' {
  import type { Request } from 'express';
  import { Strategy as PassportStrategy } from 'passport';

  export interface StrategyOptions {
    readonly authorizationURL: string;
    readonly tokenURL: string;
    readonly clientID: string;
    readonly clientSecret: string;
    readonly callbackURL: string;
    readonly scope: readonly string[];
    readonly pkce: true;
    readonly store: StateStore;
    readonly skipPhoto: true;
    readonly passReqToCallback: true;
  }

  /** passport-oauth2 tells its kinds of state stores apart by the number of parameters. */
  export interface StateStore {
    store(
      request: Request,
      verifier: string,
      state: unknown,
      meta: unknown,
      done: (error: unknown, state?: string) => void,
    ): void;
    verify(
      request: Request,
      state: string | undefined,
      meta: unknown,
      done: (error: unknown, verifier?: string | false, info?: unknown) => void,
    ): void;
  }

  export type Verify = (
    request: Request,
    accessToken: unknown,
    refreshToken: unknown,
    params: unknown,
    profile: unknown,
    done: (error: unknown, user?: object | false, info?: unknown) => void,
  ) => void;

  type TokenAnswer = (
    error: unknown,
    accessToken?: unknown,
    refreshToken?: unknown,
    params?: unknown,
  ) => void;

  export class Strategy extends PassportStrategy {
    constructor(options: StrategyOptions, verify: Verify);
    protected _oauth2: {
      getOAuthAccessToken(
        code: string,
        params: Readonly<Record<string, string>>,
        done: TokenAnswer,
      ): void;
    };
    userProfile(accessToken: unknown, done: (error: unknown, profile?: unknown) => void): void;
  }
}
