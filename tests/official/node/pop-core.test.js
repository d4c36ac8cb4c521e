'use strict';
// @alicloud/pop-core: generic calls, signed with HMAC-SHA1, with flattened lists.

const assert = require('node:assert/strict');
const { beforeEach, describe, test } = require('node:test');
const { RPCClient } = require('@alicloud/pop-core');
const kitx = require('kitx');

const { ready, root, TRUST, DOCUMENT, TRICKY, control, fail, codeOf } = require('./emulator');

const VERSIONS = { ram: '2015-05-01', sts: '2015-04-01' };

function client(method, service = 'ram', [accessKeyId, accessKeySecret, securityToken] = root) {
  const rpc = new RPCClient({
    accessKeyId,
    accessKeySecret,
    securityToken,
    endpoint: ready.endpoint,
    apiVersion: VERSIONS[service],
  });
  return (action, params = {}) => rpc.request(action, params, { method });
}

beforeEach(() => control('POST', 'reset'));

for (const method of ['GET', 'POST']) {
  describe(method, () => {
    const send = client(method);
    const role = { RoleName: 'demo', AssumeRolePolicyDocument: TRUST };
    const images = { PolicyType: 'Custom', PolicyName: 'images' };

    test('role and policy are created and deleted', async () => {
      const made = await send('CreateRole', { ...role, Description: TRICKY });
      assert.equal(made.Role.Description, TRICKY);
      await send('CreatePolicy', { PolicyName: 'images', PolicyDocument: DOCUMENT });
      await send('AttachPolicyToRole', { ...images, RoleName: 'demo' });
      const away = send('DeleteRole', { RoleName: 'demo' });
      assert.equal(await codeOf(away), 'DeleteConflict.Role.Policy');
      await send('DetachPolicyFromRole', { ...images, RoleName: 'demo' });
      await send('DeleteRole', { RoleName: 'demo' });
      await send('DeletePolicy', { PolicyName: 'images' });
      const gone = send('GetRole', { RoleName: 'demo' });
      const code = await codeOf(gone, (error) => {
        assert.equal(error.name, 'EntityNotExist.RoleError');
        assert.equal(error.entry.response.statusCode, 404);
      });
      assert.equal(code, 'EntityNotExist.Role');
    });

    test('lists are flattened, and have pages', async () => {
      const Tag = [{ Key: 'team', Value: 'über' }, { Key: 'stage', Value: '+ &=' }];
      await send('CreateRole', { ...role, Tag });
      await send('CreateRole', { ...role, RoleName: 'other' });
      const page = await send('ListRoles', { MaxItems: 1 });
      assert.equal(page.IsTruncated, true);
      const rest = await send('ListRoles', { MaxItems: 1, Marker: page.Marker });
      assert.deepEqual(rest.Roles.Role.map((each) => each.RoleName), ['other']);
      const named = { ResourceType: 'role', ResourceNames: ['demo', 'other'] };
      const { TagResources } = await send('ListTagResources', named);
      const tags = TagResources.map((row) => `${row.TagKey}=${row.TagValue}`).sort();
      assert.deepEqual(tags, ['stage=+ &=', 'team=über']);
    });

    test('a sixth version needs a deletion', async () => {
      const policy = { PolicyName: 'images', PolicyDocument: DOCUMENT };
      await send('CreatePolicy', policy);
      for (let number = 2; number <= 5; number++) {
        await send('CreatePolicyVersion', { ...policy, SetAsDefault: true });
      }
      const full = await codeOf(send('CreatePolicyVersion', policy));
      assert.equal(full, 'LimitExceeded.Policy.Version');
      const RotateStrategy = 'DeleteOldestNonDefaultVersionWhenLimitExceeded';
      const made = await send('CreatePolicyVersion', { ...policy, RotateStrategy });
      assert.equal(made.PolicyVersion.VersionId, 'v6');
    });

    test('a session sends its token', async () => {
      const RAM = [`acs:ram::${ready.account_id}:root`];
      const trust = TRUST.replace('{"Service":["cr.aliyuncs.com"]}', JSON.stringify({ RAM }));
      await send('CreateRole', { ...role, AssumeRolePolicyDocument: trust });
      await send('CreateUser', { UserName: 'alice' });
      const admin = { PolicyType: 'System', PolicyName: 'AdministratorAccess' };
      await send('AttachPolicyToUser', { ...admin, UserName: 'alice' });
      const { AccessKey } = await send('CreateAccessKey', { UserName: 'alice' });
      const key = [AccessKey.AccessKeyId, AccessKey.AccessKeySecret];
      const RoleArn = `acs:ram::${ready.account_id}:role/demo`;
      const opened = await client(method, 'sts', key)('AssumeRole', {
        RoleArn,
        RoleSessionName: 'ci',
      });
      const { AccessKeyId, AccessKeySecret, SecurityToken } = opened.Credentials;
      const session = [AccessKeyId, AccessKeySecret, SecurityToken];
      const who = await client(method, 'sts', session)('GetCallerIdentity');
      assert.equal(who.IdentityType, 'AssumedRoleUser');
      assert.equal(await codeOf(client(method, 'ram', session)('ListRoles')), 'NoPermission');
    });

    test('a wrong secret, an old timestamp and a used nonce are rejected', async (t) => {
      const wrong = client(method, 'ram', [root[0], 'wrong'])('ListRoles');
      assert.equal(await codeOf(wrong), 'SignatureDoesNotMatch');
      await control('POST', 'clock', { seconds: 1000 });
      assert.equal(await codeOf(send('ListRoles')), 'InvalidTimeStamp.Expired');
      await control('POST', 'clock', { seconds: -1000 });
      t.mock.method(kitx, 'makeNonce', () => `${method}-again-${process.pid}`);
      await send('ListRoles');
      assert.equal(await codeOf(send('ListRoles')), 'SignatureNonceUsed');
    });

    test('throttling is reported', async () => {
      await fail('ListRoles', { kind: 'throttle' });
      assert.equal(await codeOf(send('ListRoles')), 'Throttling.User');
    });
  });
}
