// @ts-check
'use strict';

/** Where in a file a link of the agent points. Knows no editor. */

const path = require('node:path');
const { fileURLToPath } = require('node:url');

/**
 * @param {string} href a `file:` address with `#L3`, or a path as models write it: `src/a.py:3`, `src/a.py#L3-L9`
 * @param {string} root what a relative path is relative to
 * @returns {{path: string, line?: number} | undefined} nothing for what is no place on this machine
 */
function place(href, root) {
  try {
    if (/^file:/i.test(href)) {
      const { host, hash } = new URL(href);
      return host ? undefined : { path: fileURLToPath(href), ...numbered(/^#L(\d+)/.exec(hash)?.[1]) };
    }
    const [, file, line] = /^(.*?)(?:(?:#L|:)(\d+)(?:[:-]L?\d+)?)?$/.exec(decodeURIComponent(href)) ?? [];
    const whole = path.resolve(root, file);
    return !file || file.startsWith('#') || whole.startsWith('\\\\') ? undefined : { path: whole, ...numbered(line) };
  } catch {
    return undefined; // no address at all
  }
}

/** @param {string | undefined} line */
function numbered(line) {
  return line === undefined ? {} : { line: Number(line) };
}

module.exports = { place };
