// @ts-check
'use strict';

/** The small parts that know no editor: forms, questions, places; and what the extension says about itself. */

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { fields, summary } = require('../src/form');
const { place } = require('../src/place');
const { Questions } = require('../src/questions');

const HOME = path.join(__dirname, '..');

test('every kind of field of a form is drawn as what it is', () => {
  const schema = {
    type: 'object',
    required: ['name', 'size'],
    properties: {
      name: { type: 'string', title: 'Name', description: 'Of the thing', minLength: 1, maxLength: 20, pattern: '^a' },
      mail: { type: 'string', format: 'email' },
      size: { type: 'integer', minimum: 1, maximum: 9, default: 3 },
      color: { type: 'string', oneOf: [{ const: 'r', title: 'Red' }, { const: 'b', title: 'Blue' }] },
      sure: { type: 'boolean', default: true },
      days: { type: 'array', items: { type: 'string', enum: ['mo', 'tu'] }, minItems: 1 },
    },
  };
  const plain = { description: '', required: false, value: undefined };
  assert.deepEqual(fields(schema), [
    { name: 'name', label: 'Name', description: 'Of the thing', required: true, value: undefined, kind: 'text', type: 'text', least: 1, most: 20, pattern: '^a' },
    { ...plain, name: 'mail', label: 'mail', kind: 'text', type: 'email', least: undefined, most: undefined, pattern: undefined },
    { ...plain, name: 'size', label: 'size', required: true, value: 3, kind: 'number', whole: true, least: 1, most: 9 },
    { ...plain, name: 'color', label: 'color', kind: 'one', choices: [{ value: 'r', label: 'Red' }, { value: 'b', label: 'Blue' }] },
    { ...plain, name: 'sure', label: 'sure', value: true, kind: 'flag' },
    { ...plain, name: 'days', label: 'days', kind: 'some', choices: [{ value: 'mo', label: 'mo' }, { value: 'tu', label: 'tu' }], least: 1, most: undefined },
  ]);
  assert.equal(summary(fields(schema), { name: 'apple', color: 'b', sure: false, days: ['mo', 'tu'] }), 'Name: apple · color: Blue · sure: no · days: mo, tu');
  assert.deepEqual(fields(undefined), []);
});

test('a question is answered once, by whoever is first', async () => {
  /** @type {string[][]} */
  const told = [];
  const questions = new Questions((item, name) => void told.push([item, name]));
  const answer = questions.put('call-1', { none: true }, new AbortController().signal);
  assert.deepEqual([questions.answer('call-1', { yes: true }, 'Yes'), questions.answer('call-1', { yes: false }, 'No')], [true, false]);
  assert.deepEqual([await answer, told], [{ yes: true }, [['call-1', 'Yes']]]);
});

test('a question that is taken back, asked anew or dropped comes to nothing', async () => {
  /** @type {string[][]} */
  const told = [];
  const questions = new Questions((item, name) => void told.push([item, name]));
  const control = new AbortController();
  const signal = new AbortController().signal;
  const answers = [questions.put('a', { none: 1 }, control.signal), questions.put('b', { none: 2 }, signal), questions.put('b', { none: 3 }, signal)];
  control.abort();
  questions.dropAll('Cancelled');
  assert.deepEqual(await Promise.all(answers), [{ none: 1 }, { none: 2 }, { none: 3 }]);
  assert.deepEqual(told, [['b', 'Asked anew'], ['a', 'No longer asked'], ['b', 'Cancelled']]);
});

test('a link of an answer leads to its file and line, and never to another machine', () => {
  const to = (/** @type {string} */ href) => place(href, '/w');
  assert.deepEqual(to('sums.py'), { path: '/w/sums.py' });
  assert.deepEqual(to('src/a%20b.py:3'), { path: '/w/src/a b.py', line: 3 });
  assert.deepEqual(to('src/a.py#L3-L9'), { path: '/w/src/a.py', line: 3 });
  assert.deepEqual(to('/x/v2'), { path: '/x/v2' });
  assert.deepEqual(to('file:///x/a.py#L4:7'), { path: '/x/a.py', line: 4 });
  assert.deepEqual([to('file://host/x'), to('#top'), to('%'), to('')], [undefined, undefined, undefined, undefined]);
});

test('every command of the manifest is there, and every command that is there is in the manifest', () => {
  const { contributes } = JSON.parse(fs.readFileSync(path.join(HOME, 'package.json'), 'utf8'));
  const source = fs.readFileSync(path.join(HOME, 'src/commands.js'), 'utf8');
  const table = /const acts = \{\n([\s\S]*?)\n {2}\};/.exec(source)?.[1] ?? '';
  const acts = [...table.matchAll(/^ {4}(\w+)(?:,|:)/gm)].map((match) => `hermes.${match[1]}`).sort();
  assert.ok(acts.length > 10);
  assert.deepEqual(contributes.commands.map((/** @type {any} */ one) => one.command).sort(), acts);
  const named = [contributes.keybindings, ...Object.values(contributes.menus)].flat().map((/** @type {any} */ one) => one.command);
  assert.deepEqual(named.filter((one) => !acts.includes(one)), []);
});

test('every setting that is read is in the manifest, and every one of the manifest is read', () => {
  const { contributes } = JSON.parse(fs.readFileSync(path.join(HOME, 'package.json'), 'utf8'));
  const sources = fs.readdirSync(path.join(HOME, 'src')).map((name) => fs.readFileSync(path.join(HOME, 'src', name), 'utf8'));
  const read = new Set([...sources.join('\n').matchAll(/(?:settings(?:\(\))?|getConfiguration\('hermes'\))\.get\('(\w+)'/g)].map((match) => `hermes.${match[1]}`));
  assert.deepEqual([...read].sort(), Object.keys(contributes.configuration.properties).sort());
});

test('the page lets nothing in from a network', () => {
  const view = fs.readFileSync(path.join(HOME, 'src/view.js'), 'utf8');
  assert.match(view, /default-src 'none'/);
  assert.doesNotMatch(view, /unsafe-|https?:/);
  const media = fs.readdirSync(path.join(HOME, 'media')).filter((name) => /\.(js|css)$/.test(name)).map((name) => fs.readFileSync(path.join(HOME, 'media', name), 'utf8')).join('\n');
  assert.deepEqual(media.match(/https?:\/\/(?!www\.w3\.org\/2000\/svg)[^\s'"]+|\b(innerHTML|insertAdjacentHTML|eval|fetch)\(/g), null);
});
