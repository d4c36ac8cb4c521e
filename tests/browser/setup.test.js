'use strict';
// The pages of a set-up and of the account, over an emulator.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { test } = require('node:test');
const harness = require('./harness.js');
const { USERS } = require('./users.js');

const { control, inspect, rolewright, startEmulator } = harness;
const ROLE = 'AliyunContainerRegistryCustomizedOSSBucketRole';
const RECIPE = 'Let Container Registry use your own OSS bucket';

/** Runs a flow on the first page of an emulator's console, once for each user. */
function eachUser(name, flow) {
  for (const User of USERS) {
    test(`${name}, ${new User().name}`, async () => {
      const cleanup = new harness.Cleanup();
      try {
        const emulator = await startEmulator(cleanup, '--bucket', 'my-images');
        const { page: open } = await harness.browse(cleanup, { acceptDownloads: true });
        const page = await open();
        await page.goto(emulator.console);
        await page.waitForURL((url) => url.search === '');
        const look = new User().name === 'with a pointer' ? inspect : async () => {};
        await flow({ emulator, page, user: new User(page), look });
      } finally {
        await cleanup.run();
      }
    });
  }
}

const link = (page, name) => page.getByRole('link', { name, exact: true });
const button = (page, name) => page.getByRole('button', { name });
const heading = (page, name) => page.getByRole('heading', { name, level: 1 });
const entry = (page, name) => page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true });

async function roleOf(emulator) {
  const state = await control(emulator, 'GET', 'state');
  return state.roles[ROLE];
}

eachUser('the steps of the official page lead to a verified set-up', async ({ emulator, page, user, look }) => {
  await look(page, 'overview');
  await user.press(entry(page, 'Set-up'));
  await look(page, 'recipes');
  await user.press(entry(page, 'Overview'));
  await user.press(link(page, RECIPE));
  await user.fill(page.locator('#value-bucket'), 'my-images@cn-hangzhou');
  await user.press(button(page, 'Save and check'));
  await page.getByRole('region', { name: 'Buckets' }).getByText('exists').waitFor();
  await look(page, 'form');
  await user.press(button(page, 'Plan'));
  await heading(page, 'Plan').waitFor();
  await look(page, 'plan');
  assert.equal(await roleOf(emulator), undefined);
  await user.press(button(page, /^Apply/));
  await heading(page, 'Applied').waitFor();
  await look(page, 'applied');
  assert.match((await roleOf(emulator)).trust, /cr\.aliyuncs\.com/);
  const cell = page.getByRole('region', { name: 'Permissions' }).locator('summary').first();
  await user.open(cell);
  await page.getByRole('region', { name: 'Permissions' }).getByText(/by statement 1 of/).first().waitFor();
  // The page of a run is the same after a reload, and the run is not made again.
  const before = await roleOf(emulator);
  await page.reload();
  await heading(page, 'Applied').waitFor();
  assert.deepEqual(await roleOf(emulator), before);
  await user.press(link(page, 'Verification'));
  await page.getByText(/Verified/).first().waitFor();
  await look(page, 'verified');
  const { code, output } = await rolewright(emulator, ['verify', '--bucket', 'my-images@cn-hangzhou']);
  assert.equal(code, 0, output);
  await user.press(link(page, 'Copy the set-up as command, file or Terraform'));
  await page.getByText('rolewright apply').first().waitFor();
  await look(page, 'copy');
});

eachUser('a wrong trust policy is found and repaired', async ({ emulator, page, user, look }) => {
  const applied = await rolewright(emulator, ['apply', '--bucket', 'my-images', '--yes', '--account', emulator.account_id]);
  assert.equal(applied.code, 0, applied.output);
  const wrong = JSON.stringify({
    Version: '1',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: ['ecs.aliyuncs.com'] } }],
  });
  await control(emulator, 'POST', 'seed', {
    calls: [{ action: 'UpdateRole', params: { RoleName: ROLE, NewAssumeRolePolicyDocument: wrong } }],
  });
  await user.press(link(page, RECIPE));
  await user.fill(page.locator('#value-bucket'), 'my-images');
  await user.press(button(page, 'Plan'));
  await user.press(link(page, 'Verification'));
  await page.getByText(/trust/).first().waitFor();
  assert.equal(await page.getByText(/^Verified/).count(), 0);
  await look(page, 'wrong-trust');
  await user.press(link(page, 'Plan'));
  await page.getByText('ecs.aliyuncs.com').first().waitFor();
  await user.press(button(page, /^Apply/));
  await heading(page, 'Applied').waitFor();
  assert.match((await roleOf(emulator)).trust, /cr\.aliyuncs\.com/);
});

eachUser('a trust policy that does not fit the form is edited as JSON with findings', async ({ page, user, look }) => {
  await user.press(link(page, RECIPE));
  await user.fill(page.locator('#value-bucket'), 'my-images');
  const document = { Version: '1', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { RAM: ['*'] } }] };
  await user.fill(page.getByLabel('As JSON'), JSON.stringify(document, null, 2));
  await user.press(button(page, 'Save and check'));
  await page.locator('#findings li').first().waitFor();
  await look(page, 'findings');
});

