// @ts-check
'use strict';

/** How Hermes is started, as the settings say. */

const os = require('node:os');
const vscode = require('vscode');

/** The folders of the workspace, the first one first. @returns {string[]} */
function roots() {
  const folders = (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath);
  return folders.length ? folders : [os.homedir()];
}

/** The agent, or with words the same program with those words in place of `acp`. @param {...string} words @returns {import('./agent').Start} */
function start(...words) {
  const settings = vscode.workspace.getConfiguration('hermes');
  const args = settings.get('args', ['acp']);
  const before = args.at(-1) === 'acp' ? args.slice(0, -1) : args;
  return {
    command: settings.get('command', 'hermes'),
    args: words.length ? [...before, ...words] : args,
    env: settings.get('env', {}),
    cwd: roots()[0],
  };
}

module.exports = { roots, start };
