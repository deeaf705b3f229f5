// @ts-check
'use strict';

/** What an edit changes, line by line, for a card of the chat. Knows no editor. */

const MOST_WORK = 1_000_000;
const AROUND = 2;
const MOST_LINES = 40;
const MOST_WIDTH = 300;

/** @typedef {{kind: 'same' | 'added' | 'removed' | 'gap', text: string}} Line */

/**
 * The changed lines with a little around them.
 * @param {string} before @param {string} after
 * @returns {{added: number, removed: number, lines: Line[], more: number}} `more`: how many lines are left out at the end
 */
function changes(before, after) {
  const all = compared(split(before), split(after));
  const near = all.map((_line, at) => all.slice(Math.max(at - AROUND, 0), at + AROUND + 1).some((line) => line.kind !== 'same'));
  /** @type {Line[]} */
  const lines = [];
  all.forEach((line, at) => {
    if (near[at]) lines.push({ kind: line.kind, text: line.text.slice(0, MOST_WIDTH) });
    else if (lines.length && near[at - 1] && near.includes(true, at)) lines.push({ kind: 'gap', text: '' });
  });
  const count = (/** @type {Line['kind']} */ kind) => all.filter((line) => line.kind === kind).length;
  return { added: count('added'), removed: count('removed'), lines: lines.slice(0, MOST_LINES), more: Math.max(lines.length - MOST_LINES, 0) };
}

/** @param {string} text @returns {string[]} */
function split(text) {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** All lines of both, in order. @param {string[]} old @param {string[]} now @returns {Line[]} */
function compared(old, now) {
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  const same = (/** @type {string} */ text) => /** @type {Line} */ ({ kind: 'same', text });
  const middle = between(old.slice(head, old.length - tail), now.slice(head, now.length - tail));
  return [...old.slice(0, head).map(same), ...middle, ...old.slice(old.length - tail).map(same)];
}

/** The longest common lines stay, the rest goes and comes; all goes and comes where that is too much to find out. @param {string[]} old @param {string[]} now @returns {Line[]} */
function between(old, now) {
  const width = now.length + 1;
  const known = old.length * now.length <= MOST_WORK;
  const common = new Uint32Array(known ? (old.length + 1) * width : 0); // of what follows each pair
  for (let a = known ? old.length - 1 : -1; a >= 0; a--) {
    for (let b = now.length - 1; b >= 0; b--) {
      common[a * width + b] = old[a] === now[b] ? common[(a + 1) * width + b + 1] + 1 : Math.max(common[(a + 1) * width + b], common[a * width + b + 1]);
    }
  }
  /** @type {Line[]} */
  const lines = [];
  let [a, b] = [0, 0];
  while (a < old.length || b < now.length) {
    if (known && a < old.length && b < now.length && old[a] === now[b]) {
      lines.push({ kind: 'same', text: old[a++] });
      b++;
    } else if (a < old.length && (b >= now.length || !known || common[(a + 1) * width + b] >= common[a * width + b + 1])) {
      lines.push({ kind: 'removed', text: old[a++] });
    } else {
      lines.push({ kind: 'added', text: now[b++] });
    }
  }
  return lines;
}

module.exports = { changes };
