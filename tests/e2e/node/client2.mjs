// The official TypeScript SDK as an editor of wire version 2: plays one turn and prints what it saw, a JSON value a line.
// Usage: node client2.mjs PROGRAM WORKSPACE TEXT [cancel]
import { spawn } from "node:child_process";
import { Readable, Writable } from "node:stream";
import { client, methods, ndJsonStream, PROTOCOL_VERSION } from "@agentclientprotocol/sdk/experimental/v2";

const [program, cwd, text, cancel] = process.argv.slice(2);
const say = (kind, value) => process.stdout.write(JSON.stringify({ [kind]: value }) + "\n");
const agent = spawn(program, ["acp"], { cwd, stdio: ["pipe", "pipe", "inherit"] });
const stream = ndJsonStream(Writable.toWeb(agent.stdin), Readable.toWeb(agent.stdout));
let spoke, stopped;
const speaking = new Promise((resolve) => (spoke = resolve));
const stopping = new Promise((resolve) => (stopped = resolve));

const editor = client({ name: "test" })
  .onNotification(methods.client.session.update, ({ params }) => {
    say("update", params.update);
    if (params.update.sessionUpdate === "agent_message_chunk") spoke();
    if (params.update.sessionUpdate === "state_update" && params.update.stopReason) stopped();
  })
  .onRequest(methods.client.session.requestPermission, ({ params }) => {
    say("permission", params);
    const once = params.options.find((option) => option.kind === "allow_once");
    return { outcome: { outcome: "selected", optionId: once.optionId } };
  });

await editor.connectWith(stream, async (connection) => {
  const hello = { protocolVersion: PROTOCOL_VERSION, info: { name: "test", version: "1" }, capabilities: {} };
  say("initialize", await connection.request(methods.agent.initialize, hello));
  const session = await connection.request(methods.agent.session.new, { cwd, mcpServers: [] });
  say("new", session);
  const { sessionId } = session;
  say("prompt", await connection.request(methods.agent.session.prompt, { sessionId, prompt: [{ type: "text", text }] }));
  if (cancel) {
    await speaking;
    await connection.notify(methods.agent.session.cancel, { sessionId });
  }
  await stopping;
  const resumed = { sessionId, cwd, mcpServers: [], replayFrom: { type: "start" } };
  say("resume", await connection.request(methods.agent.session.resume, resumed));
});
agent.stdin.end();
agent.on("exit", (code) => say("exit", code));
