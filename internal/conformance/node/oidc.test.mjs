// Tests of OAuth and OpenID Connect with openid-client, a certified relying party, and jose.
import assert from 'node:assert/strict';
import {createServer} from 'node:http';
import {before, test} from 'node:test';
import {createRemoteJWKSet, exportJWK, generateKeyPair, jwtVerify} from 'jose';
import * as client from 'openid-client';
import {authorize, base, create, createApplication, issuer, management, organizationBelow, send, want} from './tenant.mjs';

const user = {userName: 'DEFAULT/kim@example.com', password: 'aBcd!23#'};
let till, jwksURI;

// configure discovers the server for an application, which authenticates with its secret in the header by default.
const configure = (app, authentication = client.ClientSecretBasic(app.clientSecret)) =>
  client.discovery(new URL(issuer), app.clientId, undefined, authentication);

// verify checks an access token with the keys of the server, and returns its header and its claims.
const verify = (token, audience, keys = createRemoteJWKSet(new URL(jwksURI))) =>
  jwtVerify(token, keys, {issuer, audience, typ: 'at+jwt', algorithms: ['RS256'], requiredClaims: ['exp', 'iat', 'jti', 'sub']});

// refused waits for an error of the token endpoint, and returns its status and code.
async function refused(request) {
  try {
    await request;
  } catch (error) {
    if (error instanceof client.ResponseBodyError) return [error.status, error.error];
    if (error instanceof client.WWWAuthenticateChallengeError) return [error.status, error.cause[0].scheme];
    throw error;
  }
  assert.fail('the request was granted');
}

before(async () => {
  const resource = await create('/api/server/v1/api-resources',
    {name: 'Pharmacy', identifier: 'https://pharmacy.example', scopes: [{name: 'read'}, {name: 'write'}]});
  till = await createApplication('till', {
    clientId: 'till', clientSecret: 'aLong5ecret',
    grantTypes: ['client_credentials', 'password', 'refresh_token'],
    accessToken: {type: 'JWT', userAccessTokenExpiryInSeconds: 600, applicationAccessTokenExpiryInSeconds: 600},
  }, {associatedRoles: {allowedAudience: 'ORGANIZATION', roles: []}});
  await authorize(till.id, resource, 'read', 'write');
  user.id = await create('/scim2/Users', user);
  await create('/scim2/v2/Roles', {displayName: 'reader', permissions: [{value: 'read'}], users: [{value: user.id}]});
  jwksURI = (await configure(till)).serverMetadata().jwks_uri;
});

for (const [path, algorithm] of [
  ['/oauth2/token', 'oidc'],
  ['/oauth2/token', 'oauth2'],
  ['/.well-known/openid-configuration'],
  ['/oauth2/oidcdiscovery/.well-known/openid-configuration'],
  ['/oauth2/token/.well-known/oauth-authorization-server'],
]) {
  test(`discovery at ${path} ${algorithm ?? ''}`, async () => {
    const metadata = (await client.discovery(new URL(base + path), till.clientId, undefined, undefined, {algorithm})).serverMetadata();
    assert.equal(metadata.issuer, issuer);
    assert.equal(metadata.token_endpoint, issuer);
    assert.equal(metadata.jwks_uri, `${base}/oauth2/jwks`);
    assert.equal(metadata.supportsPKCE(), true);
  });
}

test('client credentials by each method of authentication', async (t) => {
  const {privateKey, publicKey} = await generateKeyPair('ES256');
  const keys = createServer(async (_, response) => response.end(JSON.stringify({keys: [await exportJWK(publicKey)]})));
  await new Promise((done) => keys.listen(0, '127.0.0.1', done));
  t.after(() => keys.close());
  await want(200, 'PATCH', `/api/server/v1/applications/${till.id}`, {
    advancedConfigurations: {certificate: {type: 'JWKS', value: `http://127.0.0.1:${keys.address().port}`}},
  });
  for (const authentication of [
    client.ClientSecretBasic(till.clientSecret), client.ClientSecretPost(till.clientSecret), client.PrivateKeyJwt(privateKey),
  ]) {
    const token = await client.clientCredentialsGrant(await configure(till, authentication), {scope: 'read unknown'});
    assert.deepEqual([token.token_type, token.scope, token.expires_in], ['bearer', 'read', 600]);
    const {payload} = await verify(token.access_token, till.clientId);
    assert.deepEqual(
      [payload.sub, payload.client_id, payload.azp, payload.scope, payload.aut, payload.exp - payload.iat],
      [till.clientId, till.clientId, till.clientId, 'read', 'APPLICATION', 600]);
  }
  const {privateKey: other} = await generateKeyPair('ES256');
  for (const authentication of [client.ClientSecretBasic('wrong'), client.PrivateKeyJwt(other)]) {
    assert.deepEqual(await refused(client.clientCredentialsGrant(await configure(till, authentication))), [401, 'basic']);
  }
});

