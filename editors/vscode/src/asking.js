// @ts-check
'use strict';

/** Ways into the chat from the editor: the selection, a problem, a file. */

const vscode = require('vscode');

/** @typedef {import('./chat').Prompt} Prompt */

/** What is selected, or the line of the cursor, as context of a prompt. @returns {NonNullable<Prompt['selection']>} */
function selection() {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return [];
  const chosen = editor.selection.isEmpty ? editor.document.lineAt(editor.selection.active.line).range : editor.selection;
  const [from, to] = [chosen.start.line + 1, chosen.end.line + 1];
  const name = `${vscode.workspace.asRelativePath(editor.document.uri)}:${from === to ? from : `${from}-${to}`}`;
  return [{ uri: `${editor.document.uri.toString()}#L${from}:${to}`, text: editor.document.getText(chosen), name }];
}

/** The problem at the cursor, or the first one of the file. @returns {Prompt | undefined} */
function problem() {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const all = vscode.languages.getDiagnostics(editor.document.uri);
  const found = all.find((one) => one.range.contains(editor.selection.active)) ?? all[0];
  if (!found) return undefined;
  const file = vscode.workspace.asRelativePath(editor.document.uri);
  const line = found.range.start.line + 1;
  const source = found.source ? ` (${found.source})` : '';
  return { text: `Fix this problem in @file:${JSON.stringify(`${file}`)}, line ${line}: ${found.message}${source}` };
}

/** @param {vscode.Uri} uri @returns {{uri: string, name: string}} */
function link(uri) {
  return { uri: uri.toString(), name: vscode.workspace.asRelativePath(uri) };
}

/** Paths of the files open in tabs. @returns {string[]} */
function openFiles() {
  return vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .flatMap((tab) => (tab.input instanceof vscode.TabInputText && tab.input.uri.scheme === 'file' ? [tab.input.uri.fsPath] : []));
}

module.exports = { selection, problem, link, openFiles };
