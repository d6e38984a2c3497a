// Tests with the vendor's SDK for JavaScript, as an application in the browser uses it after a user has signed in.
import assert from 'node:assert/strict';
import {before, test} from 'node:test';
import {
  AsgardeoAuthClient, AsgardeoJavaScriptClient, flattenUserSchema, generateUserProfile, getSchemas, getScim2Me, updateMeProfile,
} from '@asgardeo/javascript';
import {base, create, createApplication, issuer, organizationBelow, want} from './tenant.mjs';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const user = {userName: 'DEFAULT/kim@example.com', password: 'aBcd!23#', name: {givenName: 'Kim', familyName: 'Henry'}};
const scopes = ['openid', 'profile', 'internal_login'];
let app, auth;

async function start(settings) {
  const {cacheStore, cryptoUtils} = new AsgardeoJavaScriptClient(); // its own defaults
  const client = new AsgardeoAuthClient();
  await client.initialize({clientId: app.clientId, afterSignInUrl: 'https://app.example', scopes, ...settings}, cacheStore, cryptoUtils);
  await client.loadOpenIDProviderConfiguration(false);
  return client;
}

// signIn returns a client with a session. Starting a session normally requires a browser and pages of the server; here
// the tokens come from the grant password.
async function signIn() {
  const client = await start({baseUrl: base});
  const response = await fetch(issuer, {method: 'POST', body: new URLSearchParams({
    grant_type: 'password', client_id: app.clientId, username: 'kim@example.com', password: user.password, scope: scopes.join(' '),
  })});
  assert.equal(response.status, 200);
  await client.getStorageManager().setSessionData({...await response.json(), created_at: Date.now()});
  return client;
}

// request is the request that the functions for the user's own data require.
const request = async () => ({baseUrl: base, headers: {Authorization: `Bearer ${await auth.getAccessToken()}`}});

before(async () => {
  app = await createApplication('browser', {grantTypes: ['password', 'refresh_token', 'organization_switch'], publicClient: true});
  await want(200, 'POST', `/api/server/v1/applications/${app.id}/share`, {shareWithAllChildren: true});
  user.id = await create('/scim2/Users', user);
  auth = await signIn();
});

test('the endpoints that the SDK knows are those that the server names', async () => {
  const known = await auth.getOpenIDProviderEndpoints();
  const named = await (await start({wellKnownEndpoint: `${issuer}/.well-known/openid-configuration`})).getOpenIDProviderEndpoints();
  for (const name of [
    'authorizationEndpoint', 'endSessionEndpoint', 'issuer', 'jwksUri', 'revocationEndpoint', 'tokenEndpoint', 'userinfoEndpoint',
  ]) {
    assert.equal(known[name], named[name], name);
  }
});

test('the session', async () => {
  assert.equal(await auth.isSignedIn(), true);
  assert.equal((await auth.getDecodedIdToken()).sub, user.id);
  const before = await auth.getAccessToken();
  const refreshed = await auth.refreshAccessToken(); // checks the ID token
  assert.notEqual(refreshed.accessToken, before);
  assert.equal(refreshed.scope, 'internal_login openid profile');
});

test('the profile', async () => {
  const me = await getScim2Me(await request());
  assert.deepEqual([me.id, me.userName], [user.id, 'kim@example.com']);
  const schemas = flattenUserSchema(await getSchemas(await request()));
  const {name} = generateUserProfile(me, schemas);
  assert.deepEqual(name, {...user.name, formatted: '', middleName: '', honorificPrefix: '', honorificSuffix: ''});
  const payload = {name: {givenName: 'Kimberley'}, [enterprise]: {department: 'Sales'}};
  const changed = await updateMeProfile({...await request(), payload});
  assert.deepEqual([changed.name.givenName, changed[enterprise].department], ['Kimberley', 'Sales']);
  assert.equal((await getScim2Me(await request())).name.givenName, 'Kimberley');
  await assert.rejects(updateMeProfile({...await request(), payload: {userName: 'DEFAULT/other@example.com'}}), {statusCode: 400});
});

test('the end of the session', async () => {
  const old = await request();
  await getScim2Me(old);
  await auth.revokeAccessToken();
  assert.equal(await auth.isSignedIn(), false);
  await assert.rejects(getScim2Me(old), {statusCode: 401});
});

test('the organization below', async () => {
  const client = await signIn();
  const {org_id: root} = await client.getDecodedIdToken();
  const below = await client.exchangeToken({data: { // as the SDK for React does
    client_id: '{{clientId}}', grant_type: 'organization_switch', scope: '{{scopes}}',
    switching_organization: organizationBelow, token: '{{accessToken}}',
  }, returnsSession: true}); // and so it checks the ID token
  const {sub, org_id, user_org} = await client.getDecodedIdToken();
  assert.deepEqual([below.scope, sub, org_id, user_org], ['internal_login openid profile', user.id, organizationBelow, root]);
});