// RFC 6749 section 2.3.1 requires encoded credentials in the header, and this client encodes all special characters. The
// server does not decode them, so credentials with an underscore, which generated ones may have, only work in the body.
test('a secret with an underscore', async () => {
  const app = await createApplication('underscore',
    {clientId: 'plain', clientSecret: 'with_underscore', grantTypes: ['client_credentials']});
  assert.deepEqual(await refused(client.clientCredentialsGrant(await configure(app))), [401, 'basic']);
  const token = await client.clientCredentialsGrant(await configure(app, client.ClientSecretPost(app.clientSecret)));
  assert.equal(token.token_type, 'bearer');
});

test('scopes that are not granted are left out', async () => {
  const token = await client.clientCredentialsGrant(await configure(till), {scope: 'openid unknown'});
  assert.equal(token.scope, undefined);
});

test('a grant that the application lacks, and one that there is not', async () => {
  const config = await configure(till);
  assert.deepEqual(await refused(client.genericGrantRequest(config, 'organization_switch', {token: 'x', switching_organization: 'y'})),
    [400, 'unauthorized_client']);
  assert.deepEqual(await refused(client.genericGrantRequest(config, 'none', {})), [400, 'unsupported_grant_type']);
});

test('a user signs in, stays, and leaves', async () => {
  const config = await configure(till);
  client.enableNonRepudiationChecks(config); // checks the signature of the ID token too
  const first = await client.genericGrantRequest(config, 'password',
    {username: 'kim@example.com', password: user.password, scope: 'openid read write'});
  assert.equal(first.scope, 'openid read');
  assert.equal(first.claims().sub, user.id);
  const {payload} = await verify(first.access_token, till.clientId);
  assert.deepEqual([payload.sub, payload.aut, payload.scope], [user.id, 'APPLICATION_USER', 'openid read']);

  const second = await client.refreshTokenGrant(config, first.refresh_token);
  assert.equal(second.claims().sub, user.id);
  assert.deepEqual(await refused(client.refreshTokenGrant(config, first.refresh_token)), [400, 'invalid_grant']);

  await client.tokenRevocation(config, second.refresh_token, {token_type_hint: 'refresh_token'});
  assert.deepEqual(await refused(client.refreshTokenGrant(config, second.refresh_token)), [400, 'invalid_grant']);
  assert.deepEqual(await refused(client.genericGrantRequest(config, 'password', {username: 'kim@example.com', password: 'wrong'})),
    [400, 'invalid_grant']);
});

test('introspection and revocation', async () => {
  const config = await configure(till);
  const {access_token: token} = await client.clientCredentialsGrant(config, {scope: 'read write'});
  const facts = await client.tokenIntrospection(config, token);
  const {payload} = await verify(token, till.clientId);
  assert.deepEqual([facts.active, facts.client_id, facts.scope, facts.token_type, facts.jti, facts.exp, facts.iss],
    [true, till.clientId, 'read write', 'JWT', payload.jti, payload.exp, issuer]);
  await client.tokenRevocation(config, token);
  assert.deepEqual(await client.tokenIntrospection(config, token), {active: false});
  await client.tokenRevocation(config, 'unknown');

  // The metadata lists client_secret_post, but the endpoint accepts only credentials in the header, like the APIs.
  await assert.rejects(client.tokenIntrospection(await configure(till, client.ClientSecretPost(till.clientSecret)), token), {status: 401});
});

test('a token for an organization below', async () => {
  const config = await configure(management);
  const scope = 'internal_org_user_mgt_list';
  const root = await client.clientCredentialsGrant(config, {scope: 'internal_user_mgt_list'});
  const below = await client.genericGrantRequest(config, 'organization_switch',
    {token: root.access_token, switching_organization: organizationBelow, scope});
  assert.deepEqual([below.scope, below.refresh_token], [scope, undefined]);
  const list = async (token, path) => (await client.fetchProtectedResource(config, token, new URL(base + path), 'GET')).status;
  assert.equal(await list(below.access_token, '/o/scim2/Users'), 200);
  assert.equal((await send('GET', '/o/scim2/Users', undefined, {token: root.access_token})).status, 403);
  await assert.rejects(list(below.access_token, '/scim2/Users'), client.WWWAuthenticateChallengeError);
});

test('the keys of the server change', async () => {
  const config = await configure(till);
  const issue = async () => (await client.clientCredentialsGrant(config, {scope: 'read'})).access_token;
  const control = (action) => fetch(`${process.env.CONTROL_URL}/${action}`, {method: 'POST'});
  const keys = createRemoteJWKSet(new URL(jwksURI), {cooldownDuration: 0});
  const old = await issue();
  const {protectedHeader: {kid}} = await verify(old, till.clientId, keys);

  await control('rotate');
  const fresh = await issue();
  assert.notEqual((await verify(fresh, till.clientId, keys)).protectedHeader.kid, kid);
  await verify(old, till.clientId, keys);

  await control('retire');
  await assert.rejects(verify(old, till.clientId), {code: 'ERR_JWKS_NO_MATCHING_KEY'});
  await verify(await issue(), till.clientId);
});
