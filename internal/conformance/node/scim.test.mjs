// Tests of SCIM with scimmy: it writes the requests, reads the responses, and computes the results of filters and patches.
import assert from 'node:assert/strict';
import {before, test} from 'node:test';
import SCIMMY from 'scimmy';
import {send, want} from './tenant.mjs';

const {Messages: {BulkRequest, BulkResponse, ErrorResponse, ListResponse, PatchOp, SearchRequest}, Types: {Filter}} = SCIMMY;
const {EnterpriseUser, Group, ResourceType, ServiceProviderConfig, User} = SCIMMY.Schemas;
User.extend(EnterpriseUser);

const plain = (value) => JSON.parse(JSON.stringify(value));

// visible returns a resource without the members that only the server sets.
const visible = (Schema, resource) => ({...plain(new Schema(resource, 'out')), meta: undefined});

// refusal sends a request that must be refused, and returns the contents of the error.
async function refusal(method, path, body, options) {
  const answer = await send(method, path, body, options);
  try {
    new ErrorResponse(answer.body); // throws the error that it reads
  } catch (error) {
    assert.equal(error.name, 'SCIMError', error);
    assert.equal(Number(error.status), answer.status);
    return [answer.status, error.scimType];
  }
}

// list returns the page that the query selects.
async function list(path, query) {
  const {body} = await want(200, 'GET', `${path}?${new URLSearchParams(query)}`);
  return new ListResponse(body);
}

// add creates a resource, and returns it as the response shows it.
async function add(Schema, path, resource) {
  const type = {'Content-Type': 'application/scim+json'};
  const {headers, body} = await want(201, 'POST', path, plain(new Schema(resource, 'in')), {headers: type});
  assert.equal(headers.get('location'), body.meta.location);
  assert.equal(body.meta.resourceType, Schema.definition.name);
  return new Schema(body, 'out');
}

// lastOfTypes drops what the server does not store: it has one value of each type, the last.
function lastOfTypes(resource) {
  for (const [name, items] of Object.entries(resource)) {
    if (['emails', 'phoneNumbers'].includes(name) && items) {
      resource[name] = items.filter(({type}, i) => i === items.findLastIndex((other) => other.type === type));
    }
  }
  return resource;
}

// patchAlike patches the resource on the server and with scimmy, and compares the results.
async function patchAlike(Schema, path, Operations) {
  const {body: resource} = await want(200, 'GET', path);
  const message = {schemas: [PatchOp.id], Operations};
  const expected = await new PatchOp(plain(message)).apply(new Schema(resource)) ?? resource; // if nothing changes
  const {body} = await want(200, 'PATCH', path, message);
  assert.deepEqual({Operations, made: visible(Schema, body)}, {Operations, made: visible(Schema, lastOfTypes(plain(expected)))});
  assert.deepEqual(visible(Schema, (await want(200, 'GET', path)).body), visible(Schema, body));
}

const people = [
  ['anna', 'Smith', 'Sales'], ['bert', 'Smith', 'Sales'], ['carl', 'Jones', 'Sales'], ['dora', 'Jones', 'Stock'],
  ['emil', 'Baker', 'Stock'], ['fred', 'Baker', undefined], ['gina', 'Baker', undefined],
].map(([name, familyName, department]) => ({
  userName: `DEFAULT/${name}@example.com`,
  name: {givenName: name, familyName},
  nickName: name,
  active: true,
  emails: [{value: `${name}@work.example`, type: 'work', primary: true}, {value: `${name}@home.example`, type: 'home'}],
  [EnterpriseUser.id]: department && {department},
}));
let users;

before(async () => {
  users = await Promise.all(people.map((person) => add(User, '/scim2/Users', person)));
});

test('the service describes itself', async () => {
  const token = 'none'; // which is none that the server knows
  const {body: config} = await want(200, 'GET', '/scim2/ServiceProviderConfig', undefined, {token});
  const {patch, bulk, filter, sort, etag} = plain(new ServiceProviderConfig(config));
  assert.deepEqual([patch, bulk, filter, sort, etag].map(({supported}) => supported), [true, true, true, false, false]);
  const {body: types} = await want(200, 'GET', '/scim2/ResourceTypes', undefined, {token});
  assert.deepEqual(new ListResponse(types).Resources.map((type) => plain(new ResourceType(type)).schema), [User.id, Group.id]);
});

