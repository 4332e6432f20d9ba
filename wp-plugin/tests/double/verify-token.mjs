// Verifies a site's token with jose, as an implementation that shares no code with the plugin.
// Arguments: token, base64url public key, audience. Prints issuer and whether `kid` is the key's fingerprint.
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';

import { importJWK, jwtVerify } from 'jose';

const [token, publicKey, audience] = process.argv.slice(2);
const key = await importJWK({ kty: 'OKP', crv: 'Ed25519', x: publicKey }, 'EdDSA');
const { payload, protectedHeader } = await jwtVerify(token, key, {
  algorithms: ['EdDSA'],
  audience,
  maxTokenAge: '60s',
  requiredClaims: ['iss', 'jti', 'iat', 'exp', 'bh'],
  typ: 'JWT',
});
const fingerprint = createHash('sha256')
  .update(Buffer.from(publicKey, 'base64url'))
  .digest('base64url');
console.log(
  JSON.stringify({
    issuer: payload.iss,
    keyIdMatches: protectedHeader.kid === fingerprint,
  }),
);
