'use strict';
// @alicloud/ram20150501 and @alicloud/sts20150401, signed with ACS3-HMAC-SHA256.

const assert = require('node:assert/strict');
const { beforeEach, test } = require('node:test');
const { default: Ram, ...models } = require('@alicloud/ram20150501');
const { default: Utils } = require('@alicloud/openapi-core/dist/utils');

const { ready, root, TRUST, DOCUMENT, TRICKY, control, fail, codeOf } = require('./emulator');
const { configOf, trustOf, userWith, assume, identityOf } = require('./clients');

const client = (key) => new Ram(configOf(key));

let ram;
beforeEach(async () => {
  await control('POST', 'reset');
  ram = client();
});

const makeRole = (roleName, more = {}) =>
  ram.createRole(
    new models.CreateRoleRequest({ roleName, assumeRolePolicyDocument: TRUST, ...more }),
  );
const makePolicy = (policyName = 'images', more = {}) =>
  ram.createPolicy(new models.CreatePolicyRequest({ policyName, policyDocument: DOCUMENT, ...more }));
const images = { policyType: 'Custom', policyName: 'images' };
const listRoles = (from = ram, more = {}) => from.listRoles(new models.ListRolesRequest(more));

test('role and policy are created and deleted', async () => {
  const made = await makeRole('demo', { description: TRICKY, maxSessionDuration: 7200 });
  assert.equal(made.body.role.description, TRICKY);
  await makePolicy();
  await ram.attachPolicyToRole(
    new models.AttachPolicyToRoleRequest({ ...images, roleName: 'demo' }),
  );
  const got = await ram.getPolicy(new models.GetPolicyRequest(images));
  assert.equal(got.body.policy.attachmentCount, 1);
  assert.equal(got.body.defaultPolicyVersion.policyDocument, DOCUMENT);
  const of = new models.ListPoliciesForRoleRequest({ roleName: 'demo' });
  const attached = await ram.listPoliciesForRole(of);
  assert.deepEqual(attached.body.policies.policy.map((policy) => policy.policyName), ['images']);
  const away = new models.DeleteRoleRequest({ roleName: 'demo' });
  assert.equal(await codeOf(ram.deleteRole(away)), 'DeleteConflict.Role.Policy');
  await ram.detachPolicyFromRole(
    new models.DetachPolicyFromRoleRequest({ ...images, roleName: 'demo' }),
  );
  await ram.deleteRole(away);
  await ram.deletePolicy(new models.DeletePolicyRequest({ policyName: 'images' }));
});

test('errors have status, code, request ID and body', async () => {
  const gone = ram.getRole(new models.GetRoleRequest({ roleName: 'gone' }));
  const code = await codeOf(gone, (error) => {
    assert.equal(error.statusCode, 404);
    assert.match(error.requestId, /^[0-9A-F-]{36}$/);
    assert.match(error.data.Recommend, /EntityNotExist\.Role/);
  });
  assert.equal(code, 'EntityNotExist.Role');
  await makeRole('demo');
  assert.equal(await codeOf(makeRole('demo')), 'EntityAlreadyExists.Role');
  assert.equal(await codeOf(makeRole('a b')), 'InvalidParameter.RoleName.InvalidChars');
});

test('lists have pages', async () => {
  const names = Array.from({ length: 7 }, (_, number) => `role-${number}`);
  for (const name of names) await makeRole(name);
  const found = [];
  let marker;
  do {
    const { body } = await listRoles(ram, { maxItems: 3, marker });
    found.push(...body.roles.role.map((role) => role.roleName));
    marker = body.marker;
    assert.equal(body.isTruncated, marker !== undefined);
  } while (marker);
  assert.deepEqual(found, names);
});

test('tags are set, filtered and removed', async () => {
  const tag = [new models.CreateRoleRequestTag({ key: 'team', value: 'über +&=' })];
  await makeRole('a', { tag });
  await makeRole('b');
  const filter = [new models.ListRolesRequestTag({ key: 'team', value: 'über +&=' })];
  const { body } = await listRoles(ram, { tag: filter });
  assert.deepEqual(body.roles.role.map((role) => role.roleName), ['a']);
  const named = { resourceType: 'role', resourceNames: ['a'] };
  await ram.untagResources(new models.UntagResourcesRequest({ ...named, tagKeys: ['team'] }));
  const left = await ram.listTagResources(new models.ListTagResourcesRequest(named));
  assert.deepEqual(left.body.tagResources, []);
});

