/** A small agent that has the editor run a command for it, as agents without a shell of their own do. */

import readline from 'node:readline';

const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
const waiting = new Map();
let asked = 0;

/** Ask the editor, and wait for its answer. */
function ask(method, params) {
  const id = ++asked;
  send({ id, method, params: { sessionId: 's', ...params } });
  return new Promise((resolve) => waiting.set(id, resolve));
}

/** Run what the person said in a terminal of the editor, and say what it wrote. */
async function prompt({ prompt: [{ text }] }) {
  const { terminalId } = await ask('terminal/create', { command: 'sh', args: ['-c', text], env: [{ name: 'WORD', value: 'editor' }] });
  const { exitCode } = await ask('terminal/wait_for_exit', { terminalId });
  const { output } = await ask('terminal/output', { terminalId });
  await ask('terminal/release', { terminalId });
  const said = { type: 'text', text: `It wrote "${output.trim()}" and ended with ${exitCode}.` };
  send({ method: 'session/update', params: { sessionId: 's', update: { sessionUpdate: 'agent_message_chunk', content: said } } });
  return { stopReason: 'end_turn' };
}

const METHODS = {
  initialize: () => ({ protocolVersion: 1, agentInfo: { name: 'peer', title: 'Peer', version: '1' }, agentCapabilities: {}, authMethods: [] }),
  'session/new': () => ({ sessionId: 's' }),
  'session/resume': () => ({}),
  'session/list': () => ({ sessions: [] }),
  'session/prompt': prompt,
};

for await (const line of readline.createInterface({ input: process.stdin })) {
  const { id, method, params, result } = JSON.parse(line);
  if (method === undefined) waiting.get(id)?.(result);
  else if (id !== undefined && METHODS[method]) void Promise.resolve(METHODS[method](params)).then((said) => send({ id, result: said }));
  else if (id !== undefined) send({ id, error: { code: -32601, message: `There is no method ${method}.` } });
}
