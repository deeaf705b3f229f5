// @ts-check
'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { changes } = require('../src/diff');

/** @param {string} before @param {string} after */
const drawn = (before, after) => changes(before, after).lines.map(({ kind, text }) => `${{ same: ' ', added: '+', removed: '-', gap: '…' }[kind]}${text}`);

test('a new file is all added, an emptied one all removed', () => {
  assert.deepEqual(changes('', 'a\nb\n'), { added: 2, removed: 0, more: 0, lines: [{ kind: 'added', text: 'a' }, { kind: 'added', text: 'b' }] });
  assert.deepEqual(drawn('a\n', ''), ['-a']);
});

test('two edits far from each other are shown each with a little around it, and only what changed is counted', () => {
  const old = Array.from({ length: 100 }, (_, at) => `line ${at}`);
  const now = old.with(10, 'ten').with(80, 'eighty');
  const { added, removed } = changes(old.join('\n'), now.join('\n'));
  assert.deepEqual([added, removed], [2, 2]);
  assert.deepEqual(drawn(old.join('\n'), now.join('\n')), [' line 8', ' line 9', '-line 10', '+ten', ' line 11', ' line 12', '…', ' line 78', ' line 79', '-line 80', '+eighty', ' line 81', ' line 82']);
});

test('line ends of another system are no change', () => {
  assert.deepEqual(changes('a\r\nb\r\n', 'a\nb\n'), { added: 0, removed: 0, more: 0, lines: [] });
});

test('what is too long is cut, and says by how much', () => {
  const { lines, more, added } = changes('', 'x'.repeat(1000) + '\n' + 'y\n'.repeat(99));
  assert.deepEqual([lines.length, lines[0].text.length, more, added], [40, 300, 60, 100]);
});

test('a large rewrite takes no time to compare', () => {
  const many = (/** @type {string} */ word) => Array.from({ length: 20_000 }, (_, at) => `${word} ${at}`).join('\n');
  const before = process.cpuUsage().user;
  assert.deepEqual([changes(many('old'), many('new')).added, process.cpuUsage().user - before < 1_000_000], [20_000, true]);
});
