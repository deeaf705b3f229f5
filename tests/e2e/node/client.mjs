// The official TypeScript SDK as the editor: plays one turn and prints what it saw, a JSON value a line.
// Usage: node client.mjs PROGRAM WORKSPACE TEXT [cancel]
import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { Readable, Writable } from "node:stream";
import { client, methods, ndJsonStream, PROTOCOL_VERSION } from "@agentclientprotocol/sdk";

const [program, cwd, text, cancel] = process.argv.slice(2);
const say = (kind, value) => process.stdout.write(JSON.stringify({ [kind]: value }) + "\n");
const agent = spawn(program, ["acp"], { cwd, stdio: ["pipe", "pipe", "inherit"] });
const stream = ndJsonStream(Writable.toWeb(agent.stdin), Readable.toWeb(agent.stdout));
let spoke;
const speaking = new Promise((resolve) => (spoke = resolve));

const editor = client({ name: "test" })
  .onNotification(methods.client.session.update, ({ params }) => {
    say("update", params.update);
    if (params.update.sessionUpdate === "agent_message_chunk") spoke();
  })
  .onRequest(methods.client.session.requestPermission, ({ params }) => {
    say("permission", params);
    const once = params.options.find((option) => option.kind === "allow_once");
    return { outcome: { outcome: "selected", optionId: once.optionId } };
  })
  .onRequest(methods.client.fs.readTextFile, async ({ params }) => ({ content: await readFile(params.path, "utf8") }))
  .onRequest(methods.client.fs.writeTextFile, async ({ params }) => {
    say("write", params.path);
    await writeFile(params.path, params.content);
    return {};
  });

await editor.connectWith(stream, async (connection) => {
  const clientCapabilities = { fs: { readTextFile: true, writeTextFile: true } };
  const hello = { protocolVersion: PROTOCOL_VERSION, clientCapabilities };
  say("initialize", await connection.request(methods.agent.initialize, hello));
  const session = await connection.request(methods.agent.session.new, { cwd, mcpServers: [] });
  say("new", session);
  const { sessionId } = session;
  const prompt = connection.request(methods.agent.session.prompt, { sessionId, prompt: [{ type: "text", text }] });
  if (cancel) {
    await speaking;
    await connection.notify(methods.agent.session.cancel, { sessionId });
  }
  say("prompt", await prompt);
});
agent.stdin.end();
agent.on("exit", (code) => say("exit", code));
