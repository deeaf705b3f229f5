// @ts-check
'use strict';

/** Edits in the editor's own diff view, with keep and reject. */

const path = require('node:path');
const vscode = require('vscode');

const SCHEME = 'hermes-edit';

/** @typedef {import('./conversation').Diff} Diff @typedef {{item: string, diff: Diff, decide?: (keep: boolean) => void}} Edit */

class Review {
  constructor() {
    /** @type {Map<string, Edit>} by the id in the address */
    this.edits = new Map();
    this.count = 0;
    /** @type {vscode.Disposable[]} */
    this.parts = [
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
        provideTextDocumentContent: (uri) => {
          const diff = this.edits.get(uri.query)?.diff;
          return (uri.fragment === 'before' ? diff?.oldText : diff?.newText) ?? '';
        },
      }),
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        for (const tab of closed) this.edits.delete(query(tab) ?? '');
        this.mark();
      }),
      vscode.window.tabGroups.onDidChangeTabGroups(() => this.mark()),
    ];
  }

  /**
   * Show an edit beside what was there.
   * @param {string} item @param {number} index @param {Diff} diff
   * @param {((keep: boolean) => void) | undefined} decide answers the open question; without it the edit is done already
   */
  async open(item, index, diff, decide) {
    const same = [...this.edits].find(([, one]) => one.item === item && one.diff.path === diff.path && one.diff.newText === diff.newText);
    const key = same?.[0] ?? `${index}-${++this.count}`; // the editor never asks twice for what is behind an address
    this.edits.set(key, { item, diff, decide });
    const name = path.basename(diff.path);
    const side = (/** @type {string} */ fragment) =>
      vscode.Uri.from({ scheme: SCHEME, path: diff.path, query: key, fragment });
    const title = decide ? `${name}: proposed edit` : `${name}: edit by Hermes`;
    await vscode.commands.executeCommand('vscode.diff', side('before'), side('after'), title, { preview: true });
    this.mark();
  }

  /** The edit in the active diff. @returns {{edit: Edit, tab: vscode.Tab} | undefined} */
  active() {
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    const edit = this.edits.get(query(tab) ?? '');
    return tab && edit && { edit, tab };
  }

  /** Keep or reject the edit in the active diff. @param {boolean} keep */
  async decide(keep) {
    const active = this.active();
    if (!active) return;
    const { edit, tab } = active;
    if (edit.decide) edit.decide(keep);
    else if (!keep) await this.undo(edit.diff);
    edit.decide = undefined;
    await vscode.window.tabGroups.close(tab);
  }

  /** Put back what was there, unless the file has changed since. @param {Diff} diff */
  async undo(diff) {
    const uri = vscode.Uri.file(diff.path);
    const document = await vscode.workspace.openTextDocument(uri);
    if (document.getText().replace(/\r\n/g, '\n') !== diff.newText.replace(/\r\n/g, '\n')) {
      void vscode.window.showWarningMessage(`${path.basename(diff.path)} has changed since this edit; it was left as it is.`);
      return;
    }
    const edit = new vscode.WorkspaceEdit();
    if (diff.oldText === null) edit.deleteFile(uri);
    else edit.replace(uri, new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length)), diff.oldText);
    await vscode.workspace.applyEdit(edit);
    if (diff.oldText !== null) await document.save();
  }

  /** Close the diffs of a question that has been answered. @param {string} item */
  async close(item) {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter((tab) => this.edits.get(query(tab) ?? '')?.item === item);
    if (tabs.length) await vscode.window.tabGroups.close(tabs);
  }

  mark() {
    void vscode.commands.executeCommand('setContext', 'hermes.review', this.active() !== undefined);
  }

  dispose() {
    for (const part of this.parts) part.dispose();
  }
}

/** The key of the edit that a tab shows, if it shows one. @param {vscode.Tab | undefined} tab */
function query(tab) {
  return tab?.input instanceof vscode.TabInputTextDiff && tab.input.modified.scheme === SCHEME ? tab.input.modified.query : undefined;
}

module.exports = { Review };
