// @ts-check
'use strict';

/** The commands of the palette, the menus and the keys. */

const vscode = require('vscode');
const asking = require('./asking');
const sessions = require('./sessions');
const { start } = require('./start');

/**
 * @param {{chat: import('./chat').Chat, view: import('./view').View, review: import('./review').Review, basket: asking.Basket,
 *   log: vscode.LogOutputChannel, tell: () => void, send: (prompt: import('./chat').Prompt) => Promise<void>}} parts
 * @returns {vscode.Disposable[]}
 */
function commands({ chat, view, review, basket, log, tell, send }) {
  /** Show the chat with what goes along, ready for words. */
  const write = async () => {
    await view.show();
    tell();
    view.post({ type: 'focus' });
  };
  const restart = async () => {
    await chat.close();
    await chat.ready().catch(() => view.show()); // there it stands what is wrong
  };
  const shown = () => {
    if (!chat.session) throw new Error('No session is open yet.');
    return { sessionId: chat.session, title: chat.conversation.title };
  };

  /** @type {Record<string, (argument?: any) => unknown>} */
  const acts = {
    open: write,
    new: async () => {
      await view.show();
      await chat.begin().catch(() => undefined); // the view says what is wrong
      view.post({ type: 'focus' });
    },
    sessions: async () => {
      await sessions.pick(chat);
      await write();
    },
    rename: () => sessions.rename(chat, shown()),
    delete: () => sessions.remove(chat, shown()),
    stop: () => chat.stop(),
    answer: () => answer(chat, view),
    restart,
    ask: () => {
      basket.selection = asking.selection();
      return write();
    },
    explain: async () => {
      const selection = asking.selection();
      await view.show();
      await send({ text: 'Explain this.', selection });
    },
    fix: async () => {
      const prompt = asking.problem();
      if (!prompt) return vscode.window.showInformationMessage('There is no problem in this file.');
      await view.show();
      return send(prompt);
    },
    addFile: (/** @type {vscode.Uri | undefined} */ uri) => {
      const file = uri ?? vscode.window.activeTextEditor?.document.uri;
      if (!file) return vscode.window.showInformationMessage('No file is open.');
      basket.add(file);
      return write();
    },
    keep: () => review.decide(true),
    reject: () => review.decide(false),
    log: () => log.show(),
    setup: () => setUp(restart),
    settings: () => vscode.commands.executeCommand('workbench.action.openSettings', '@ext:hermes-acp.hermes-acp'),
  };
  return Object.entries(acts).map(([name, act]) => vscode.commands.registerCommand(`hermes.${name}`, guarded(act)));
}

/** What goes wrong is told. @param {(argument?: any) => unknown} act */
function guarded(act) {
  return async (/** @type {any} */ argument) => {
    try {
      await act(argument);
    } catch (error) {
      void vscode.window.showErrorMessage(`Hermes: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
}

/** Answer the oldest open question from wherever the person is. @param {import('./chat').Chat} chat @param {import('./view').View} view */
async function answer(chat, view) {
  const item = chat.conversation.items.find((one) => one.asks);
  if (!item) return void vscode.window.showInformationMessage('Hermes asks nothing right now.');
  if (!item.choices) {
    await view.show();
    return view.post({ type: 'question', item: item.id });
  }
  const rows = item.choices.map((choice) => ({ label: choice.name, choice }));
  const row = await vscode.window.showQuickPick(rows, { title: item.title, placeHolder: item.why });
  if (row) chat.answer(item.id, row.choice.id);
}

/** The setup in a terminal; once it has ended well, the agent is started anew. @param {() => Promise<void>} restart */
function setUp(restart) {
  const { command, args, env } = start('acp', '--setup');
  const terminal = vscode.window.createTerminal({ name: 'Hermes setup', env, shellPath: command, shellArgs: args });
  terminal.show();
  const closed = vscode.window.onDidCloseTerminal((one) => {
    if (one !== terminal) return;
    closed.dispose();
    if (one.exitStatus?.code === 0) void guarded(restart)(undefined);
  });
}

module.exports = { commands };
