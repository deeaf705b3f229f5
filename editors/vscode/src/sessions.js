// @ts-check
'use strict';

/** The list of old sessions: resume one, rename it, delete it. */

const vscode = require('vscode');

/** @typedef {import('./chat').Chat} Chat @typedef {import('./chat').Session} Session @typedef {vscode.QuickPickItem & {session: Session}} Row */

const RENAME = { iconPath: new vscode.ThemeIcon('edit'), tooltip: 'Rename' };
const DELETE = { iconPath: new vscode.ThemeIcon('trash'), tooltip: 'Delete' };

/** Let a person choose one to go on with. @param {Chat} chat @returns {Promise<void>} when one was chosen, or none */
async function pick(chat) {
  const list = /** @type {vscode.QuickPick<Row>} */ (vscode.window.createQuickPick());
  list.placeholder = 'Resume which session?';
  list.matchOnDescription = true;
  list.busy = true;
  list.show();
  try {
    const fill = async () => {
      list.items = (await chat.sessions()).map((session) => row(chat, session));
      list.busy = false;
      if (!list.items.length) list.placeholder = 'There is no other session in this workspace yet';
    };
    await fill();
    let asking = false; // a question comes in between, and the list after it
    list.onDidTriggerItemButton(async ({ button, item }) => {
      asking = list.ignoreFocusOut = true; // what comes in between gives the focus back late
      await (button === RENAME ? rename(chat, item.session) : remove(chat, item.session)).catch(told);
      await fill().catch(told);
      asking = false;
      list.show();
    });
    /** @type {Row | undefined} */
    const chosen = await new Promise((resolve) => {
      list.onDidAccept(() => resolve(list.activeItems[0]));
      list.onDidHide(() => asking || resolve(undefined));
    });
    list.hide();
    if (chosen) await chat.resume(chosen.session.sessionId, chosen.session.cwd);
  } finally {
    list.dispose();
  }
}

/** @param {Chat} chat @param {Session} session @returns {Row} */
function row(chat, session) {
  const buttons = [...(chat.agent?.can('title') ? [RENAME] : []), ...(chat.agent?.can('delete') ? [DELETE] : [])];
  return {
    label: session.title || 'Untitled',
    description: session.updatedAt ? new Date(session.updatedAt).toLocaleString() : '',
    buttons,
    session,
  };
}

/** @param {Chat} chat @param {{sessionId: string, title?: string}} session */
async function rename(chat, { sessionId, title }) {
  const name = await vscode.window.showInputBox({ prompt: 'A name for the session', value: title });
  if (name?.trim()) await chat.rename(sessionId, name.trim());
}

/** @param {Chat} chat @param {{sessionId: string, title?: string}} session */
async function remove(chat, { sessionId, title }) {
  const answer = await vscode.window.showWarningMessage(
    `Delete ${title ? `“${title}”` : 'this session'}?`,
    { modal: true, detail: 'What was said in it is gone for good. Your files stay as they are.' },
    'Delete',
  );
  if (answer === 'Delete') await chat.remove(sessionId);
}

/** @param {unknown} error */
function told(error) {
  void vscode.window.showErrorMessage(`Hermes: ${error instanceof Error ? error.message : String(error)}`);
}

module.exports = { pick, rename, remove };
