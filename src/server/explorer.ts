/** `/explorer`: GraphiQL served from the installed packages, so that it works without any other server. */

import { createRequire } from 'node:module';
import path from 'node:path';
import express, { Router } from 'express';

const require = createRequire(import.meta.url);

/** URL name → package and file. Nothing else of these packages is served. */
const ASSETS: Readonly<Record<string, readonly [string, string]>> = {
  'react.js': ['react', 'umd/react.production.min.js'],
  'react-dom.js': ['react-dom', 'umd/react-dom.production.min.js'],
  'graphiql.js': ['graphiql', 'graphiql.min.js'],
  'graphiql.css': ['graphiql', 'graphiql.min.css'],
};

/**
 * Scripts and requests stay on this origin. Inline styles are allowed because CodeMirror and GraphiQL position their
 * panes with them; fonts and images come as data: from GraphiQL's own style sheet.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function createExplorerRoutes(): Router {
  const router = Router();
  router.use('/explorer', (_request, response, next) => {
    response.set({
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    next();
  });
  for (const [name, [packageName, file]] of Object.entries(ASSETS)) {
    // Through its package.json: these packages do not export the browser builds they ship.
    const resolved = path.join(path.dirname(require.resolve(`${packageName}/package.json`)), file);
    router.get(`/explorer/${name}`, (_request, response) => {
      response.set('cache-control', 'public, max-age=3600').sendFile(resolved);
    });
  }
  router.use(
    '/explorer',
    express.static(path.join(import.meta.dirname, 'explorer-page'), { redirect: false }),
  );
  router.get('/explorer', (_request, response) => {
    response.sendFile(path.join(import.meta.dirname, 'explorer-page', 'index.html'));
  });
  return router;
}
