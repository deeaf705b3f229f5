// @ts-check
'use strict';

/** Ways into the chat from the editor: the selection, a problem, files. */

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

/** What goes with the next prompt: files, and what was selected. */
class Basket {
  constructor() {
    /** @type {{uri: string, name: string}[]} */
    this.files = [];
    /** @type {NonNullable<Prompt['selection']>} */
    this.selection = [];
  }

  get names() {
    return [...this.files, ...this.selection].map((one) => one.name);
  }

  /** @param {vscode.Uri} uri */
  add(uri) {
    const one = link(uri);
    if (!this.files.some((other) => other.uri === one.uri)) this.files.push(one);
  }

  /** @param {string} name */
  leave(name) {
    this.files = this.files.filter((one) => one.name !== name);
    this.selection = this.selection.filter((one) => one.name !== name);
  }

  /** Everything, and nothing stays behind. */
  take() {
    const { files, selection: chosen } = this;
    [this.files, this.selection] = [[], []];
    return { files, selection: chosen };
  }
}

/** "Fix with Hermes" on every problem. @implements {vscode.CodeActionProvider} */
class Fixes {
  /** @param {vscode.TextDocument} _document @param {vscode.Range} _range @param {vscode.CodeActionContext} context */
  provideCodeActions(_document, _range, context) {
    if (!context.diagnostics.length) return [];
    const action = new vscode.CodeAction('Fix with Hermes', vscode.CodeActionKind.QuickFix);
    action.command = { command: 'hermes.fix', title: 'Fix with Hermes' };
    return [action];
  }
}

module.exports = { Basket, Fixes, selection, problem, openFiles };
