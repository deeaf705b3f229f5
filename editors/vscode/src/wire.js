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

const CANCEL = '$/cancel_request';

/**
 * @typedef {(params: any, signal: AbortSignal) => unknown} Handler Serves one method; may be async; throws RpcError for an
 * error answer. The signal tells that the other side has taken its question back.
 */

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
    /** @type {Map<number | string, AbortController>} what is being served */
    this.serving = new Map();
    /** @type {string[]} lines that wait for what an answer before them sets off */
    this.lines = [];
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
      this.lines.push(...lines);
      this.drain();
    });
    input.on('end', () => {
      while (this.lines.length) this.drain();
      this.close('The agent ended.');
    });
    output.on('error', () => this.close('The agent ended.'));
  }

  /**
   * Ask, and wait for the answer.
   * @param {string} method @param {object} params
   * @param {AbortSignal} [signal] takes the question back; the answer then says what came of that
   * @returns {Promise<any>}
   */
  call(method, params, signal) {
    if (this.closed) return Promise.reject(new Error(this.closed));
    const id = this.next++;
    signal?.addEventListener('abort', () => this.pending.has(id) && this.notify(CANCEL, { requestId: id }), { once: true });
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
    for (const control of this.serving.values()) control.abort();
  }

  /** @param {object} message */
  send(message) {
    const line = JSON.stringify(message);
    this.trace('→', line);
    this.output.write(line + '\n');
  }

  /** Read what has come; whoever waits for an answer goes on before the line after it is read. */
  drain() {
    for (let line; (line = this.lines.shift()) !== undefined; ) {
      if (this.read(line) !== 'answer') continue;
      setImmediate(() => this.drain());
      return;
    }
  }

  /** @param {string} line @returns {'answer' | undefined} */
  read(line) {
    if (!line.trim()) return undefined;
    this.trace('←', line);
    let message;
    try {
      message = JSON.parse(line);
    } catch {
      return undefined; // a library's word on stdout must not end the conversation
    }
    if (message === null || typeof message !== 'object') return undefined;
    if (message.method === CANCEL) this.serving.get(message.params?.requestId)?.abort();
    else if (typeof message.method === 'string') void this.serve(message);
    else return this.settle(message);
    return undefined;
  }

  /** @param {{id?: number, result?: unknown, error?: {code: number, message: string, data?: unknown}}} message @returns {'answer' | undefined} */
  settle(message) {
    const call = this.pending.get(message.id ?? -1);
    if (!call) return undefined;
    this.pending.delete(message.id ?? -1);
    if (message.error) call.reject(new RpcError(message.error.code, message.error.message, message.error.data));
    else call.resolve(message.result);
    return 'answer';
  }

  /** @param {{id?: number | string, method: string, params?: unknown}} message */
  async serve(message) {
    const handler = this.handlers[message.method];
    const control = new AbortController();
    if (message.id !== undefined) this.serving.set(message.id, control);
    /** @type {object} */
    let answer;
    try {
      if (!handler) throw new RpcError(-32601, `There is no method ${message.method}.`);
      answer = { result: (await handler(message.params ?? {}, control.signal)) ?? {} };
    } catch (error) {
      const { code, message: text, data } = error instanceof RpcError ? error : new RpcError(-32603, String(error));
      answer = { error: { code, message: text, data } };
    }
    if (message.id === undefined) return;
    this.serving.delete(message.id);
    if (!this.closed) this.send({ jsonrpc: '2.0', id: message.id, ...answer });
  }
}

module.exports = { Wire, RpcError };
