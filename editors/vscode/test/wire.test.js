// @ts-check
'use strict';

const assert = require('node:assert/strict');
const { PassThrough } = require('node:stream');
const { test } = require('node:test');
const { RpcError, Wire } = require('../src/wire');

/** Two ends of one connection. @param {Record<string, import('../src/wire').Handler>} left @param {Record<string, import('../src/wire').Handler>} right */
function pair(left, right) {
  const [there, back] = [new PassThrough(), new PassThrough()];
  return { left: new Wire(back, there, left), right: new Wire(there, back, right), there, back };
}

test('a call gets its answer, and two at once get their own', async () => {
  const { left } = pair({}, { double: async ({ n }) => ({ n: 2 * n }) });
  assert.deepEqual(await Promise.all([left.call('double', { n: 1 }), left.call('double', { n: 2 })]), [{ n: 2 }, { n: 4 }]);
});

test('an error answer is an error with its code and data', async () => {
  const { left } = pair({}, { fail: () => { throw new RpcError(-32002, 'gone', { path: 'a' }); } });
  await assert.rejects(left.call('fail', {}), { code: -32002, message: 'gone', data: { path: 'a' } });
  await assert.rejects(left.call('unknown', {}), { code: -32601 });
});

test('a line that is cut anywhere, half a character included, is one message', async () => {
  /** @type {string[]} */
  const heard = [];
  const { there } = pair({}, { say: ({ text }) => void heard.push(text) });
  const bytes = Buffer.from(JSON.stringify({ jsonrpc: '2.0', method: 'say', params: { text: 'grüße 🙂' } }) + '\n');
  for (const byte of bytes) there.write(Buffer.from([byte]));
  await new Promise(setImmediate);
  assert.deepEqual(heard, ['grüße 🙂']);
});

test('noise on the line and unknown answers end nothing', async () => {
  const { left, back } = pair({}, { ping: () => ({ ok: true }) });
  back.write('warning: something\n[1,2]\nnull\n{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"x"}}\n{"id":99,"result":1}\n');
  assert.deepEqual(await left.call('ping', {}), { ok: true });
});

test('when the other side ends, every open call fails with the reason, and so does the next', async () => {
  const { left, back } = pair({}, { never: () => new Promise(() => {}) });
  const open = left.call('never', {});
  back.end();
  await assert.rejects(open, /The agent ended/);
  await assert.rejects(left.call('never', {}), /The agent ended/);
});

test('whoever waits for an answer goes on before the line behind it is read', async () => {
  /** @type {string[]} */
  const order = [];
  const { left, back } = pair({ say: ({ text }) => void order.push(text) }, { never: () => new Promise(() => {}) });
  const waiting = (async () => (await left.call('never', {}), await null, order.push('answered')))();
  back.write('{"jsonrpc":"2.0","method":"say","params":{"text":"before"}}\n{"jsonrpc":"2.0","id":1,"result":{}}\n{"jsonrpc":"2.0","method":"say","params":{"text":"behind"}}\n');
  await waiting;
  await new Promise(setImmediate);
  assert.deepEqual(order, ['before', 'answered', 'behind']);
});

test('a question can be taken back from either side, and a broken line takes back all', async () => {
  /** @type {AbortSignal[]} */
  const signals = [];
  const asked = (/** @type {any} */ _params, /** @type {AbortSignal} */ signal) => (signals.push(signal), new Promise((resolve) => signal.addEventListener('abort', () => resolve({ cancelled: true }))));
  const { left, there } = pair({}, { ask: asked });
  const control = new AbortController();
  const answer = left.call('ask', {}, control.signal);
  void left.call('ask', {}).catch(() => undefined);
  control.abort();
  assert.deepEqual(await answer, { cancelled: true });
  there.end();
  await new Promise(setImmediate);
  assert.deepEqual(signals.map((signal) => signal.aborted), [true, true]);
});
