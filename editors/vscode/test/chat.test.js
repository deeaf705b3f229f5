// @ts-check
'use strict';

/** The chat over a real `hermes acp`, playing a script. `HERMES` names the command; the tests run where it is on PATH. */

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');
const { Chat, blocks } = require('../src/chat');

const HERMES = process.env.HERMES ?? 'hermes';
const WORDS = { text: 'Done.' };

/** @param {object[][]} script @param {(item: import('../src/conversation').Item, chat: Chat) => void} [question] */
function open(script, question = () => {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hermes-vscode-'));
  fs.writeFileSync(path.join(folder, 'script.json'), JSON.stringify(script));
  fs.mkdirSync(path.join(folder, 'work'));
  const env = { HERMES_HOME: path.join(folder, 'home'), HOME: folder, HERMES_MODEL: `scripted:${path.join(folder, 'script.json')}` };
  const work = path.join(folder, 'work');
  const files = {
    'fs/read_text_file': (/** @type {any} */ params) => ({ content: fs.readFileSync(params.path, 'utf8') }),
    'fs/write_text_file': (/** @type {any} */ params) => fs.writeFileSync(params.path, params.content),
  };
  /** @type {Chat} */
  const chat = new Chat({
    start: () => ({ command: HERMES, args: ['acp'], env, cwd: work }),
    roots: () => [work],
    handlers: () => files,
    version: '0',
    log: () => {},
    remember: () => {},
    item: () => {},
    state: () => {},
    reset: () => {},
    question: (item) => question(item, chat),
    answered: () => {},
  });
  return { chat, work };
}

const WRITE = { call: { name: 'write_file', arguments: { path: 'a.txt', content: 'hello\n' } } };

test('a prompt is answered, and the session can be resumed with all that was said', { timeout: 30_000 }, async () => {
  const { chat } = open([[WORDS]]);
  await chat.send({ text: 'Hi' });
  const said = chat.conversation.items.filter((item) => item.kind === 'user' || item.kind === 'agent').map(({ kind, text }) => [kind, text]);
  assert.deepEqual(said, [['user', 'Hi'], ['agent', 'Done.']]);
  const session = chat.session ?? '';
  await chat.begin();
  assert.equal(chat.conversation.items.length, 0);
  assert.deepEqual((await chat.sessions()).map((one) => one.sessionId).includes(session), true);
  await chat.resume(session);
  assert.deepEqual(chat.conversation.items.map(({ kind, text }) => [kind, text]), said);
  chat.close();
});

test('an edit is asked about with its diff, and written when kept', { timeout: 30_000 }, async () => {
  const { chat, work } = open([[WRITE], [WORDS]], (item, asked) => {
    assert.deepEqual(asked.conversation.diffs.get(item.id)?.map((diff) => diff.newText), ['hello\n']);
    asked.answerKind(item.id, 'allow_once');
  });
  await chat.send({ text: 'Write it' });
  assert.equal(fs.readFileSync(path.join(work, 'a.txt'), 'utf8'), 'hello\n');
  chat.close();
});

test('an edit that is rejected is not written', { timeout: 30_000 }, async () => {
  const { chat, work } = open([[WRITE], [WORDS]], (item, asked) => asked.answerKind(item.id, 'reject_once'));
  await chat.send({ text: 'Write it' });
  assert.equal(fs.existsSync(path.join(work, 'a.txt')), false);
  chat.close();
});

test('stopping in the middle of a question cancels the turn and the question', { timeout: 30_000 }, async () => {
  const { chat } = open([[WRITE], [WORDS]], (_item, asked) => setImmediate(() => asked.stop()));
  await chat.send({ text: 'Write it' });
  assert.equal(chat.busy, false);
  assert.equal(chat.conversation.items.at(-1)?.text, 'Stopped.');
  chat.close();
});

test('a command that is not there is said in a sentence', { timeout: 30_000 }, async () => {
  const { chat } = open([[WORDS]]);
  chat.around.start = () => ({ command: '/no/such/hermes', args: ['acp'], env: {}, cwd: os.tmpdir() });
  await assert.rejects(chat.ready());
  assert.match(chat.problem, /was not found\. Install Hermes/);
});

test('everything that goes with a prompt becomes a block of its own', () => {
  const whole = { text: 't', images: [{ data: 'AA', mimeType: 'image/png' }], files: [{ uri: 'file:///a', name: 'a' }], selection: [{ uri: 'file:///b#L1:2', text: 'x', name: 'b:1-2' }] };
  assert.deepEqual(blocks(whole), [
    { type: 'text', text: 't' },
    { type: 'image', data: 'AA', mimeType: 'image/png' },
    { type: 'resource_link', uri: 'file:///a', name: 'a' },
    { type: 'resource', resource: { uri: 'file:///b#L1:2', text: 'x' } },
  ]);
});