// RFC 7644 section 4 requires a ListResponse, and lower case for the characteristics; the server sends neither.
test('the schemas', async () => {
  const {body: schemas} = await want(200, 'GET', '/scim2/Schemas');
  for (const Schema of [User, EnterpriseUser]) {
    const {attributes} = schemas.find(({id}) => id === Schema.id);
    const known = new Map(attributes.map((attribute) => [attribute.name, attribute]));
    for (const {name, type, config: {multiValued}} of Schema.definition.attributes.filter(({type}) => type)) {
      if (['schemas', 'id', 'externalId', 'meta'].includes(name)) continue;
      assert.deepEqual([name, known.get(name)?.type, known.get(name)?.multiValued], [name, type.toUpperCase(), multiValued]);
    }
  }
});

test('what was created is what is read', async () => {
  for (const [i, {id}] of users.entries()) {
    const {body} = await want(200, 'GET', `/scim2/Users/${id}`);
    assert.deepEqual(visible(User, body), visible(User, {...people[i], id}));
  }
});

for (const expression of [
  'nickName eq "anna"', 'nickName ne "anna"', 'nickName co "r"', 'nickName sw "d"', 'nickName ew "l"',
  'name.familyName eq "Smith"', 'name.familyName sw "J"', 'emails.value eq "dora@home.example"', 'emails.type eq "home"',
  'userName eq "DEFAULT/emil@example.com"', 'nickName ge "d"', 'nickName le "d"',
  'name.familyName eq "Baker" and nickName sw "f"', 'name.familyName co "e" and nickName co "r" and active eq true',
  'nickName eq "nobody"',
]) {
  test(`filter ${expression}`, async () => {
    const expected = new Filter(expression).match(plain(users)).map(({id}) => id);
    const query = {filter: expression, startIndex: 1, count: 100};
    const found = await list('/scim2/Users', query);
    assert.deepEqual(found.Resources.map(({id}) => id).sort(), expected.sort());
    assert.equal(found.totalResults, expected.length);
    const {body} = await want(200, 'POST', '/scim2/Users/.search', plain(new SearchRequest().prepare(query)));
    assert.deepEqual(new ListResponse(body), found);
  });
}

// The only filter here that scimmy cannot evaluate.
test('filter an attribute of an extension', async () => {
  const found = await list('/scim2/Users', {filter: `${EnterpriseUser.id}:department eq "Stock"`});
  assert.deepEqual(found.Resources.map(({nickName}) => nickName).sort(), ['dora', 'emil']);
});

test('pages', async () => {
  const seen = [];
  for (let startIndex = 1, page; page?.Resources.length !== 0; startIndex += 3) {
    page = await list('/scim2/Users', {startIndex, count: 3, attributes: 'userName'});
    assert.ok(page.totalResults >= users.length && page.Resources.length <= 3);
    for (const {id, userName, meta, schemas, ...others} of page.Resources) assert.deepEqual([typeof userName, others], ['string', {}]);
    seen.push(...page.Resources.map(({id}) => id));
  }
  assert.equal(new Set(seen).size, seen.length);
  for (const {id} of users) assert.ok(seen.includes(id));
});

const work = 'emails[type eq "work"]';
for (const [name, ...operations] of [
  ['replace a text', {op: 'replace', path: 'nickName', value: 'x'}],
  ['replace by any case', {op: 'Replace', path: 'nickName', value: 'x'}],
  ['replace a part', {op: 'replace', path: 'name.givenName', value: 'x'}],
  ['replace without a path', {op: 'replace', value: {nickName: 'x', title: 'y'}}],
  ['replace a boolean', {op: 'replace', path: 'active', value: false}],
  ['replace a list', {op: 'replace', path: 'emails', value: [{value: 'x@example.com', type: 'other'}]}],
  ['replace a part of an item', {op: 'replace', path: `${work}.value`, value: 'x@example.com'}],
  ['add a text', {op: 'add', path: 'title', value: 'x'}],
  ['add to a list', {op: 'add', path: 'emails', value: [{value: 'x@example.com', type: 'other'}]}],
  ['add a list', {op: 'add', path: 'phoneNumbers', value: [{value: '1', type: 'mobile'}, {value: '2', type: 'home'}]}],
  ['add without a path', {op: 'add', value: {title: 'x', phoneNumbers: [{value: '1', type: 'work'}]}}],
  ['add to an extension', {op: 'add', path: `${EnterpriseUser.id}:costCenter`, value: 'x'}],
  ['remove a text', {op: 'remove', path: 'nickName'}],
  ['remove a part', {op: 'remove', path: 'name.givenName'}],
  ['remove an item', {op: 'remove', path: work}],
  ['remove a list', {op: 'remove', path: 'emails'}],
  ['several in order', {op: 'remove', path: 'emails'}, {op: 'add', path: 'emails', value: [{value: 'x@example.com', type: 'work'}]},
    {op: 'replace', path: 'title', value: 'x'}, {op: 'remove', path: 'title'}],
]) {
  test(`patch: ${name}`, async () => {
    const {id} = await add(User, '/scim2/Users', {...people[0], userName: `DEFAULT/${name.replaceAll(' ', '.')}@patch.example`});
    await patchAlike(User, `/scim2/Users/${id}`, operations);
  });
}

