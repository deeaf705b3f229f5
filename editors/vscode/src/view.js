// @ts-check
'use strict';

/** The chat view: carries messages between the page and the chat, draws markdown, lets nothing in from a network. */

const crypto = require('node:crypto');
const vscode = require('vscode');

const FLUSH_MS = 40;

class View {
  /**
   * @param {vscode.Uri} home of the extension
   * @param {(message: any) => void} heard what the page says
   * @param {() => {items: import('./conversation').Item[], state: object}} snapshot everything the page needs to draw itself anew
   */
  constructor(home, heard, snapshot) {
    this.home = home;
    this.heard = heard;
    this.snapshot = snapshot;
    /** @type {vscode.WebviewView | undefined} */
    this.view = undefined;
    /** @type {Map<string, import('./conversation').Item>} */
    this.dirty = new Map();
    /** @type {NodeJS.Timeout | undefined} */
    this.timer = undefined;
    this.sending = Promise.resolve();
  }

  get visible() {
    return this.view?.visible ?? false;
  }

  /** @param {vscode.WebviewView} view */
  resolveWebviewView(view) {
    this.view = view;
    const media = vscode.Uri.joinPath(this.home, 'media');
    view.webview.options = { enableScripts: true, localResourceRoots: [media] };
    view.webview.onDidReceiveMessage((message) => this.hear(message));
    view.onDidDispose(() => (this.view = undefined));
    view.webview.html = page(view.webview, media);
  }

  /** @param {any} message */
  hear(message) {
    if (message.type === 'ready') this.redraw();
    this.heard(message);
  }

  /** An item changed; several changes within a moment are sent as one. @param {import('./conversation').Item} item */
  item(item) {
    this.dirty.set(item.id, item);
    this.timer ??= setTimeout(() => this.soon(() => this.flush()), FLUSH_MS);
  }

  async flush() {
    this.timer = undefined;
    const items = [...this.dirty.values()];
    this.dirty.clear();
    if (this.view) this.post({ type: 'items', items: await Promise.all(items.map(drawn)) });
  }

  redraw() {
    this.soon(async () => {
      this.dirty.clear();
      const { items, state } = this.snapshot();
      this.post({ type: 'reset', items: await Promise.all(items.map(drawn)), state });
    });
  }

  /** One after the other: drawing markdown takes a while, and nothing may overtake. @param {() => Promise<void>} act */
  soon(act) {
    this.sending = this.sending.then(act).catch((error) => console.error(error));
  }

  /** @param {object} message */
  post(message) {
    void this.view?.webview.postMessage(message);
  }

  async show() {
    await vscode.commands.executeCommand('hermes.chat.focus');
  }
}

/** The item as the page needs it: words as HTML from the editor's own markdown. @param {import('./conversation').Item} item */
async function drawn(item) {
  if (!item.text || !['agent', 'thought', 'notice'].includes(item.kind)) return item;
  try {
    return { ...item, html: await vscode.commands.executeCommand('markdown.api.render', item.text) };
  } catch {
    return item; // the page shows the plain words
  }
}

/** @param {vscode.Webview} webview @param {vscode.Uri} media */
function page(webview, media) {
  const nonce = crypto.randomBytes(16).toString('base64');
  const at = (/** @type {string} */ name) => webview.asWebviewUri(vscode.Uri.joinPath(media, name));
  const rules = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' ${webview.cspSource}`,
    `style-src ${webview.cspSource}`,
    'img-src data:',
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${rules}">
<meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="${at('style.css')}">
<title>Hermes</title>
</head>
<body>
<header id="head"></header>
<main><div id="talk" role="log" aria-live="off" aria-label="Conversation" tabindex="0"></div></main>
<footer id="foot"></footer>
<div id="say" role="status" aria-live="polite"></div>
<script nonce="${nonce}" type="module" src="${at('main.js')}"></script>
</body>
</html>`;
}

module.exports = { View };
