/** A small MCP server that asks the person: a form, and an address. Its answer is what came back. */

import readline from 'node:readline';

const OBJECT = { type: 'object', properties: {} };
const TOOLS = [
  { name: 'order', description: 'Orders what the person wants.', inputSchema: OBJECT },
  { name: 'visit', description: 'Has the person pay.', inputSchema: OBJECT },
];
const FORM = {
  mode: 'form',
  message: 'What shall be ordered?',
  requestedSchema: {
    type: 'object',
    required: ['name', 'size', 'color'],
    properties: {
      name: { type: 'string', title: 'Name', description: 'Who it is for', minLength: 2 },
      size: { type: 'integer', title: 'Size', minimum: 1, maximum: 9, default: 3 },
      color: { type: 'string', title: 'Colour', oneOf: [{ const: 'r', title: 'Red' }, { const: 'b', title: 'Blue' }] },
      gift: { type: 'boolean', title: 'A gift' },
      days: { type: 'array', title: 'Days', items: { anyOf: [{ const: 'mo', title: 'Monday' }, { const: 'tu', title: 'Tuesday' }] } },
    },
  },
};
const ADDRESS = { mode: 'url', message: 'Pay for it there.', url: 'https://example.org/pay', elicitationId: 'pay-1' };

const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
const waiting = new Map();
let asked = 0;

/** Ask the other side, and wait for its answer. */
function ask(params) {
  const id = `ask-${++asked}`;
  send({ id, method: 'elicitation/create', params });
  return new Promise((resolve) => waiting.set(id, resolve));
}

const METHODS = {
  initialize: ({ protocolVersion }) => ({ protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'asker', version: '1' } }),
  ping: () => ({}),
  'tools/list': () => ({ tools: TOOLS }),
  'tools/call': async ({ name }) => {
    const answer = await ask(name === 'order' ? FORM : ADDRESS);
    return { content: [{ type: 'text', text: JSON.stringify(answer) }] };
  },
};

for await (const line of readline.createInterface({ input: process.stdin })) {
  const { id, method, params, result, error } = JSON.parse(line);
  if (method === undefined) waiting.get(id)?.(result ?? error);
  else if (id !== undefined && METHODS[method]) void Promise.resolve(METHODS[method](params ?? {})).then((said) => send({ id, result: said }));
  else if (id !== undefined) send({ id, error: { code: -32601, message: `There is no method ${method}.` } });
}
