// @ts-check
'use strict';

/** The chat over a real `hermes acp`, playing a script. `HERMES` names the command; the tests run where it is on PATH. */

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { afterEach, test } = require('node:test');
const { Chat } = require('../src/chat');
const { blocks } = require('../src/prompt');

const HERMES = process.env.HERMES ?? 'hermes';
const WORDS = { text: 'Done.' };
const WRITE = { call: { name: 'write_file', arguments: { path: 'a.txt', content: 'hello\n' } } };

/**
 * @param {object[][]} script @param {(item: import('../src/conversation').Item, chat: Chat) => void} [question]
 * @param {{folder?: string, last?: string, config?: string}} [more] another's folder; the session to go on with; settings of the agent
 */
function open(script, question = () => {}, { folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hermes-vscode-')), last, config } = {}) {
  const [work, home] = [path.join(folder, 'work'), path.join(folder, 'home')];
  for (const each of [work, home]) fs.mkdirSync(each, { recursive: true });
  fs.writeFileSync(path.join(folder, 'script.json'), JSON.stringify(script));
  if (config) fs.writeFileSync(path.join(home, 'config.yaml'), config);
  const env = { HERMES_HOME: home, HOME: folder, HERMES_MODEL: `scripted:${path.join(folder, 'script.json')}` };
  const files = {
    'fs/read_text_file': (/** @type {any} */ params) => ({ content: fs.readFileSync(params.path, 'utf8') }),
    'fs/write_text_file': (/** @type {any} */ params) => fs.writeFileSync(params.path, params.content),
  };
  /** @type {(string | undefined)[]} */
  const remembered = [];
  /** @type {(() => void)[]} */
  const watching = [];
  const changed = () => watching.forEach((look) => look());
  /** @type {Chat} */
  const chat = new Chat({
    start: () => ({ command: HERMES, args: ['acp'], env, cwd: work }),
    roots: () => [work],
    handlers: () => files,
    version: '0',
    log: () => {},
    last: () => last,
    remember: (session) => void remembered.push(session),
    item: changed,
    state: changed,
    reset: () => {},
    question: (item) => question(item, chat),
    answered: () => {},
  });
  opened.push({ chat, folder });
  /** Resolves once something is so. @param {() => unknown} is */
  const until = (is) => new Promise((resolve) => (watching.push(() => is() && resolve(undefined)), changed()));
  return { chat, work, folder, remembered, until };
}

/** @type {{chat: Chat, folder: string}[]} */
const opened = [];
afterEach(async () => {
  const done = opened.splice(0);
  await Promise.all(done.map(({ chat }) => chat.close()));
  for (const { folder } of done) fs.rmSync(folder, { recursive: true, force: true });
});

/** @param {Chat} chat */
const said = (chat) => chat.conversation.items.filter(({ kind }) => kind === 'user' || kind === 'agent').map(({ kind, text }) => [kind, text]);

test('a prompt is answered, and the session can be resumed with all that was said', { timeout: 30_000 }, async () => {
  const { chat, remembered } = open([[WORDS]]);
  await chat.send({ text: 'Hi' });
  assert.deepEqual(said(chat), [['user', 'Hi'], ['agent', 'Done.']]);
  const session = chat.session ?? '';
  await chat.begin();
  assert.deepEqual([said(chat), chat.earlier.map((one) => one.sessionId)], [[], [session]]);
  await chat.resume(session);
  assert.deepEqual(said(chat), [['user', 'Hi'], ['agent', 'Done.']]);
  assert.deepEqual(remembered, [undefined, session, undefined, session]);
});

test('a window that is opened again goes on where it was, and a second one begins anew', { timeout: 30_000 }, async () => {
  const first = open([[WORDS]]);
  await first.chat.send({ text: 'Hi' });
  const more = { folder: first.folder, last: first.chat.session };
  const second = open([[WORDS]], undefined, more);
  await second.chat.ready();
  assert.notEqual(second.chat.session, first.chat.session);
  assert.deepEqual([second.chat.problem, said(second.chat)], ['', []]);
  await assert.rejects(second.chat.resume(first.chat.session ?? ''), /is open in/);
  assert.match(second.chat.problem, /is open in/);
  await second.chat.begin();
  assert.equal(second.chat.problem, '');
  await first.chat.close();
  const again = open([[WORDS]], undefined, more);
  await again.chat.ready();
  assert.deepEqual([again.chat.session, said(again.chat)], [more.last, said(first.chat)]);
});

test('two who want a session at once get one', { timeout: 30_000 }, async () => {
  const { chat } = open([[WORDS]]);
  await Promise.all([chat.ready(), chat.begin(), chat.ready()]);
  assert.equal((await chat.call('session/list', {})).sessions.length, 0);
  await chat.send({ text: 'Hi' });
  assert.equal((await chat.call('session/list', {})).sessions.length, 1);
});

test('an agent that is killed is started again by the next prompt, which goes on in the same session', { timeout: 30_000 }, async () => {
  const { chat, until } = open([[WORDS], [WORDS]]);
  await chat.send({ text: 'Hi' });
  const session = chat.session;
  chat.agent?.child?.kill('SIGKILL');
  await until(() => chat.problem);
  assert.equal(chat.problem, 'The agent ended by SIGKILL.');
  await chat.send({ text: 'Again' });
  assert.deepEqual([chat.problem, chat.session, chat.busy], ['', session, false]);
  assert.deepEqual(said(chat), [['user', 'Hi'], ['agent', 'Done.'], ['user', 'Again'], ['agent', 'Done.']]);
});

test('an agent that dies in the middle of a question leaves nothing open', { timeout: 30_000 }, async () => {
  const { chat } = open([[WRITE], [WORDS]], (_item, asked) => asked.agent?.child?.kill('SIGKILL'));
  await chat.send({ text: 'Write it' });
  assert.deepEqual([chat.busy, chat.questions.open.size, chat.conversation.items.filter((item) => item.asks)], [false, 0, []]);
  assert.match(chat.conversation.items.at(-1)?.text ?? '', /The agent ended/);
});

test('a restart ends the agent and goes on in the same session', { timeout: 30_000 }, async () => {
  const { chat } = open([[WORDS], [WORDS]]);
  await chat.send({ text: 'Hi' });
  const before = chat.session;
  await chat.close();
  await chat.ready();
  assert.deepEqual([chat.session, chat.problem], [before, '']);
});

test('a session is renamed and deleted, and a new one takes the place of the one on the screen', { timeout: 30_000 }, async () => {
  const { chat } = open([[WORDS]]);
  await chat.send({ text: 'Hi' });
  const session = chat.session ?? '';
  await chat.rename(session, 'A name');
  assert.equal(chat.conversation.title, 'A name');
  await chat.remove(session);
  assert.notEqual(chat.session, session);
  assert.deepEqual([await chat.sessions(), chat.conversation.items], [[], []]);
});

test('what is sent while a turn runs waits, can be taken back, and is read in its turn', { timeout: 30_000 }, async () => {
  const { chat, until } = open([[WRITE], [WORDS], [{ text: 'Next.' }]]);
  const first = chat.send({ text: 'Write it' });
  await until(() => chat.questions.open.size);
  const second = chat.send({ text: 'And then this' });
  const third = chat.send({ text: 'Never this' });
  await until(() => chat.conversation.queue.length === 2);
  assert.equal(chat.withdraw(chat.conversation.queue[1].id), 'Never this');
  await third;
  assert.deepEqual(chat.conversation.queue.map(({ text }) => text), ['And then this']);
  chat.answerKind([...chat.questions.open.keys()][0], 'allow_once');
  await Promise.all([first, second]);
  assert.deepEqual(said(chat), [['user', 'Write it'], ['agent', 'Done.'], ['user', 'And then this'], ['agent', 'Next.']]);
});

test('a form of a server is shown and its answer gets back, an address is shown and declined', { timeout: 60_000 }, async () => {
  const call = (/** @type {string} */ name) => ({ call: { name: `mcp_asker_${name}`, arguments: {} } });
  const config = JSON.stringify({ mcp_servers: { asker: { command: process.execPath, args: [path.join(__dirname, '../e2e/asker.js')] } } });
  /** @type {[string | undefined, string[] | undefined, string | undefined][]} */
  const asked = [];
  const { chat } = open([[call('order')], [call('visit')], [WORDS]], (item) => {
    if (item.kind === 'call') return void chat.answerKind(item.id, 'allow_once');
    asked.push([item.text, item.fields?.map((field) => field.kind), item.url]);
    return item.url ? chat.filled(item.id, 'decline') : chat.filled(item.id, 'accept', { name: 'Ada', size: 2, color: 'b', gift: true, days: ['mo'] });
  }, { config });
  await chat.send({ text: 'Order it' });
  assert.deepEqual(asked.map(([, kinds, url]) => [kinds, url]), [[['text', 'number', 'one', 'flag', 'some'], undefined], [undefined, 'https://example.org/pay']]);
  const forms = chat.conversation.items.filter((item) => item.kind === 'form').map((item) => item.chosen);
  assert.deepEqual(forms, ['You: Name: Ada · Size: 2 · Colour: Blue · A gift: yes · Days: Monday', 'You: Declined']);
  const results = chat.conversation.items.filter((item) => item.tool).map((item) => item.shown?.map((part) => (part.kind === 'text' ? part.text : '')).join(''));
  assert.match(results.join('\n'), /"size":2/);
  assert.match(results.join('\n'), /"action":"decline"/);
});

test('an edit is asked about with its diff, and written when kept', { timeout: 30_000 }, async () => {
  const { chat, work } = open([[WRITE], [WORDS]], (item, asked) => {
    assert.deepEqual(asked.conversation.diffs.get(item.id)?.map((diff) => diff.newText), ['hello\n']);
    asked.answerKind(item.id, 'allow_once');
  });
  await chat.send({ text: 'Write it' });
  assert.equal(fs.readFileSync(path.join(work, 'a.txt'), 'utf8'), 'hello\n');
});

test('an edit that is rejected is not written', { timeout: 30_000 }, async () => {
  const { chat, work } = open([[WRITE], [WORDS]], (item, asked) => asked.answerKind(item.id, 'reject_once'));
  await chat.send({ text: 'Write it' });
  assert.equal(fs.existsSync(path.join(work, 'a.txt')), false);
});

test('stopping in the middle of a question cancels the turn and the question', { timeout: 30_000 }, async () => {
  const { chat } = open([[WRITE], [WORDS]], (_item, asked) => setImmediate(() => asked.stop()));
  await chat.send({ text: 'Write it' });
  assert.equal(chat.busy, false);
  assert.equal(chat.conversation.items.at(-1)?.title, 'Stopped.');
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
