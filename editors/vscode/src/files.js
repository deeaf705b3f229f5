// @ts-check
'use strict';

/** The agent's view of files: what is open counts, saved or not. Source: https://agentclientprotocol.com/protocol/v1/file-system */

const fs = require('node:fs');
const path = require('node:path');
const vscode = require('vscode');
const { RpcError } = require('./wire');

/** `fs/read_text_file`. @param {{path: string, line?: number, limit?: number}} params */
async function read({ path: file, line, limit }) {
  const open = await opened(file);
  let content;
  try {
    content = open ? open.getText() : new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.file(file)));
  } catch {
    throw new RpcError(-32002, `There is no file ${file}.`, { path: file });
  }
  if (line === undefined && limit === undefined) return { content };
  const from = Math.max((line ?? 1) - 1, 0);
  const lines = content.split(/(?<=\n)/).slice(from, limit === undefined ? undefined : from + limit);
  return { content: lines.join('') };
}

/** `fs/write_text_file`: through the open document where there is one, so that undo works. @param {{path: string, content: string}} params */
async function write({ path: file, content }) {
  const open = await opened(file);
  if (!open) {
    await vscode.workspace.fs.writeFile(vscode.Uri.file(file), new TextEncoder().encode(content));
    return {};
  }
  const edit = new vscode.WorkspaceEdit();
  const whole = new vscode.Range(open.positionAt(0), open.positionAt(open.getText().length));
  edit.replace(open.uri, whole, open.eol === vscode.EndOfLine.CRLF ? content.replace(/\r?\n/g, '\r\n') : content);
  if (!(await vscode.workspace.applyEdit(edit)) || !(await open.save())) {
    throw new RpcError(-32603, `${file} could not be written: the editor refused the edit.`, { path: file });
  }
  return {};
}

/** The open document of a file. The agent may know it by another path, with links resolved. @param {string} file */
async function opened(file) {
  const documents = vscode.workspace.textDocuments.filter((document) => document.uri.scheme === 'file');
  const same = documents.find((document) => document.uri.fsPath === vscode.Uri.file(file).fsPath);
  if (same) return same;
  const named = documents.filter((document) => path.basename(document.uri.fsPath) === path.basename(file));
  const real = await Promise.all(named.map((document) => fs.promises.realpath(document.uri.fsPath).catch(() => '')));
  return named[real.indexOf(file)];
}

module.exports = { read, write };
