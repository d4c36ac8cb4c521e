'use strict';
// The pages about the emulator.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const fs = require('node:fs');
const path = require('node:path');
const harness = require('./harness.js');
const { USERS } = require('./users.js');

const { control, inspect, rolewright, startEmulator } = harness;

/** A user whose policy allows one read, and the key of that user. */
const SEED = {
  calls: [
    { action: 'CreateUser', params: { UserName: 'alice' } },
    {
      action: 'CreatePolicy',
      params: {
        PolicyName: 'reads',
        PolicyDocument: {
          Version: '1',
          Statement: [{ Effect: 'Allow', Action: 'sts:GetCallerIdentity', Resource: '*' },
            { Effect: 'Allow', Action: 'ram:GetRole', Resource: '*' }],
        },
      },
    },
    {
      action: 'AttachPolicyToUser',
      params: { PolicyType: 'Custom', PolicyName: 'reads', UserName: 'alice' },
    },
  ],
  keys: [{ id: 'alice-key', secret: 'alice-secret', user: 'alice' }],
};
const ALICE = ['alice-key', 'alice-secret'];

/** Runs a flow with an emulator and a page of its console, once for each user. */
function eachUser(name, args, flow) {
  for (const User of USERS) {
    test(`${name}, ${new User().name}`, async () => {
      const cleanup = new harness.Cleanup();
      try {
        const emulator = await startEmulator(cleanup, ...args);
        const { page: open } = await harness.browse(cleanup);
        const page = await open();
        await page.goto(emulator.console);
        await page.waitForURL((url) => url.search === '');
        await flow({ emulator, page, user: new User(page) });
      } finally {
        await cleanup.run();
      }
    });
  }
}

const link = (page, name) => page.getByRole('link', { name, exact: true });
const button = (page, name) => page.getByRole('button', { name, exact: true });
const heading = (page, name) => page.getByRole('heading', { name });
const entry = (page, name) => page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true });

/** Waits until rows of the list match. */
async function rows(page, text) {
  const found = page.locator('tbody[data-stream] tr', { hasText: text });
  await found.first().waitFor();
  return found;
}

eachUser(
  'an instance goes from pending to running when its role is set up',
  ['--bucket', 'my-images'],
  async ({ page, user }) => {
    await user.press(entry(page, 'Instances'));
    await user.fill(page.locator('#new-name'), 'images');
    await user.fill(page.locator('#new-region'), 'cn-hangzhou');
    await user.fill(page.locator('#new-bucket'), 'my-images');
    await user.press(button(page, 'Create'));
    await heading(page, 'images PENDING').waitFor();
    await page.getByText('OSS_SERVICE_ROLE_UNAUTHORIZED').waitFor();
    if (user.name === 'with a pointer') await inspect(page, 'instance-pending');
    await user.press(link(page, 'Set up the role for this bucket'));
    await user.press(button(page, 'Plan'));
    await user.press(page.getByRole('button', { name: /^Apply/ }));
    await heading(page, 'Applied').waitFor();
    await user.press(entry(page, 'Instances'));
    await heading(page, 'images RUNNING').waitFor();
    assert.equal(await page.getByText('Why it does not run').count(), 0);
    if (user.name === 'with a pointer') await inspect(page, 'instance-running');
  },
);

eachUser(
  'requests appear as they arrive, are filtered and explained, and teach a policy',
  ['--enforce=soft', '--bucket', 'my-images', '--seed', seed()],
  async ({ emulator, page, user }) => {
    await user.press(entry(page, 'Requests'));
    await page.getByText('No requests.').waitFor();
    await rolewright(emulator, ['verify', '--bucket', 'my-images'], ALICE);
    const denied = await rows(page, 'not allowed');
    assert.ok((await denied.count()) > 0);
    const allowed = await rows(page, 'allowed by statement 2 of reads');
    assert.match(await allowed.first().innerText(), /ram:GetRole/);
    await user.press(button(page, 'Pause'));
    await button(page, 'Continue').waitFor();
    if (user.name === 'with a pointer') await inspect(page, 'requests');

    await user.choose(page.getByLabel('Decision'), 'denied');
    await user.fill(page.getByLabel('Operation contains'), 'oss:');
    await user.press(button(page, 'Filter'));
    await page.waitForURL(/decision=denied/);
    const shown = await page.locator('tbody[data-stream] tr').allInnerTexts();
    assert.ok(shown.length > 0 && shown.every((text) => /oss:/.test(text) && /not allowed/.test(text)), shown.join());

    await user.press(page.locator('tbody[data-stream] tr').first().getByRole('link'));
    await heading(page, 'Denied access').waitFor();
    await page.getByText('none allows it').waitFor();
    if (user.name === 'with a pointer') await inspect(page, 'request');
    await user.press(link(page, 'Smallest policy of this caller'));
    const policy = JSON.parse(await page.locator('#policy').innerText());
    const actions = policy.Statement.flatMap((statement) => statement.Action);
    assert.ok(actions.includes('ram:GetRole') && actions.some((action) => action.startsWith('oss:')), actions.join());
    await user.press(page.getByRole('button', { name: 'Copy Policy' }));
    await page.getByText('Copied').waitFor();
    assert.deepEqual(JSON.parse(await page.evaluate(() => navigator.clipboard.readText())), policy);
    if (user.name === 'with a pointer') await inspect(page, 'learned');
  },
);