// Here scimmy interprets section 3.5.2.3 of RFC 7644 differently: without a path, it adds to a list. And the server never
// removes a family name.
test('patch: replace a complex attribute, or a list without a path', async () => {
  const {id} = await add(User, '/scim2/Users', {...people[0], userName: 'DEFAULT/complex@patch.example'});
  const {body} = await want(200, 'PATCH', `/scim2/Users/${id}`, {schemas: [PatchOp.id], Operations: [
    {op: 'replace', path: 'name', value: {givenName: 'x'}},
    {op: 'replace', value: {emails: [{value: 'x@example.com', type: 'other'}]}},
  ]});
  assert.deepEqual([body.name, body.emails], [{givenName: 'x', familyName: 'Smith'}, [{value: 'x@example.com', type: 'other'}]]);
});

test('patch: at random', async () => {
  let state = 1;
  const number = (below) => {
    state = (state * 48271) % 2147483647; // MINSTD: the same numbers in every run
    return state % below;
  };
  const pick = (...choices) => choices[number(choices.length)];
  const text = () => `x${number(9)}`;
  const textPath = () => pick('nickName', 'title', 'name.givenName', 'name.middleName',
    `${EnterpriseUser.id}:department`, `${EnterpriseUser.id}:costCenter`);
  const listPath = () => pick('emails', 'phoneNumbers');
  const type = () => pick('work', 'home', 'other');
  const items = () => Array.from({length: 1 + number(2)}, () => ({value: text(), type: type()}));
  const operation = () => pick(
    () => ({op: pick('add', 'replace'), path: textPath(), value: text()}),
    () => [textPath()].flatMap((path) => [{op: 'add', path, value: text()}, {op: 'remove', path}]), // what is absent cannot be removed
    () => ({op: pick('add', 'replace'), path: listPath(), value: items()}),
    () => [listPath()].flatMap((path) => [{op: 'add', path, value: items()}, {op: 'remove', path: pick(path, `${path}[type eq "${type()}"]`)}]),
    () => ({op: pick('add', 'replace'), value: {nickName: text(), name: {givenName: text()}}}),
    () => ({op: 'add', value: {[listPath()]: items(), [EnterpriseUser.id]: {department: text()}}}),
  )();
  const {id} = await add(User, '/scim2/Users', {...people[0], userName: 'DEFAULT/random@patch.example'});
  for (let i = 0; i < 100; i++) {
    await patchAlike(User, `/scim2/Users/${id}`, [operation(), operation()].flat());
  }
});

test('replace a user', async () => {
  const {id, userName} = await add(User, '/scim2/Users', {...people[0], userName: 'DEFAULT/replaced@example.com'});
  const other = {userName, nickName: 'other', [EnterpriseUser.id]: {employeeNumber: '1'}};
  const {body} = await want(200, 'PUT', `/scim2/Users/${id}`, plain(new User(other, 'in')));
  const stays = {name: {familyName: people[0].name.familyName}}; // the server never removes it
  assert.deepEqual(visible(User, body), visible(User, {...other, ...stays, id}));
});

