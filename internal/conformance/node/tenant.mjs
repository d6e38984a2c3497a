// The common parts of the tests: the organization that TestNode starts for each file, and its setup.
import assert from 'node:assert/strict';

export const base = process.env.BASE_URL;
export const issuer = `${base}/oauth2/token`;
export const management = {clientId: process.env.CLIENT_ID, clientSecret: process.env.CLIENT_SECRET};
export const organizationBelow = process.env.ORGANIZATION_BELOW;

// send sends a request with JSON, and returns the response with its decoded body, if it has one.
export async function send(method, path, body, {token = managementToken, headers} = {}) {
  const response = await fetch(path.startsWith('https:') ? path : base + path, {
    method,
    headers: {Authorization: `Bearer ${await token}`, 'Content-Type': 'application/json', ...headers},
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  return {status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text)};
}

// want sends a request. The response must have the status.
export async function want(status, method, path, body, options) {
  const answer = await send(method, path, body, options);
  assert.equal(answer.status, status, `${method} ${path}: ${JSON.stringify(answer.body)}`);
  return answer;
}

// create posts the body, and returns the id at the end of the Location.
export async function create(path, body) {
  const {headers} = await want(201, 'POST', path, body);
  return headers.get('location').split('/').pop();
}

// createApplication returns the ids and the secret of a new application.
export async function createApplication(name, oidc, settings) {
  const id = await create('/api/server/v1/applications', {name, ...settings, inboundProtocolConfiguration: {oidc}});
  const {body} = await want(200, 'GET', `/api/server/v1/applications/${id}/inbound-protocols/oidc`);
  return {id, clientId: body.clientId, clientSecret: body.clientSecret};
}

// authorize lets an application request scopes of an API resource.
export async function authorize(application, resource, ...scopes) {
  await want(200, 'POST', `/api/server/v1/applications/${application}/authorized-apis`,
    {id: resource, policyIdentifier: 'RBAC', scopes});
}

// managementToken returns a token with all scopes.
const managementToken = fetch(issuer, {
  method: 'POST',
  body: new URLSearchParams({
    grant_type: 'client_credentials', scope: 'SYSTEM',
    client_id: management.clientId, client_secret: management.clientSecret,
  }),
}).then((response) => response.json()).then((token) => token.access_token);
