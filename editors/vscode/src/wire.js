// @ts-check
'use strict';

/**
 * JSON-RPC 2.0, one message a line, both ways. Knows no method and no editor.
 * Source: https://www.jsonrpc.org/specification
 */

const { StringDecoder } = require('node:string_decoder');

/** An error answer: what the other side said, or what we answer with. */
class RpcError extends Error {
  /** @param {number} code @param {string} message @param {unknown} [data] */
  constructor(code, message, data) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

/** @typedef {(params: any) => unknown} Handler Serves one method; may be async; throws RpcError for an error answer. */

class Wire {
  /**
   * @param {import('node:stream').Readable} input
   * @param {import('node:stream').Writable} output
   * @param {Record<string, Handler>} handlers
   * @param {(direction: '→' | '←', line: string) => void} [trace]
   */
  constructor(input, output, handlers, trace = () => {}) {
    this.output = output;
    this.handlers = handlers;
    this.trace = trace;
    this.closed = '';
    this.next = 1;
    /** @type {Map<number, {resolve: (value: any) => void, reject: (error: Error) => void}>} */
    this.pending = new Map();
    const decoder = new StringDecoder('utf8');
    /** @type {string[]} */
    let rest = [];
    input.on('data', (/** @type {Buffer} */ bytes) => {
      const lines = decoder.write(bytes).split('\n');
      if (lines.length === 1) {
        rest.push(lines[0]);
        return;
      }
      lines[0] = rest.join('') + lines[0];
      rest = [lines.pop() ?? ''];
      for (const line of lines) this.read(line);
    });
    input.on('end', () => this.close('The agent ended.'));
    output.on('error', () => this.close('The agent ended.'));
  }

  /** Ask, and wait for the answer. @param {string} method @param {object} params @returns {Promise<any>} */
  call(method, params) {
    if (this.closed) return Promise.reject(new Error(this.closed));
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
      this.send({ jsonrpc: '2.0', id, method, params });
    });
  }

  /** Tell. @param {string} method @param {object} params */
  notify(method, params) {
    if (!this.closed) this.send({ jsonrpc: '2.0', method, params });
  }

  /** End: every open call fails with the reason. @param {string} reason */
  close(reason) {
    if (this.closed) return;
    this.closed = reason;
    for (const { reject } of this.pending.values()) reject(new Error(reason));
    this.pending.clear();
  }

  /** @param {object} message */
  send(message) {
    const line = JSON.stringify(message);
    this.trace('→', line);
    this.output.write(line + '\n');
  }

  /** @param {string} line */
  read(line) {
    if (!line.trim()) return;
    this.trace('←', line);
    let message;
    try {
      message = JSON.parse(line);
    } catch {
      return; // a library's word on stdout must not end the conversation
    }
    if (message === null || typeof message !== 'object') return;
    if (typeof message.method === 'string') void this.serve(message);
    else this.settle(message);
  }

  /** @param {{id?: number, result?: unknown, error?: {code: number, message: string, data?: unknown}}} message */
  settle(message) {
    const call = this.pending.get(message.id ?? -1);
    if (!call) return;
    this.pending.delete(message.id ?? -1);
    if (message.error) call.reject(new RpcError(message.error.code, message.error.message, message.error.data));
    else call.resolve(message.result);
  }

  /** @param {{id?: number | string, method: string, params?: unknown}} message */
  async serve(message) {
    const handler = this.handlers[message.method];
    /** @type {object} */
    let answer;
    try {
      if (!handler) throw new RpcError(-32601, `There is no method ${message.method}.`);
      answer = { result: (await handler(message.params ?? {})) ?? {} };
    } catch (error) {
      const { code, message: text, data } = error instanceof RpcError ? error : new RpcError(-32603, String(error));
      answer = { error: { code, message: text, data } };
    }
    if (message.id !== undefined && !this.closed) this.send({ jsonrpc: '2.0', id: message.id, ...answer });
  }
}

module.exports = { Wire, RpcError };
