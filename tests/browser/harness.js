'use strict';
// Programs, browser and page checks that the tests share.

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const readline = require('node:readline');
const { chromium } = require('playwright-core');
const axe = require('axe-core');

const { ROLEWRIGHT, CHROMIUM, SCREENSHOTS } = process.env;

/** What is closed after a test, the latest first. */
class Cleanup {
  constructor() {
    this.steps = [];
  }

  add(step) {
    this.steps.push(step);
  }

  async run() {
    for (const step of this.steps.reverse()) await step();
  }
}

/** Starts a program of rolewright that prints lines and runs until it is ended. Returns its first lines. */
async function start(cleanup, args, lines) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rolewright-'));
  const child = spawn(ROLEWRIGHT, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (text) => {
    errors = (errors + text).slice(-4_000);
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  cleanup.add(async () => {
    child.kill('SIGTERM');
    await ended;
    fs.rmSync(folder, { recursive: true, force: true });
  });
  const reader = readline.createInterface({ input: child.stdout });
  const found = [];
  for await (const line of reader) {
    found.push(line);
    if (found.length === lines) break;
  }
  assert.equal(found.length, lines, `${args.join(' ')}: ${errors}`);
  child.stdout.resume();
  return { found, folder };
}

/** Starts an emulator with a console. */
async function startEmulator(cleanup, ...args) {
  const { found, folder } = await start(cleanup, ['emulator', '--console', ...args], 2);
  const ready = JSON.parse(found[0]);
  return { ...ready, console: found[1], folder };
}

/** Runs rolewright against an emulator. Returns exit code and output. */
async function rolewright(emulator, args, key = [emulator.access_key_id, emulator.access_key_secret]) {
  const environment = {
    PATH: process.env.PATH,
    ALIBABA_CLOUD_ACCESS_KEY_ID: key[0],
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: key[1],
    ALIBABA_CLOUD_ENDPOINT: emulator.endpoint,
    ALIBABA_CLOUD_STS_ENDPOINT: emulator.endpoint,
  };
  const child = spawn(ROLEWRIGHT, args, { cwd: emulator.folder, env: environment });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      output += text;
    });
  }
  const code = await new Promise((resolve) => child.once('close', resolve));
  return { code, output };
}

/** Sends a request to a control endpoint of an emulator. */
async function control(emulator, method, what, body) {
  const answer = await fetch(`${emulator.endpoint}/_rolewright/${what}`, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  assert.ok(answer.ok, `${what}: ${answer.status}`);
  return answer.json();
}

/** Opens a browser; `page()` returns a new page that fails the test for a dialog, an error or a blocked load. */
async function browse(cleanup, options = {}) {
  // Chromium has no sandbox for root.
  const args = process.getuid() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({ executablePath: CHROMIUM, args });
  cleanup.add(() => browser.close());
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'], ...options });
  context.setDefaultTimeout(20_000);
  const wrong = [];
  context.on('dialog', (dialog) => {
    wrong.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  context.on('weberror', (error) => wrong.push(`error: ${error.error()}`));
  context.on('console', (message) => {
    const isRefusal = /Failed to load resource/.test(message.text());
    if (message.type() === 'error' && !isRefusal) wrong.push(message.text());
  });
  cleanup.add(() => assert.deepEqual(wrong, []));
  return { context, page: () => context.newPage(), wrong };
}

const LOOKS = [
  { name: 'light', colorScheme: 'light', width: 1280 },
  { name: 'dark', colorScheme: 'dark', width: 1280 },
  { name: 'phone', colorScheme: 'light', width: 390 },
];

/** Checks a page with axe in light and dark colours and on a phone, and saves a screenshot of each. */
async function inspect(page, name) {
  fs.mkdirSync(SCREENSHOTS, { recursive: true });
  const before = page.viewportSize();
  for (const look of LOOKS) {
    await page.emulateMedia({ colorScheme: look.colorScheme });
    await page.setViewportSize({ width: look.width, height: 900 });
    await page.screenshot({ path: path.join(SCREENSHOTS, `${name}-${look.name}.png`), fullPage: true });
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
    assert.deepEqual(found, [], `${name}, ${look.name}`);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= look.width, `${name}, ${look.name}: ${width} px wide`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(before);
}

/** Asserts that no text from an account has become an element or ran. */
async function assertNothingInjected(page) {
  const found = await page.evaluate(() => ({
    elements: document.querySelectorAll('[data-injected], img[src="x"]').length,
    ran: globalThis.injected !== undefined,
  }));
  assert.deepEqual(found, { elements: 0, ran: false });
}

/** Markup that would run a script, and a text that would end an attribute or a script. */
const HOSTILE = `"'><img src=x data-injected onerror="globalThis.injected=1"></script><script data-injected>globalThis.injected=1</script>`;

module.exports = {
  Cleanup,
  HOSTILE,
  assertNothingInjected,
  browse,
  control,
  inspect,
  rolewright,
  start,
  startEmulator,
};
