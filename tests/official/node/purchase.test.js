'use strict';
// @alicloud/bssopenapi20171214: an instance on a bucket of the account, from order to refund.

const assert = require('node:assert/strict');
const { beforeEach, test } = require('node:test');
const { default: Bss, ...orders } = require('@alicloud/bssopenapi20171214');
const { default: Ram, ...models } = require('@alicloud/ram20150501');
const OpenApi = require('@alicloud/openapi-core');
const { RuntimeOptions } = require('@darabonba/typescript');

const { root, control, codeOf } = require('./emulator');
const { configOf } = require('./clients');

const REGION = 'cn-hangzhou';
const PRODUCT = { productCode: 'acr', productType: 'acr_ee_public_cn' };

beforeEach(async () => {
  await control('POST', 'reset');
  await control('POST', 'seed', { buckets: { 'my-images': {} } });
});

const bss = () => new Bss(configOf(root, { regionId: REGION }));

function order(more = {}) {
  const values = {
    InstanceName: 'images',
    Region: REGION,
    InstanceType: 'Standard',
    DefaultOssBucket: 'false',
    InstanceStorageName: 'my-images',
  };
  const parameter = Object.entries(values).map(
    ([code, value]) => new orders.CreateInstanceRequestParameter({ code, value }),
  );
  const terms = { subscriptionType: 'Subscription', period: 1, renewalStatus: 'ManualRenewal' };
  return new orders.CreateInstanceRequest({ ...PRODUCT, ...terms, parameter, ...more });
}

/** Reads an instance with a generic call. */
async function getInstance(InstanceId) {
  const params = new OpenApi.$OpenApiUtil.Params({
    action: 'GetInstance',
    version: '2018-12-01',
    protocol: 'HTTP',
    pathname: '/',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    reqBodyType: 'formData',
    bodyType: 'json',
  });
  const request = new OpenApi.$OpenApiUtil.OpenApiRequest({ query: { InstanceId } });
  const client = new OpenApi.default(configOf(root, { regionId: REGION }));
  return (await client.callApi(params, request, new RuntimeOptions({}))).body;
}

test('an instance runs when its set-up is right and is gone after its refund', async () => {
  const bought = (await bss().createInstance(order())).body;
  assert.equal(bought.code, 'Success');
  const { instanceId } = bought.data;
  const waits = async () => {
    const { InstanceStatus, InstanceIssue } = await getInstance(instanceId);
    assert.deepEqual([InstanceStatus, InstanceIssue], ['PENDING', 'OSS_SERVICE_ROLE_UNAUTHORIZED']);
  };
  await waits();
  const { role, policies: [policy] } = JSON.parse(process.env.ROLEWRIGHT_SETUP);
  const trust = JSON.stringify(role.trust_policy);
  const document = JSON.stringify(policy.document);
  const wrong = document.replace('oss:PutObject', 'oss:PutNothing');
  const ram = new Ram(configOf());
  await ram.createRole(
    new models.CreateRoleRequest({ roleName: role.name, assumeRolePolicyDocument: trust }),
  );
  const policyName = policy.name;
  await ram.createPolicy(new models.CreatePolicyRequest({ policyName, policyDocument: wrong }));
  const attachment = { policyType: 'Custom', policyName, roleName: role.name };
  await ram.attachPolicyToRole(new models.AttachPolicyToRoleRequest(attachment));
  await waits();
  const version = { policyName, policyDocument: document, setAsDefault: true };
  await ram.createPolicyVersion(new models.CreatePolicyVersionRequest(version));
  assert.equal((await getInstance(instanceId)).InstanceStatus, 'RUNNING');
  const refund = new orders.RefundInstanceRequest({
    ...PRODUCT,
    instanceId,
    immediatelyRelease: '1',
  });
  assert.equal((await bss().refundInstance(refund)).body.success, true);
  assert.equal((await getInstance(instanceId)).Code, 'INSTANCE_NOT_EXIST');
  assert.equal(await codeOf(bss().refundInstance(refund)), 'ResourceNotExists');
});

test('an order is listed and is not repeated', async () => {
  const asked = new orders.QueryAvailableInstancesRequest(PRODUCT);
  const listed = async () => (await bss().queryAvailableInstances(asked)).body.data.instanceList;
  assert.deepEqual(await listed(), []);
  const first = (await bss().createInstance(order({ clientToken: 'once' }))).body.data;
  const again = (await bss().createInstance(order({ clientToken: 'once' }))).body.data;
  assert.equal(again.instanceId, first.instanceId);
  assert.deepEqual((await listed()).map((each) => each.instanceID), [first.instanceId]);
  assert.equal(await codeOf(bss().createInstance(order({ productType: 'odd' }))), 'InvalidParameter.ProductCode');
});
