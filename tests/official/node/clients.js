'use strict';
// Clients that several suites use.

const { default: Ram, ...ram } = require('@alicloud/ram20150501');
const { default: Sts, ...sts } = require('@alicloud/sts20150401');
const OpenApi = require('@alicloud/openapi-core');

const { ready, root, TRUST } = require('./emulator');

/** The configuration of a client; `key` can have a token. */
function configOf([accessKeyId, accessKeySecret, securityToken] = root, more = {}) {
  return new OpenApi.$OpenApiUtil.Config({
    accessKeyId,
    accessKeySecret,
    securityToken,
    endpoint: ready.host,
    protocol: 'http',
    ...more,
  });
}

/** A trust policy for the users and roles of an account. */
function trustOf(accountId) {
  const RAM = [`acs:ram::${accountId}:root`];
  return TRUST.replace('{"Service":["cr.aliyuncs.com"]}', JSON.stringify({ RAM }));
}

/** Creates a user with these system policies and returns its access key. */
async function userWith(userName, ...policies) {
  const admin = new Ram(configOf());
  await admin.createUser(new ram.CreateUserRequest({ userName }));
  for (const policyName of policies) {
    const policy = { policyType: 'System', policyName, userName };
    await admin.attachPolicyToUser(new ram.AttachPolicyToUserRequest(policy));
  }
  const named = new ram.CreateAccessKeyRequest({ userName });
  const { accessKey } = (await admin.createAccessKey(named)).body;
  return [accessKey.accessKeyId, accessKey.accessKeySecret];
}

/** Opens a session of a role and returns its key and token. */
async function assume(key, roleArn, more = {}) {
  const asked = new sts.AssumeRoleRequest({ roleArn, roleSessionName: 'ci', ...more });
  const { credentials } = (await new Sts(configOf(key)).assumeRole(asked)).body;
  return [credentials.accessKeyId, credentials.accessKeySecret, credentials.securityToken];
}

/** The caller identity of a key. */
const identityOf = async (key) => (await new Sts(configOf(key)).getCallerIdentity()).body;

module.exports = { configOf, trustOf, userWith, assume, identityOf };
