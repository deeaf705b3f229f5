// @ts-check
'use strict';

/** Puts the parts together. No logic of the agent is in here: it lives behind `hermes acp`. */

const os = require('node:os');
const vscode = require('vscode');
const asking = require('./asking');
const { Chat } = require('./chat');
const files = require('./files');
const mcp = require('./mcp');
const { Review } = require('./review');
const { Terminals } = require('./terminals');
const { View } = require('./view');

const LAST = 'hermes.session';

/** @param {vscode.ExtensionContext} context */
function activate(context) {
  const log = vscode.window.createOutputChannel('Hermes', { log: true });
  const terminals = new Terminals();
  const review = new Review();
  const status = vscode.window.createStatusBarItem('hermes', vscode.StatusBarAlignment.Right, 100);
  const settings = () => vscode.workspace.getConfiguration('hermes');
  const roots = () => {
    const folders = (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath);
    return folders.length ? folders : [os.homedir()];
  };
  /** @returns {import('./agent').Start} */
  const start = () => ({
    command: settings().get('command', 'hermes'),
    args: settings().get('args', ['acp']),
    env: settings().get('env', {}),
    cwd: roots()[0],
  });

  const chat = new Chat({
    start,
    roots,
    version: context.extension.packageJSON.version,
    handlers: () => ({
      'fs/read_text_file': files.read,
      'fs/write_text_file': files.write,
      ...terminals.handlers(),
    }),
    log: (line) => log.info(line),
    trace: (direction, line) => settings().get('trace', false) && log.info(`${direction} ${line}`),
    remember: (session) => void context.workspaceState.update(LAST, session),
    item: (item) => view.item(item),
    state: () => tell(),
    reset: () => view.redraw(),
    question: (item) => void notify(item),
    answered: (item) => void review.close(item.id),
  });

  /** @type {{uri: string, name: string}[]} files that go with the next prompt */
  let attached = [];
  /** @type {NonNullable<import('./chat').Prompt['selection']>} */
  let chosen = [];

  const state = () => ({
    busy: chat.busy,
    problem: chat.problem,
    needsSetup: chat.needsSetup ?? false,
    options: chat.options,
    commands: chat.conversation.commands,
    usage: chat.conversation.usage,
    title: chat.conversation.title,
    attached: [...attached, ...chosen].map((one) => one.name),
  });
  const view = new View(context.extensionUri, (message) => void heard(message), () => ({
    ...state(),
    items: chat.conversation.items,
  }));

  function tell() {
    view.post({ type: 'state', state: state() });
    const model = chat.options.find((option) => option.id === 'model')?.currentValue ?? '';
    status.text = chat.problem ? '$(warning) Hermes' : chat.busy ? '$(loading~spin) Hermes' : '$(comment-discussion) Hermes';
    status.tooltip = chat.problem || `Hermes: ${chat.busy ? 'working' : 'ready'}${model ? `, ${model}` : ''}`;
  }

  /** @param {import('./chat').Prompt} prompt */
  async function send(prompt) {
    const whole = { ...prompt, files: [...(prompt.files ?? []), ...attached], selection: [...(prompt.selection ?? []), ...chosen] };
    [attached, chosen] = [[], []];
    try {
      await chat.send(whole);
    } catch {
      view.post({ type: 'draft', text: prompt.text }); // the state says what is wrong; the words are not lost
    }
  }

  /** @param {any} message of the page */
  async function heard(message) {
    switch (message.type) {
      case 'ready':
        return chat.ready().catch(() => undefined); // the state says what is wrong
      case 'send':
        return send({ text: message.text, images: message.images });
      case 'stop':
        return chat.stop();
      case 'answer':
        return chat.answer(message.item, message.option);
      case 'option':
        return chat.set(message.id, message.value);
      case 'complete':
        return view.post({ type: 'completions', id: message.id, items: await chat.complete(message.prefix, asking.openFiles()) });
      case 'diff':
        return openDiff(message.item, message.index);
      case 'open':
        return open(message.path, message.line);
      case 'detach':
        attached = attached.filter((one) => one.name !== message.name);
        chosen = chosen.filter((one) => one.name !== message.name);
        return tell();
      case 'command':
        return vscode.commands.executeCommand(`hermes.${message.name}`);
      case 'link':
        return vscode.env.openExternal(vscode.Uri.parse(message.href, true));
      default:
        return undefined;
    }
  }

  /** @param {string} item @param {number} index */
  async function openDiff(item, index) {
    const diff = chat.conversation.diffs.get(item)?.[index];
    if (!diff) return;
    const open = chat.questions.has(item);
    const decide = open ? (/** @type {boolean} */ keep) => chat.answerKind(item, keep ? 'allow_once' : 'reject_once') : undefined;
    await review.open(item, index, diff, decide);
  }

  /** @param {string} path @param {number | undefined} line */
  async function open(path, line) {
    const at = new vscode.Position(Math.max((line ?? 1) - 1, 0), 0);
    await vscode.window.showTextDocument(vscode.Uri.file(path), { selection: new vscode.Range(at, at), preview: true });
  }

  /** Ask also where the person is, when the chat is out of sight. @param {import('./conversation').Item} item */
  async function notify(item) {
    if (view.visible || !settings().get('notifyPermission', true)) return;
    const names = (item.choices ?? []).map((choice) => choice.name);
    const detail = item.why ? `${item.title}: ${item.why}` : `${item.title}`;
    const answer = await vscode.window.showWarningMessage(`Hermes asks. ${detail}`, ...names.slice(0, 3), 'Show');
    if (answer === 'Show') return view.show();
    const choice = item.choices?.find((one) => one.name === answer);
    if (choice) chat.answer(item.id, choice.id);
  }

  async function pick() {
    const others = (await chat.sessions()).filter((one) => one.sessionId !== chat.session);
    const rows = others.map((one) => ({
      label: one.title || 'Untitled',
      description: one.updatedAt ? new Date(one.updatedAt).toLocaleString() : '',
      one,
    }));
    const row = await vscode.window.showQuickPick(rows, { placeHolder: rows.length ? 'Resume which session?' : 'There is no other session in this workspace yet' });
    if (row) await chat.resume(row.one.sessionId, row.one.cwd);
  }

  /** @param {() => unknown} act */
  const guarded = (act) => async () => {
    try {
      await act();
    } catch (error) {
      void vscode.window.showErrorMessage(`Hermes: ${error instanceof Error ? error.message : String(error)}`);
    }
  };

  /** @type {Record<string, (argument?: any) => unknown>} */
  const commands = {
    open: () => view.show(),
    new: guarded(async () => {
      await view.show();
      await chat.connect();
      await chat.begin();
      chat.opening = Promise.resolve();
    }),
    sessions: guarded(async () => {
      await pick();
      await view.show();
    }),
    stop: () => chat.stop(),
    restart: guarded(async () => {
      const last = chat.session;
      chat.close();
      await chat.connect();
      await (last ? chat.resume(last) : chat.begin());
    }),
    ask: async () => {
      chosen = asking.selection();
      await view.show();
      tell();
      view.post({ type: 'focus' });
    },
    explain: async () => {
      const context = asking.selection();
      await view.show();
      await send({ text: 'Explain this.', selection: context });
    },
    fix: async () => {
      const prompt = asking.problem();
      if (!prompt) return vscode.window.showInformationMessage('There is no problem in this file.');
      await view.show();
      return send(prompt);
    },
    addFile: async (/** @type {vscode.Uri | undefined} */ uri) => {
      const file = uri ?? vscode.window.activeTextEditor?.document.uri;
      if (!file) return;
      const one = asking.link(file);
      if (!attached.some((other) => other.uri === one.uri)) attached.push(one);
      await view.show();
      tell();
      view.post({ type: 'focus' });
    },
    keep: () => review.decide(true),
    reject: () => review.decide(false),
    log: () => log.show(),
    setup: () => {
      const { command, env } = start();
      const terminal = vscode.window.createTerminal({ name: 'Hermes setup', env, shellPath: command, shellArgs: ['acp', '--setup'] });
      terminal.show();
    },
    settings: () => vscode.commands.executeCommand('workbench.action.openSettings', '@ext:hermes-acp.hermes-acp'),
  };

  for (const [name, act] of Object.entries(commands)) {
    context.subscriptions.push(vscode.commands.registerCommand(`hermes.${name}`, act));
  }
  status.name = 'Hermes';
  status.command = 'hermes.open';
  status.show();
  tell();
  context.subscriptions.push(
    log,
    status,
    review,
    { dispose: () => terminals.close() },
    { dispose: () => chat.close() },
    vscode.window.registerWebviewViewProvider('hermes.chat', view, { webviewOptions: { retainContextWhenHidden: true } }),
    vscode.languages.registerCodeActionsProvider('*', new Fixes(), { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] }),
    ...mcp.offer(start),
  );
  return { chat }; // for tests in a real editor
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

module.exports = { activate };
