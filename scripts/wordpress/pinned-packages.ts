/** The npm packages that WordPress is taken from: exact versions, with the hash each archive must have. */

export interface PinnedPackage {
  readonly name: string;
  readonly version: string;
  /** Subresource-integrity hash of the archive, as the registry publishes it (`dist.integrity`). */
  readonly integrity: string;
  /** Size of the archive in bytes, for the progress display. */
  readonly bytes: number;
}

/** WordPress 6.5.5 core and its static files, beside other releases that are not unpacked. */
export const WORDPRESS_BUILDS: PinnedPackage = {
  name: '@wp-playground/wordpress-builds',
  version: '0.9.19',
  integrity:
    'sha512-dlqvh/MJDpE5W68vgPPKUjpip6zMuBh59L3D18ZX+pdwurC4q4ydrTww/3sTMV69BBcoH6kF93YtAtujNC5Mpw==',
  bytes: 158_509_326,
};

/** Only its `sqlite-database-integration.zip` (3.0.2) is used: WordPress's database without a server. */
export const SQLITE_DRIVER: PinnedPackage = {
  name: '@wp-playground/cli',
  version: '3.1.56',
  integrity:
    'sha512-JTxl6djPEM2YRYz/w+BUoyoCvhSGHIjqMi4fMV1b8o1UPNvZatLaS7opo57UsrVElXrfdZwvi6IuyS4LswUx9Q==',
  bytes: 399_290,
};
