// @ts-check
'use strict';

/** Puts the parts together. No logic of the agent is in here: it lives behind `hermes acp`. */

const vscode = require('vscode');
const asking = require('./asking');
const { Chat } = require('./chat');
const { commands } = require('./commands');
const files = require('./files');
const mcp = require('./mcp');
const { place } = require('./place');
const { Review } = require('./review');
const { roots, start } = require('./start');
const { Status } = require('./status');
const { Terminals } = require('./terminals');
const { View } = require('./view');

const LAST = 'hermes.session';
const PROGRAM = ['hermes.command', 'hermes.args', 'hermes.env'];

/** @typedef {import('./conversation').Item} Item */

/** @param {vscode.ExtensionContext} context */
function activate(context) {
  const log = vscode.window.createOutputChannel('Hermes', { log: true });
  const settings = () => vscode.workspace.getConfiguration('hermes');
  const terminals = new Terminals();
  const review = new Review();
  const status = new Status();
  const basket = new asking.Basket();

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
    last: () => context.workspaceState.get(LAST),
    remember: (session) => void context.workspaceState.update(LAST, session),
    item: (item) => view.item(item),
    state: () => tell(),
    reset: () => view.redraw(),
    question: (item) => void notify(item),
    answered: (item) => void review.close(item.id),
  });
  const view = new View(context.extensionUri, (message) => void heard(message), () => ({
    items: [...chat.conversation.items, ...chat.conversation.queue],
    state: state(),
  }));

  function state() {
    const { busy, problem, needsSetup, options, conversation, earlier } = chat;
    return { busy, problem, needsSetup, options, earlier, commands: conversation.commands, usage: conversation.usage, title: conversation.title, attached: basket.names };
  }

  function tell() {
    view.post({ type: 'state', state: state() });
    status.show(chat);
  }

  /** @param {import('./chat').Prompt} prompt */
  async function send(prompt) {
    const { files: more, selection } = basket.take();
    const whole = { ...prompt, files: [...(prompt.files ?? []), ...more], selection: [...(prompt.selection ?? []), ...selection] };
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
      case 'withdraw':
        return view.post({ type: 'draft', text: chat.withdraw(message.item) });
      case 'answer':
        return chat.answer(message.item, message.option);
      case 'filled':
        return filled(message);
      case 'option':
        return chat.set(message.id, message.value).catch(() => undefined);
      case 'complete':
        return view.post({ type: 'completions', id: message.id, items: await chat.complete(message.prefix, asking.openFiles()) });
      case 'diff':
        return openDiff(message.item, message.index);
      case 'open':
        return open(chat.conversation.byId.get(message.item)?.place);
      case 'link':
        return follow(message.href);
      case 'resume':
        return chat.resume(message.session).catch(() => undefined);
      case 'detach':
        basket.leave(message.name);
        return tell();
      case 'command':
        return vscode.commands.executeCommand(`hermes.${message.name}`);
      default:
        return undefined;
    }
  }

  /** @param {{item: string, action: 'accept' | 'decline', content?: Record<string, unknown>}} message */
  async function filled({ item, action, content }) {
    const url = chat.conversation.byId.get(item)?.url;
    if (url && action === 'accept' && !(await vscode.env.openExternal(vscode.Uri.parse(url, true)))) return;
    chat.filled(item, action, content);
  }

  /** @param {string} item @param {number} index */
  async function openDiff(item, index) {
    const diff = chat.conversation.diffs.get(item)?.[index];
    if (!diff) return;
    const open = chat.questions.open.has(item);
    const decide = open ? (/** @type {boolean} */ keep) => chat.answerKind(item, keep ? 'allow_once' : 'reject_once') : undefined;
    await review.open(item, index, diff, decide);
  }

  /** A link in the view: to the web through the editor, to a file in the editor. @param {string} href */
  async function follow(href) {
    if (/^(https?|mailto):/i.test(href)) return vscode.env.openExternal(vscode.Uri.parse(href, true));
    return open(place(href, roots()[0]));
  }

  /** @param {{path: string, line?: number} | undefined} to */
  async function open(to) {
    if (!to) return;
    const at = new vscode.Position(Math.max((to.line ?? 1) - 1, 0), 0);
    try {
      await vscode.window.showTextDocument(vscode.Uri.file(to.path), { selection: new vscode.Range(at, at), preview: true });
    } catch {
      void vscode.window.showWarningMessage(`There is no file ${to.path}.`);
    }
  }

  /** Ask also where the person is, when the chat is out of sight. @param {Item} item */
  async function notify(item) {
    if (view.visible || !settings().get('notifyPermission', true)) return;
    const kinds = ['allow_once', 'allow_always', 'reject_once'];
    const choices = kinds.flatMap((kind) => item.choices?.find((choice) => choice.kind === kind) ?? []);
    const words = item.kind === 'form' ? item.text : [item.title, item.why].filter(Boolean).join(': ');
    const chosen = await vscode.window.showWarningMessage(`Hermes asks. ${words}`, ...choices.map((choice) => choice.name), 'Show');
    if (chosen === 'Show') return view.show();
    const choice = choices.find((one) => one.name === chosen);
    if (choice && item.choices?.includes(choice)) chat.answer(item.id, choice.id);
  }

  tell();
  context.subscriptions.push(
    log,
    status,
    review,
    { dispose: () => terminals.close() },
    { dispose: () => void chat.close() },
    vscode.window.registerWebviewViewProvider('hermes.chat', view, { webviewOptions: { retainContextWhenHidden: true } }),
    vscode.languages.registerCodeActionsProvider('*', new asking.Fixes(), { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (!PROGRAM.some((name) => event.affectsConfiguration(name)) || chat.busy || !(chat.agent || chat.problem)) return;
      if (JSON.stringify(start()) !== JSON.stringify(chat.agent?.start)) void vscode.commands.executeCommand('hermes.restart');
    }),
    ...commands({ chat, view, review, basket, log, tell, send }),
    ...mcp.offer(),
  );
}

module.exports = { activate };
