'use strict';
// ali-oss: objects, copies, ACLs, bucket tags and presigned URLs.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const http = require('node:http');
const { beforeEach, describe, test } = require('node:test');
const Agent = require('agentkeepalive');
const Oss = require('ali-oss');
const { default: Ram, ...models } = require('@alicloud/ram20150501');

const { ready, root, control, codeOf } = require('./emulator');
const { configOf, trustOf, userWith, assume } = require('./clients');

const BUCKET = 'my-images';
const KEY = 'a folder/ü +%?&#.txt';
const PORT = new URL(ready.endpoint).port;

/** Not every system resolves names below `localhost`. */
const lookup = (_, { all }, done) =>
  all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4);
const agent = new Agent({ lookup });

/** Signature versions with the bucket in the path, and one with the bucket in the host. */
const VARIANTS = {
  v1: { sldEnable: true },
  v4: { sldEnable: true, authorizationV4: true },
  'v4, bucket in the host': { authorizationV4: true },
};

function client(variant, [accessKeyId, accessKeySecret, stsToken] = root) {
  return new Oss({
    accessKeyId,
    accessKeySecret,
    stsToken,
    // A token needs a function that renews it.
    refreshSTSToken: () => ({ accessKeyId, accessKeySecret, stsToken }),
    region: 'oss-cn-hangzhou',
    endpoint: `http://localhost:${PORT}`,
    bucket: BUCKET,
    agent,
    ...VARIANTS[variant],
  });
}

/** Requests a presigned URL; returns status and body. */
async function ask(method, url, body) {
  const request = http.request(url, { method, lookup });
  request.end(body);
  const [answer] = await once(request, 'response');
  answer.setEncoding('utf8');
  let text = '';
  for await (const part of answer) text += part;
  const code = /<Code>(.*)<\/Code>/.exec(text);
  return [answer.statusCode, code ? code[1] : text];
}

beforeEach(() => control('POST', 'reset'));

for (const variant of Object.keys(VARIANTS)) {
  describe(variant, () => {
    let oss;
    beforeEach(async () => {
      oss = client(variant);
      await oss.putBucket(BUCKET);
      await oss.put(KEY, Buffer.from('Grüße'), { meta: { team: 'a' } });
    });
    const sign = (method, seconds = 600, key = root) => {
      const signer = client(variant, key);
      return VARIANTS[variant].authorizationV4
        ? signer.signatureUrlV4(method, seconds, undefined, KEY)
        : signer.asyncSignatureUrl(KEY, { method, expires: seconds });
    };

    test('objects are returned unchanged and listed', async () => {
      const got = await oss.get(KEY);
      assert.equal(got.content.toString(), 'Grüße');
      assert.equal(got.res.headers['x-oss-meta-team'], 'a');
      const { objects } = await oss.listV2({ prefix: 'a folder/' });
      assert.deepEqual(objects.map((each) => each.name), [KEY]);
      await oss.delete(KEY);
      assert.equal(await codeOf(oss.get(KEY)), 'NoSuchKey');
    });

    test('a copy has the metadata of its source unless replaced', async () => {
      await oss.copy('copies/of it', KEY);
      assert.equal((await oss.head('copies/of it')).meta.team, 'a');
      await oss.copy('copies/of it', KEY, { meta: { team: 'b' } });
      assert.equal((await oss.head('copies/of it')).meta.team, 'b');
      assert.equal(await codeOf(oss.copy('copies/of it', 'gone')), 'NoSuchKey');
    });

    test('an object has an ACL and a bucket has tags', async () => {
      assert.equal((await oss.getACL(KEY)).acl, 'default');
      await oss.putACL(KEY, 'public-read');
      assert.equal((await oss.getACL(KEY)).acl, 'public-read');
      await oss.putBucketTags(BUCKET, { team: 'a b+c', stage: 'x' });
      assert.deepEqual((await oss.getBucketTags(BUCKET)).tag, { team: 'a b+c', stage: 'x' });
      await oss.deleteBucketTags(BUCKET);
      assert.deepEqual((await oss.getBucketTags(BUCKET)).tag, {});
    });

    test('a presigned URL needs no header and allows only its method', async () => {
      assert.deepEqual(await ask('PUT', await sign('PUT'), 'other'), [200, '']);
      assert.deepEqual(await ask('GET', await sign('GET')), [200, 'other']);
      assert.deepEqual(await ask('DELETE', await sign('GET')), [403, 'SignatureDoesNotMatch']);
    });

    test('a presigned URL is valid until it expires', async () => {
      const url = await sign('GET');
      await control('POST', 'clock', { seconds: 590 });
      assert.deepEqual(await ask('GET', url), [200, 'Grüße']);
      await control('POST', 'clock', { seconds: 20 });
      assert.deepEqual(await ask('GET', url), [403, 'AccessDenied']);
    });

    test('a session signs a URL with its token and has only its permissions', async () => {
      const ram = new Ram(configOf());
      const role = { roleName: 'reader', assumeRolePolicyDocument: trustOf(ready.account_id) };
      await ram.createRole(new models.CreateRoleRequest(role));
      const policy = { policyType: 'System', policyName: 'AliyunOSSReadOnlyAccess' };
      const attachment = new models.AttachPolicyToRoleRequest({ ...policy, roleName: 'reader' });
      await ram.attachPolicyToRole(attachment);
      const alice = await userWith('alice', 'AliyunSTSAssumeRoleAccess');
      const session = await assume(alice, `acs:ram::${ready.account_id}:role/reader`);
      assert.deepEqual(await ask('GET', await sign('GET', 600, session)), [200, 'Grüße']);
      const put = await ask('PUT', await sign('PUT', 600, session), 'other');
      assert.deepEqual(put, [403, 'AccessDenied']);
    });
  });
}
