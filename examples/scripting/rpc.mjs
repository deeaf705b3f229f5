// Talks to `hermes rpc` from Node, without a package: streams the answer and decides about calls.
// Usage: node rpc.mjs "PROMPT"
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const prompt = process.argv[2];
if (!prompt) {
  console.error('Usage: node rpc.mjs "PROMPT"');
  process.exit(2);
}

const hermes = spawn("hermes", ["rpc"], { stdio: ["pipe", "pipe", "inherit"] });
const waiting = new Map();
let number = 0;

const send = (message) => hermes.stdin.write(JSON.stringify({ jsonrpc: "2.0", ...message }) + "\n");

function call(method, params) {
  const id = ++number;
  send({ id, method, params });
  return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
}

/** Which option to take: changes inside this directory, this once; nothing else. */
function decide({ kind, paths, options }) {
  const inside = paths.length > 0 && paths.every((path) => path.startsWith(process.cwd() + "/"));
  const wanted = kind === "edit" && inside ? "allow_once" : "reject_once";
  return options.find((option) => option.kind === wanted)?.option_id ?? "";
}

createInterface({ input: hermes.stdout }).on("line", (line) => {
  const { id, method, params, result, error } = JSON.parse(line);
  if (method === "event" && params.event.type === "agent_text") process.stdout.write(params.event.text);
  else if (method === "permission.request") send({ id, result: { option_id: decide(params) } });
  else if (error) waiting.get(id)?.reject(new Error(`${error.message} (${error.data.reason})`));
  else if (!method) waiting.get(id)?.resolve(result);
});

try {
  const { session } = await call("session.new", { cwd: process.cwd() });
  const turn = await call("session.prompt", { session_id: session.session_id, text: prompt });
  console.log(`\n${turn.stop}: ${turn.files_changed.length} files changed, ${turn.refusals.length} calls refused`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  hermes.stdin.end();
}
