import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { stackId } from "@cloudmake/model";
import { createSealer } from "@cloudmake/state";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Door, openDoor } from "../src/door.ts";
import { engineDirectory, makeDirectories } from "../src/engine-directory.ts";
import { engineEnvironment } from "../src/engine-environment.ts";
import {
  type EngineCall,
  EngineExit,
  type EngineProcess,
  processOnDemand,
  startProcess,
} from "../src/engine-process.ts";
import { loopbackPort } from "../src/loopback-port.ts";
import { makeStack } from "../src/make-stack.ts";
import { up } from "../src/operation.ts";
import { startTransitServer } from "../src/transit-server.ts";
import { enginesUnder } from "./engine-processes.ts";
import { pulumiRoot } from "./stack-life.ts";

describe("a door", () => {
  test("lets those who wait and those who come later through to where it leads", async () => {
    const door = await openDoor();
    onTestFinished(() => door.close());
    const early = await ask(door, "early");
    door.leadTo(await echoing());
    expect(await early.answer).toBe("echo: early");
    expect(await (await ask(door, "late")).answer).toBe("echo: late");
  });

  test("sends those who wait away when it is closed", async () => {
    const door = await openDoor();
    const waiting = await ask(door, "early");
    door.close();
    expect(await waiting.answer).toBe("");
    await expect(ask(door, "late")).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  test("sends everybody away where nobody is behind it", async () => {
    const door = await openDoor();
    onTestFinished(() => door.close());
    const nobody = await openDoor();
    nobody.close();
    door.leadTo(nobody.port);
    expect(await (await ask(door, "anybody")).answer).toBe("");
  });
});

describe("an engine's process", () => {
  test("is not taken over by whoever asks for something else", async () => {
    const { directory, process } = await started();
    await expect(process.run(["up", "--yes", "--target", "all"])).rejects.toThrow(/asks for "up --yes --target all"/);
    await process.close();
    expect(await enginesUnder(directory)).toEqual([]);
  });

  test("that starts on demand does not start for whoever asks for something else", async () => {
    const { directory, process } = await started({ start: processOnDemand });
    await expect(process.run(["up", "--yes", "--target", "all"])).rejects.toThrow(/asks for "up --yes --target all"/);
    expect(await enginesUnder(directory)).toEqual([]);
  });

  test("that starts on demand is told the addresses themselves, and ends when the run is stopped", async () => {
    const stop = new AbortController();
    const transit = await startTransitServer(sealer);
    onTestFinished(transit.close);
    const { signal } = stop;
    const { directory, process } = await started({ start: processOnDemand, signal, more: transit.environment });
    const connected = Promise.withResolvers<void>();
    const listener = createServer(() => connected.resolve());
    onTestFinished(() => void listener.close());
    const address = `127.0.0.1:${await loopbackPort(listener)}`;
    const words = [...up({}).words, `--client=${address}`, "--exec-kind", "auto.inline"];
    const running = process.run([...words, "--event-log", `tcp://${address}`, "--stack", "prod"]);
    await Promise.race([connected.promise, running]);
    stop.abort();
    await expect(running).rejects.toThrow(EngineExit);
    expect(await enginesUnder(directory)).toEqual([]);
  });

  test("ends where nobody takes it over", async () => {
    const { directory, process } = await started();
    expect(await enginesUnder(directory)).toHaveLength(1);
    await process.close();
    expect(await enginesUnder(directory)).toEqual([]);
  });

  test("leaves no port open where its words cannot be kept", async () => {
    const before = process.getActiveResourcesInfo().filter((kind) => kind === "TCPServerWrap").length;
    await expect(started({ log: "nowhere/engine.log" })).rejects.toMatchObject({ code: "ENOENT" });
    await expect
      .poll(() => process.getActiveResourcesInfo().filter((kind) => kind === "TCPServerWrap").length)
      .toBe(before);
  });

  test("ends when the run is stopped before anybody takes it over", async () => {
    const stop = new AbortController();
    const { directory, process } = await started({ signal: stop.signal });
    stop.abort(new Error("the user had enough"));
    await expect.poll(() => enginesUnder(directory)).toEqual([]);
    await process.close();
  });
});

interface Start {
  readonly start?: (call: EngineCall) => EngineProcess | Promise<EngineProcess>;
  readonly signal?: AbortSignal;
  readonly log?: string;
  /** Of the CLI's environment. */
  readonly more?: Readonly<Record<string, string>>;
}

const sealer = createSealer({ bytes: new Uint8Array(32), source: "a test" });

async function started({
  start = startProcess,
  signal = AbortSignal.any([]),
  log = "engine.log",
  more = {},
}: Start = {}): Promise<{ readonly directory: string; readonly process: EngineProcess }> {
  const directory = await mkdtemp(join(tmpdir(), "cloudmake-process-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true, maxRetries: 5 })); // last of all
  const stack = stackId("shop", "prod");
  const place = engineDirectory(directory, stack);
  makeDirectories(place);
  makeStack(place, stack, sealer);
  const engine = await start({
    command: join(pulumiRoot, "bin/pulumi"),
    operation: up({}),
    stackName: "prod",
    cwd: place.work,
    environment: {
      ...engineEnvironment(place, { environment: { PATH: process.env["PATH"] }, parallel: 1 }),
      ...more,
    },
    log: join(place.work, log),
    signal,
  });
  onTestFinished(engine.close);
  return { directory, process: engine };
}

/** Says something through a door. The answer is what comes back, up to the end or a reset. */
async function ask(door: Door, word: string): Promise<{ readonly answer: Promise<string> }> {
  const socket = connect(door.port, "127.0.0.1");
  await once(socket, "connect");
  const answer = text(socket).catch(() => "");
  socket.end(word);
  return { answer };
}

/** The port of a server that says what it hears and then ends. */
async function echoing(): Promise<number> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    void text(socket).then((heard) => socket.end(`echo: ${heard}`));
  });
  onTestFinished(() => void server.close());
  return loopbackPort(server);
}
