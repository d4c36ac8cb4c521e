'use strict';
// @alicloud/sts20150401: roles of another account.

const assert = require('node:assert/strict');
const { beforeEach, test } = require('node:test');
const { default: Ram, ...models } = require('@alicloud/ram20150501');

const { ready, root, control, codeOf } = require('./emulator');
const { configOf, trustOf, userWith, assume, identityOf } = require('./clients');

const OTHER = '2000000000000001';
const ADMIN = `acs:ram::${OTHER}:role/resourcedirectoryaccountaccessrole`;

beforeEach(() => control('POST', 'reset'));

test('a session of a member works in the member only', async () => {
  const session = await assume(await userWith('alice', 'AliyunSTSAssumeRoleAccess'), ADMIN);
  const who = await identityOf(session);
  assert.equal(who.accountId, OTHER);
  assert.equal(who.arn, `acs:ram::${OTHER}:assumed-role/ResourceDirectoryAccountAccessRole/ci`);
  const member = new Ram(configOf(session));
  await member.createUser(new models.CreateUserRequest({ userName: 'bob' }));
  const bob = new models.GetUserRequest({ userName: 'bob' });
  assert.equal((await member.getUser(bob)).body.user.userName, 'bob');
  assert.equal(await codeOf(new Ram(configOf()).getUser(bob)), 'EntityNotExist.User');
});

test('both accounts must allow the session', async () => {
  const alice = await userWith('alice', 'AliyunSTSAssumeRoleAccess');
  const member = new Ram(configOf(await assume(alice, ADMIN)));
  for (const [roleName, trusted] of [['open', ready.account_id], ['closed', OTHER]]) {
    const role = { roleName, assumeRolePolicyDocument: trustOf(trusted) };
    await member.createRole(new models.CreateRoleRequest(role));
  }
  const arn = (name) => `acs:ram::${OTHER}:role/${name}`;
  await assume(alice, arn('open'));
  const carol = await userWith('carol');
  for (const [key, name] of [[alice, 'closed'], [carol, 'open'], [root, 'open']]) {
    assert.equal(await codeOf(assume(key, arn(name))), 'NoPermission');
  }
});
