'use strict';
// Shared helpers: the emulator that `cargo xtask official` started.

const assert = require('node:assert/strict');

const ready = JSON.parse(process.env.ROLEWRIGHT_EMULATOR);
const root = [ready.access_key_id, ready.access_key_secret];

const TRUST = JSON.stringify({
  Version: '1',
  Statement: [
    { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: ['cr.aliyuncs.com'] } },
  ],
});
const DOCUMENT = JSON.stringify({
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: 'oss:Get*', Resource: '*' }],
});
const TRICKY = 'a\n\r\n  b +~/?=&%\'()*!@#$,;[]|\\\\ 漢字 é 🦀';

async function control(method, path, body) {
  const answer = await fetch(`${ready.endpoint}/_rolewright/${path}`, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  assert.ok(answer.ok, `${path}: ${answer.status}`);
  return answer.json();
}

/** Makes an action fail until the faults are removed. */
const fail = (action, fault) => control('PUT', 'faults', [{ action, fault }]);

/** Returns the code of a failed call, after checking its other fields. */
async function codeOf(call, look = () => {}) {
  const error = await call.then(
    () => assert.fail('the call was not refused'),
    (error) => error,
  );
  look(error);
  return error.code;
}

module.exports = { ready, root, TRUST, DOCUMENT, TRICKY, control, fail, codeOf };