test('groups and their members', async () => {
  const [anna, bert, carl] = users;
  const member = ({id, userName}) => ({value: id, display: userName});
  const group = await add(Group, '/scim2/Groups', {displayName: 'DEFAULT/staff', members: [{value: anna.id}]});
  const path = `/scim2/Groups/${group.id}`;
  assert.equal(group.members, undefined); // the answer does not say; only reading does
  const members = async () => new Group((await want(200, 'GET', path)).body, 'out').members?.map(({value}) => value) ?? [];
  assert.deepEqual(await members(), [anna.id]);
  assert.equal((await want(200, 'GET', `/scim2/Users/${anna.id}`)).body.groups[0].value, group.id);

  const patch = (...operations) => want(200, 'PATCH', path, {schemas: [PatchOp.id], Operations: operations});
  await patch({op: 'add', path: 'members', value: [member(bert), member(carl)]});
  assert.deepEqual((await members()).sort(), [anna.id, bert.id, carl.id].sort());
  await patchAlike(Group, path, [{op: 'remove', path: `members[value eq "${anna.id}"]`}]);
  await patchAlike(Group, path, [{op: 'replace', path: 'displayName', value: 'DEFAULT/crew'}]);
  await patchAlike(Group, path, [{op: 'remove', path: 'members'}]);
  await patch({op: 'replace', path: 'members', value: [member(carl)]});
  assert.deepEqual(await members(), [carl.id]);

  // A member must have a display (section 4.4 of the facts), which is optional in the standard.
  const withoutDisplay = {op: 'add', path: 'members', value: [{value: anna.id}]};
  assert.deepEqual(await refusal('PATCH', path, {schemas: [PatchOp.id], Operations: [withoutDisplay]}), [400, 'invalidSyntax']);

  const others = await add(Group, '/scim2/Groups', {displayName: 'DEFAULT/others'});
  for (const [filter, ...expected] of [
    ['displayName eq "DEFAULT/crew"', group], ['displayName ew "ers"', others], [`members.value eq "${carl.id}"`, group],
  ]) {
    assert.deepEqual((await list('/scim2/Groups', {filter})).Resources.map(({id}) => id), expected.map(({id}) => id), filter);
  }
  await want(204, 'DELETE', path);
  assert.deepEqual(await refusal('GET', path), [404, undefined]);
  assert.equal((await want(200, 'GET', `/scim2/Users/${carl.id}`)).body.groups, undefined);
});

test('deleted users are gone', async () => {
  const {id} = await add(User, '/scim2/Users', {userName: 'DEFAULT/gone@example.com'});
  await want(204, 'DELETE', `/scim2/Users/${id}`);
  for (const method of ['GET', 'DELETE']) assert.deepEqual(await refusal(method, `/scim2/Users/${id}`), [404, undefined]);
});

test('refusals', async () => {
  const [{id, userName}] = users;
  const user = `/scim2/Users/${id}`;
  const patch = (...operations) => ['PATCH', user, {schemas: [PatchOp.id], Operations: operations}];
  for (const [expected, ...request] of [
    [[409, undefined], 'POST', '/scim2/Users', {schemas: [User.id], userName}], // without the keyword uniqueness
    [[400, 'mutability'], ...patch({op: 'replace', path: 'userName', value: 'DEFAULT/other@example.com'})],
    [[400, 'mutability'], 'PUT', user, {schemas: [User.id], userName: 'DEFAULT/other@example.com'}],
    [[400, 'InvalidFilter'], 'GET', '/scim2/Users?filter=nickName+zz+%22x%22'], // with a capital letter
    [[500, undefined], 'GET', '/scim2/Users?filter=nickName+eq+%22x%22+or+nickName+eq+%22y%22'],
    [[501, undefined], 'GET', '/scim2/Groups?filter=displayName+eq+%22x%22+and+displayName+eq+%22y%22'],
    [[501, undefined], 'GET', '/scim2/Users?sortBy=userName'],
    [[401, undefined], 'GET', '/scim2/Users', undefined, {token: 'none'}],
  ]) {
    assert.deepEqual(await refusal(...request), expected, request.join(' '));
  }
});

// In the standard, the status is a string and the response to the operation an object.
test('bulk requests', async () => {
  const request = new BulkRequest({schemas: [BulkRequest.id], failOnErrors: 1, Operations: [
    {method: 'POST', path: '/Groups', bulkId: 'g', data: {displayName: 'DEFAULT/bulk', members: [{value: 'bulkId:u'}]}},
    {method: 'POST', path: '/Users', bulkId: 'u', data: {userName: 'DEFAULT/bulk@example.com'}},
  ]});
  const {body} = await want(200, 'POST', '/scim2/Bulk', plain(request));
  const response = new BulkResponse(body);
  assert.deepEqual(response.Operations.map(({bulkId, status}) => [bulkId, status]), [['u', {code: 201}], ['g', {code: 201}]]);
  const ids = response.resolve();
  for (const {bulkId, response: text} of response.Operations) assert.equal(JSON.parse(text).id, ids.get(bulkId));
  const {body: group} = await want(200, 'GET', `/scim2/Groups/${ids.get('g')}`);
  assert.deepEqual(group.members.map(({value}) => value), [ids.get('u')]);
});
