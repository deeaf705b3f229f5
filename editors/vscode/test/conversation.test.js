// @ts-check
'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { Conversation } = require('../src/conversation');

/** @param {string} kind @param {string} text @param {string} [messageId] */
const chunk = (kind, text, messageId) => ({ sessionUpdate: kind, messageId, content: { type: 'text', text } });

test('chunks of one message are one item, and the next message is another', () => {
  const talk = new Conversation();
  for (const update of [chunk('agent_message_chunk', 'Hel', 'm1'), chunk('agent_message_chunk', 'lo', 'm1'), chunk('agent_message_chunk', 'Again', 'm2')]) talk.take(update);
  assert.deepEqual(talk.items.map(({ kind, text }) => [kind, text]), [['agent', 'Hello'], ['agent', 'Again']]);
});

test('chunks without ids join until another kind comes between', () => {
  const talk = new Conversation();
  for (const [kind, text] of [['agent_thought_chunk', 'a'], ['agent_thought_chunk', 'b'], ['agent_message_chunk', 'c'], ['agent_thought_chunk', 'd']]) talk.take(chunk(kind, text));
  assert.deepEqual(talk.items.map(({ kind, text }) => [kind, text]), [['thought', 'ab'], ['agent', 'c'], ['thought', 'd']]);
});

test('a call grows from its announcement to its end, with live output', () => {
  const talk = new Conversation();
  talk.take({ sessionUpdate: 'tool_call', toolCallId: '1', title: 'npm test', kind: 'execute', status: 'pending' });
  talk.take({ sessionUpdate: 'tool_call_update', toolCallId: '1', status: 'in_progress', content: [{ type: 'terminal', terminalId: '1' }] });
  talk.take({ sessionUpdate: 'tool_call_update', toolCallId: '1', _meta: { terminal_output: { data: 'one\n' } } });
  talk.take({ sessionUpdate: 'tool_call_update', toolCallId: '1', _meta: { terminal_output: { data: 'two\n' } } });
  const item = talk.take({ sessionUpdate: 'tool_call_update', toolCallId: '1', status: 'failed', _meta: { terminal_exit: { exit_code: 1 } } });
  assert.deepEqual(item, { id: 'call-1', kind: 'call', title: 'npm test', tool: 'execute', status: 'failed', shown: [], output: 'one\ntwo\n\n[exit code 1]' });
});

test('a question shows what it is about, and its answer closes it', () => {
  const talk = new Conversation();
  const item = talk.asked({
    toolCall: { toolCallId: '1', title: 'Edit a.txt', kind: 'edit', content: [{ type: 'content', content: { type: 'text', text: 'Edits are asked.' } }, { type: 'diff', path: '/w/a.txt', oldText: 'a\nb\n', newText: 'a\nc\n' }] },
    options: [{ optionId: 'yes', name: 'Allow once', kind: 'allow_once' }],
  });
  assert.equal(item.why, 'Edits are asked.');
  assert.deepEqual(item.choices, [{ id: 'yes', name: 'Allow once', kind: 'allow_once' }]);
  assert.deepEqual(item.shown?.[1], {
    kind: 'diff', path: '/w/a.txt', index: 0, added: 1, removed: 1, more: 0,
    lines: [{ kind: 'same', text: 'a' }, { kind: 'removed', text: 'b' }, { kind: 'added', text: 'c' }],
  });
  assert.deepEqual(talk.diffs.get('call-1'), [{ path: '/w/a.txt', oldText: 'a\nb\n', newText: 'a\nc\n' }]);
  talk.answered('call-1', 'Allow once');
  assert.deepEqual([item.choices, item.chosen], [undefined, 'Allow once']);
});

test('the plan of a turn is one item that changes, the next turn has its own', () => {
  const talk = new Conversation();
  const plan = (/** @type {string} */ status) => ({ sessionUpdate: 'plan', entries: [{ content: 'Look', status, priority: 'medium' }] });
  talk.sent('go', [], []);
  talk.take(plan('pending'));
  talk.take(plan('completed'));
  talk.sent('again', [], []);
  talk.take(plan('pending'));
  assert.deepEqual(talk.items.filter((item) => item.kind === 'plan').map((item) => item.entries?.[0].status), ['completed', 'pending']);
});

test('usage, title and commands are kept, unknown updates are passed over', () => {
  const talk = new Conversation();
  talk.take({ sessionUpdate: 'usage_update', used: 10, size: 100, cost: { amount: 0.1, currency: 'USD' } });
  talk.take({ sessionUpdate: 'usage_update', used: 20, size: 100 });
  talk.take({ sessionUpdate: 'session_info_update', title: 'A title' });
  talk.take({ sessionUpdate: 'available_commands_update', availableCommands: [{ name: 'help', description: 'Help', input: { hint: 'topic' } }] });
  talk.take({ sessionUpdate: 'something_new' });
  assert.deepEqual([talk.usage, talk.title, talk.commands, talk.items], [{ used: 20, size: 100, cost: { amount: 0.1, currency: 'USD' } }, 'A title', [{ name: 'help', description: 'Help', hint: 'topic' }], []]);
});

test('what is left open at the end of a turn is closed', () => {
  const talk = new Conversation();
  talk.take({ sessionUpdate: 'tool_call', toolCallId: '1', title: 'x', status: 'in_progress' });
  talk.take({ sessionUpdate: 'tool_call', toolCallId: '2', title: 'y', status: 'completed' });
  assert.deepEqual(talk.settle().map((item) => item.id), ['call-1']);
  assert.equal(talk.items[0].status, 'failed');
});

test('what waits for its turn gets its place when the turn before it is over, and leaves when it is taken back', () => {
  const talk = new Conversation();
  const first = talk.sent('one', [], []);
  const second = talk.sent('two', [], [], true);
  const third = talk.sent('three', [], [], true);
  talk.take(chunk('agent_message_chunk', 'a', 'm1'));
  assert.deepEqual([talk.items.map(({ text }) => text), talk.queue], [['one', 'a'], [second, third]]);
  assert.equal(talk.over(third), third);
  assert.deepEqual([third.gone, talk.queue], [true, [second]]);
  assert.equal(talk.over(first), second);
  assert.deepEqual([second.queued, talk.items.map(({ text }) => text), talk.queue], [false, ['one', 'a', 'two'], []]);
  assert.equal(talk.over(second), undefined);
});

test('links and embedded files of a message are kept with names a person can read', () => {
  const talk = new Conversation();
  const item = talk.take({ sessionUpdate: 'agent_message_chunk', messageId: 'm', content: { type: 'resource_link', uri: 'file:///w/out.md', name: 'out.md' } });
  talk.take({ sessionUpdate: 'agent_message_chunk', messageId: 'm', content: { type: 'resource', resource: { uri: 'file:///w/a%20b.py#L3:4', text: 'x' } } });
  assert.deepEqual(item?.attached, [{ name: 'out.md', uri: 'file:///w/out.md' }, { name: 'a b.py:3:4', uri: 'file:///w/a%20b.py#L3:4' }]);
});