test('texts are returned unchanged', async () => {
  const document = `${DOCUMENT.replace('"*"', JSON.stringify(`acs:oss:*:*:${TRICKY}`))}\r\n  `;
  await makePolicy('tricky', { policyDocument: document });
  const asked = new models.GetPolicyRequest({ policyType: 'Custom', policyName: 'tricky' });
  const { body } = await ram.getPolicy(asked);
  assert.equal(body.defaultPolicyVersion.policyDocument, document);
});

test('a sixth version needs a deletion', async () => {
  await makePolicy();
  const version = (more = {}) =>
    ram.createPolicyVersion(
      new models.CreatePolicyVersionRequest({
        policyName: 'images',
        policyDocument: DOCUMENT,
        ...more,
      }),
    );
  for (let number = 2; number <= 5; number++) await version({ setAsDefault: true });
  assert.equal(await codeOf(version()), 'LimitExceeded.Policy.Version');
  const rotateStrategy = 'DeleteOldestNonDefaultVersionWhenLimitExceeded';
  assert.equal((await version({ rotateStrategy })).body.policyVersion.versionId, 'v6');
  const { body } = await ram.listPolicyVersions(new models.ListPolicyVersionsRequest(images));
  const ids = body.policyVersions.policyVersion.map((each) => each.versionId).sort();
  assert.deepEqual(ids, ['v2', 'v3', 'v4', 'v5', 'v6']);
});

test('a user has keys, and a denial names the missing permission', async () => {
  const alice = client(await userWith('alice', 'AliyunRAMReadOnlyAccess'));
  await listRoles(alice);
  const role = { roleName: 'demo', assumeRolePolicyDocument: TRUST };
  const code = await codeOf(alice.createRole(new models.CreateRoleRequest(role)), (error) => {
    assert.equal(error.statusCode, 403);
    assert.equal(error.accessDeniedDetail.AuthAction, 'ram:CreateRole');
    assert.equal(error.accessDeniedDetail.NoPermissionType, 'ImplicitDeny');
  });
  assert.equal(code, 'NoPermission');
});

test('a session sends its token until it expires', async () => {
  await makeRole('demo', { assumeRolePolicyDocument: trustOf(ready.account_id) });
  const alice = await userWith('alice', 'AliyunSTSAssumeRoleAccess');
  const role = `acs:ram::${ready.account_id}:role/demo`;
  const session = await assume(alice, role, { durationSeconds: 900 });
  assert.equal((await identityOf(session)).identityType, 'AssumedRoleUser');
  assert.equal(await codeOf(listRoles(client(session))), 'NoPermission');
  await control('POST', 'clock', { seconds: 900 });
  assert.equal(await codeOf(listRoles(client(session))), 'InvalidSecurityToken.Expired');
  assert.equal(await codeOf(listRoles(client(session.slice(0, 2)))), 'MissingSecurityToken');
});

test('a wrong secret, an unknown key, an old timestamp and a used nonce are rejected', async (t) => {
  const wrong = client([root[0], 'wrong']);
  assert.equal(await codeOf(listRoles(wrong)), 'SignatureDoesNotMatch');
  assert.equal(await codeOf(listRoles(client(['nobody', 'x']))), 'InvalidAccessKeyId.NotFound');
  await control('POST', 'clock', { seconds: 1000 });
  assert.equal(await codeOf(listRoles()), 'InvalidTimeStamp.Expired');
  await control('POST', 'clock', { seconds: -1000 });
  t.mock.method(Utils, 'getNonce', () => `again-${process.pid}`);
  await listRoles();
  assert.equal(await codeOf(listRoles()), 'SignatureNonceUsed');
});

test('the client recognises faults', async () => {
  await fail('ListRoles', { kind: 'throttle', retry_after_milliseconds: 200 });
  const code = await codeOf(listRoles(), (error) => assert.equal(error.retryAfter, 200));
  assert.equal(code, 'Throttling.User');
  for (const [kind, status] of [['internal_error', 500], ['service_unavailable', 503]]) {
    await fail('ListRoles', { kind });
    await codeOf(listRoles(), (error) => assert.equal(error.statusCode, status));
  }
  for (const kind of ['bad_gateway', 'cut_before', 'cut_body', 'lose_answer']) {
    await fail('ListRoles', { kind });
    await codeOf(listRoles());
  }
  await control('DELETE', 'faults');
  await listRoles();
});