eachUser(
  'a fault is set and removed, the clock is moved, and the emulator is reset',
  ['--bucket', 'my-images'],
  async ({ emulator, page, user }) => {
    await user.press(entry(page, 'Emulator'));
    await user.choose(page.getByLabel('Fault', { exact: true }), 'internal_error');
    await user.fill(page.getByLabel('Operation', { exact: true }), 'GetRoel');
    await user.press(button(page, 'Add'));
    await page.getByRole('alert').getByRole('link', { name: /GetRoel/ }).waitFor();
    const operation = page.getByLabel('Operation', { exact: true });
    assert.equal(await operation.getAttribute('aria-invalid'), 'true');
    assert.match(await page.locator('#fault-action-error').innerText(), /did you mean `?GetRole`?/);
    assert.ok(await operation.evaluate((field) => field === document.activeElement));
    await user.fill(page.getByLabel('Operation', { exact: true }), 'GetRole');
    await user.press(button(page, 'Add'));
    await page.getByRole('row', { name: /^internal_error http 500; not executed all GetRole all 0 no limit/ }).waitFor();
    if (user.name === 'with a pointer') await inspect(page, 'emulator');
    const { code, output } = await rolewright(emulator, ['show', '--retries', '0']);
    assert.notEqual(code, 0, output);
    await user.press(entry(page, 'Requests'));
    await rows(page, 'fault internal_error');
    await user.press(entry(page, 'Emulator'));
    await user.press(button(page, 'Remove'));
    await page.getByText('No faults.').waitFor();

    await user.choose(page.getByLabel('Unit'), 'hours');
    await user.fill(page.getByLabel('Move it by'), '2');
    await user.press(button(page, 'Move'));
    await page.getByText('2 hours ahead of the real time').waitFor();
    assert.equal((await control(emulator, 'GET', 'clock')).moved_seconds, 7_200);

    await user.check(page.getByLabel('Discard the changes'));
    await user.press(button(page, 'Reset'));
    await page.getByText('the real time').waitFor({ state: 'detached' });
    assert.equal((await control(emulator, 'GET', 'clock')).moved_seconds, 0);
    assert.deepEqual((await control(emulator, 'GET', 'requests')).requests, []);
  },
);

test('without script the requests are listed after a reload, 10,000 of them in pages', async () => {
  const cleanup = new harness.Cleanup();
  try {
    const emulator = await startEmulator(cleanup);
    const { page: open } = await harness.browse(cleanup, { javaScriptEnabled: false });
    const page = await open();
    await page.goto(emulator.console);
    await page.waitForURL((url) => url.search === '');
    await entry(page, 'Requests').click();
    const read = () => fetch(`${emulator.endpoint}/missing-bucket/key`).then((answer) => answer.text());
    for (let count = 0; count < 10_050; count += 50) await Promise.all(Array.from({ length: 50 }, read));
    await link(page, 'Reload').click();
    await page.getByText('10000 of the latest 10000 requests').waitFor();
    const numbers = () => page.locator('tbody tr th').allInnerTexts();
    const first = await numbers();
    assert.deepEqual([first.length, first[0], first.at(-1)], [100, '10050', '9951']);
    await link(page, 'Older requests').click();
    const second = await numbers();
    assert.deepEqual([second.length, second[0]], [100, '9950']);
    await page.getByLabel('Operation contains').fill('GetRole');
    await button(page, 'Filter').click();
    await page.getByText('No requests.').waitFor();
  } finally {
    await cleanup.run();
  }
});

test('hostile requests are shown and run nothing', async () => {
  const cleanup = new harness.Cleanup();
  try {
    const emulator = await startEmulator(cleanup, '--enforce=soft', '--bucket', 'my-images');
    const { page: open } = await harness.browse(cleanup);
    const page = await open();
    await page.goto(emulator.console);
    await entry(page, 'Requests').click();
    const hostile = encodeURIComponent(harness.HOSTILE);
    await fetch(`${emulator.endpoint}/my-images/${hostile}`);
    await fetch(`${emulator.endpoint}/?Action=AssumeRoleWithOIDC&Version=2015-04-01&RoleArn=${hostile}&${hostile}=${hostile}`);
    await control(emulator, 'POST', 'instances', {
      region: harness.HOSTILE, name: harness.HOSTILE, bucket: 'my-images',
    });
    await rows(page, 'AssumeRoleWithOIDC');
    await harness.assertNothingInjected(page);
    for (const operation of ['GetObject', 'AssumeRoleWithOIDC']) {
      await entry(page, 'Requests').click();
      await page.locator('tbody tr', { hasText: operation }).first().getByRole('link').click();
      await page.getByText('onerror').first().waitFor();
      await harness.assertNothingInjected(page);
    }
    await entry(page, 'Instances').click();
    await page.getByText('onerror').first().waitFor();
    await harness.assertNothingInjected(page);
    await page.goto(`${emulator.console.split('?')[0]}requests?caller=${hostile}&action=${hostile}`);
    await harness.assertNothingInjected(page);
    if (process.env.SCREENSHOTS) await inspect(page, 'requests-hostile');
  } finally {
    await cleanup.run();
  }
});

/** Writes the seed to a file. Returns its path. */
function seed() {
  const file = path.join(fs.mkdtempSync(path.join(require('node:os').tmpdir(), 'rolewright-seed-')), 'seed.json');
  fs.writeFileSync(file, JSON.stringify(SEED));
  return file;
}
