// @ts-check
'use strict';

/** The agent's view of files: what is open counts, saved or not. Source: https://agentclientprotocol.com/protocol/v1/file-system */

const vscode = require('vscode');
const { RpcError } = require('./wire');

/** `fs/read_text_file`. @param {{path: string, line?: number, limit?: number}} params */
async function read({ path, line, limit }) {
  const uri = vscode.Uri.file(path);
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  let content;
  try {
    content = open ? open.getText() : new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    throw new RpcError(-32002, `There is no file ${path}.`, { path });
  }
  if (line === undefined && limit === undefined) return { content };
  const from = Math.max((line ?? 1) - 1, 0);
  const lines = content.split(/(?<=\n)/).slice(from, limit === undefined ? undefined : from + limit);
  return { content: lines.join('') };
}

/** `fs/write_text_file`: through the open document where there is one, so that undo works. @param {{path: string, content: string}} params */
async function write({ path, content }) {
  const uri = vscode.Uri.file(path);
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (!open) {
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(content));
    return {};
  }
  const edit = new vscode.WorkspaceEdit();
  const whole = new vscode.Range(open.positionAt(0), open.positionAt(open.getText().length));
  edit.replace(uri, whole, open.eol === vscode.EndOfLine.CRLF ? content.replace(/\r?\n/g, '\r\n') : content);
  if (!(await vscode.workspace.applyEdit(edit)) || !(await open.save())) {
    throw new RpcError(-32603, `${path} could not be written: the editor refused the edit.`, { path });
  }
  return {};
}

module.exports = { read, write };