eachUser('wrong values have their errors at the fields, the first of which has the focus', async ({ page, user, look }) => {
  await user.press(link(page, RECIPE));
  const json = page.getByLabel('As JSON');
  const text = await json.inputValue();
  await user.fill(json, text.replace('"Statement": [', '"Statement": [,'));
  await user.press(button(page, 'Save and check'));
  await page.getByText('2 fields to correct').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'trust');
  assert.equal(await page.getByLabel('Cloud service').isChecked(), true);
  await look(page, 'form-errors');
  await user.press(link(page, 'no bucket is set'));
  await user.fill(page.locator('#value-bucket'), 'my-images');
  await user.fill(json, text);
  await user.press(button(page, 'Save and check'));
  await page.getByRole('region', { name: 'Buckets' }).getByText('exists').waitFor();
  assert.equal(await page.locator('[aria-invalid]').count(), 0);
});

eachUser('a reviewer reads a report and looks into the account', async ({ emulator, page, user, look }) => {
  const applied = await rolewright(emulator, ['apply', '--bucket', 'my-images', '--yes', '--account', emulator.account_id]);
  assert.equal(applied.code, 0, applied.output);
  await user.press(link(page, RECIPE));
  await user.fill(page.locator('#value-bucket'), 'my-images');
  await user.press(button(page, 'Plan'));
  await page.getByText('No changes.').first().waitFor();
  await user.press(link(page, 'Verification'));
  await page.getByText(/Verified/).first().waitFor();
  const saved = page.waitForEvent('download');
  await user.press(link(page, 'Download the verification as a report'));
  const file = await (await saved).path();
  const report = await page.context().newPage();
  await report.setContent(fs.readFileSync(file, 'utf8'));
  await report.getByText('my-images').first().waitFor();
  await look(report, 'report');
  await report.close();

  await user.press(entry(page, 'Roles'));
  await user.press(link(page, ROLE));
  await look(page, 'role');
  await user.press(page.getByRole('main').getByRole('listitem').getByRole('link').first());
  await heading(page, /^Policy/).waitFor();
  await look(page, 'policy');
  await user.press(entry(page, 'Access'));
  await user.fill(page.getByLabel('User or role'), `role:${ROLE}`);
  await user.fill(page.getByLabel('Can do'), 'oss:PutObject');
  await user.fill(page.getByLabel('On', { exact: true }), 'acs:oss:*:*:my-images/docker/a');
  await user.press(button(page, 'Check'));
  await page.locator('.verdict.passed').waitFor();
  await look(page, 'access');
});

test('hostile names and documents of the account are shown and run nothing', async () => {
  const cleanup = new harness.Cleanup();
  try {
    const emulator = await startEmulator(cleanup, '--bucket', 'my-images');
    const document = JSON.stringify({
      Version: '1',
      Statement: [{ Effect: 'Allow', Action: harness.HOSTILE, Resource: harness.HOSTILE }],
    });
    const trust = JSON.stringify({
      Version: '1',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: [harness.HOSTILE] } }],
    });
    await control(emulator, 'POST', 'seed', {
      calls: [
        { action: 'CreateRole', params: { RoleName: ROLE, Description: harness.HOSTILE, AssumeRolePolicyDocument: trust } },
        { action: 'CreatePolicy', params: { PolicyName: 'hostile', Description: harness.HOSTILE, PolicyDocument: document } },
        { action: 'AttachPolicyToRole', params: { PolicyType: 'Custom', PolicyName: 'hostile', RoleName: ROLE } },
      ],
    });
    const { page: open } = await harness.browse(cleanup);
    const page = await open();
    await page.goto(emulator.console);
    await page.waitForURL((url) => url.search === '');
    const base = emulator.console.split('?')[0];
    const hostile = encodeURIComponent(harness.HOSTILE);
    for (const path of [
      'roles',
      `roles?find=${hostile}&marker=${hostile}`,
      `role?name=${ROLE}`,
      `role?name=${hostile}`,
      'policies',
      'policy?name=hostile&type=Custom',
      `policy?name=${hostile}&type=${hostile}`,
      `access?who=role:${ROLE}&action=${hostile}&resource=${hostile}&context=${hostile}`,
      `setup?find=${hostile}`,
      `setup/form?recipe=${hostile}`,
    ]) {
      await page.goto(`${base}${path}`);
      await harness.assertNothingInjected(page);
    }
    await page.goto(`${base}setup/form?recipe=container-registry/custom-bucket`);
    await page.locator('#value-bucket').fill('my-images');
    await button(page, 'Plan').click();
    await heading(page, 'Plan').waitFor();
    await harness.assertNothingInjected(page);
    await link(page, 'Verification').click();
    await heading(page, /./).waitFor();
    await harness.assertNothingInjected(page);
    await inspect(page, 'hostile');
  } finally {
    await cleanup.run();
  }
});
