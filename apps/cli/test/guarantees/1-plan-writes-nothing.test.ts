import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { noWishes } from "@cloudmake/engine";
import type { AppliedRecord, ResourceGraph, RulesByType, Value } from "@cloudmake/model";
import { definitions } from "@cloudmake/providers";
import { planStacks } from "@cloudmake/service";
import { loadSpecs } from "@cloudmake/spec";
import { compileStacks, componentTypes } from "@cloudmake/stacks";
import { loadStateKey, openStatePlace } from "@cloudmake/state";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import type { Context } from "../../src/context.ts";
import { redactor } from "../../src/redact.ts";
import { openScreens } from "../../src/screen.ts";
import { openTerminal } from "../../src/terminal.ts";
import { openPlatform } from "../../src/wiring/open-platform.ts";
import { stateOf } from "../../src/wiring/open-state.ts";
import { Story } from "../story.ts";
import { contents, fillAccounts } from "./account-contents.ts";
import { forgottenTypes, specsNamed, workspaceSpecs } from "./random-specs.ts";

const projects = ["shop", "site", "lab", "blog", "game"] as const;
const worlds = 80;
const signal = AbortSignal.any([]);
const rules: RulesByType = new Map(definitions.map((definition) => [definition.type, definition]));
const secrets = { CLOUDMAKE_SECRET_API_KEY: "fake-key-of-an-api" };
/** Loopback has no limits to be spared. */
const plenty = Object.fromEntries(
  ["HETZNER", "DIGITALOCEAN", "CLOUDFLARE", "NEON"].map((cloud) => [`CLOUDMAKE_BUDGET_${cloud}`, "900000/1"]),
);

/** How much of the graph the last apply is said to have made, and what became of it since. */
const histories = fc.record({ part: fc.nat(100), edited: fc.nat(100), interrupted: fc.boolean() });
type History = typeof histories extends fc.Arbitrary<infer T> ? T : never;

const world = fc.record({
  specs: fc.tuple(...projects.map((name) => specsNamed(name)), workspaceSpecs),
  made: contents,
  history: histories,
});

describe("guarantee 1, a plan writes nothing", () => {
  let story: Story;
  let previews = 0;
  const seen = new Set<string>();
  beforeAll(async () => {
    story = await Story.begin();
  });
  afterAll(async () => {
    await story.end();
    process.stdout.write(`${previews} previews planned to ${[...seen].sort().join(", ")}\n`);
  });

  function contextOf(home: string): Context {
    const env = { ...story.env({ ...secrets, ...plenty, CLOUDMAKE_HOME: home }) };
    const config = readConfig({ cwd: story.directory, pid: process.pid, terminal: false }, env);
    const redact = redactor(config);
    const terminal = openTerminal(
      openScreens(process, (error) => expect.fail(error.message)),
      { colour: false, forceColour: false, quiet: true, json: true, redact },
    );
    const flags = { json: undefined, quiet: true, state: undefined };
    const heedProxy = (): void => {};
    const { open: state } = stateOf(config, story.directory, heedProxy);
    return { config, terminal, flags, signal, cwd: story.directory, now: Date.now, heedProxy, state };
  }

  async function preview(home: string, graphs: readonly ResourceGraph[], refresh: boolean): Promise<void> {
    const platform = await openPlatform(contextOf(home), { refresh }, { purpose: "plan" });
    const planned = await planStacks(platform, graphs, noWishes, { signal, refresh });
    previews += planned.length;
    for (const { plan } of planned) for (const { action } of plan.steps) seen.add(action);
    expect(planned.flatMap(({ world: one }) => one.observation?.unreadable ?? [])).toEqual([]);
  }

  test("component types are all spoken for", () => {
    expect(forgottenTypes).toEqual([]);
  });

  test("1,000 random specs, accounts and records leave clouds and state as they were, byte for byte", async () => {
    let turn = 0;
    await fc.assert(
      fc.asyncProperty(world, async ({ specs, made, history }) => {
        turn += 1;
        const home = join(story.directory, `home-${turn}`);
        const graphs = graphsOf(specs);
        await story.sandbox.reset();
        await fillAccounts(story, made, graphs);
        await record(home, graphs, history);
        const before = bytesUnder(home);
        story.sandbox.counters.clear();
        await preview(home, graphs, true);
        if (turn % 2 === 0) await preview(home, graphs, false);
        const mutations = Object.values(story.sandbox.counters.all()).map((counted) => counted.mutations);
        expect(mutations.filter((count) => count > 0)).toEqual([]);
        expect(bytesUnder(home)).toEqual(before);
      }),
      { numRuns: worlds },
    );
    expect(previews).toBeGreaterThanOrEqual(1_000);
    expect([...seen]).toEqual(expect.arrayContaining(["create", "update", "replace", "delete", "hold", "keep"]));
  });

  test("the command line does not, with nothing applied and with everything", async () => {
    await story.sandbox.reset();
    story.copyExamples();
    const plans = [["plan"], ["plan", "--json=envelope"], ["plan", "--no-refresh"], ["drift"]];
    const home = join(story.directory, ".cloudmake");
    const look = async (): Promise<void> => {
      const before = bytesUnder(home);
      story.sandbox.counters.clear();
      for (const command of plans) {
        expect(await story.cloudmake([...command, "specs/shop.yaml"])).toMatchObject({ exit: 0 });
      }
      for (const counted of Object.values(story.sandbox.counters.all())) expect(counted.mutations).toBe(0);
      expect(bytesUnder(home)).toEqual(before);
    };
    await look();
    expect(await story.cloudmake(["apply", "--yes", "-e", "dev", "specs/shop.yaml"])).toMatchObject({ exit: 0 });
    await look();
  });
});

function graphsOf(specs: readonly string[]): readonly ResourceGraph[] {
  const files = specs.map((text, index) => ({ name: `${index}.yaml`, text }));
  const loaded = loadSpecs(files, componentTypes);
  const sources = new Map([["worker.js", "export default { fetch: () => new Response('hello') };"]]);
  const compiled = compileStacks(loaded.stacks, componentTypes, rules, sources);
  expect([...loaded.diagnostics, ...compiled.diagnostics].filter(({ severity }) => severity === "error")).toEqual([]);
  return compiled.graphs;
}

/** Records and journals as applies could have left them: of a part of the graph, with other values, half-way. */
async function record(home: string, graphs: readonly ResourceGraph[], history: History): Promise<void> {
  const state = await openStatePlace({ url: undefined, directory: home, cwd: home, variables: {} });
  await loadStateKey({ value: undefined, file: join(home, "state.key"), state, make: true, signal });
  const { records, journals } = state.backend;
  for (const [index, graph] of graphs.entries()) {
    if ((history.part + index * 17) % 3 === 0) continue;
    const resources = graph.nodes.flatMap((node, place): AppliedRecord["resources"] => {
      const dice = (history.part * 7 + place * 13 + index * 5) % 100;
      if (dice > 80) return [];
      const inputs = (dice + history.edited) % 5 === 0 ? edited(node.inputs) : node.inputs;
      const address = dice < 8 ? renamed(node.address) : node.address;
      const { type, marker, deletion } = node;
      const dependsOn = [...node.dependsOn];
      return [{ address, type, marker, dependsOn, deletion, inputs, id: String(1_000 + place), outputs: {} }];
    });
    const before = { formatVersion: 1, stack: graph.stack, serial: 1, resources, outputs: {} } as const;
    await records.write(before, { token: 1, signal });
    const [first] = graph.nodes;
    if (!history.interrupted || first === undefined) continue;
    const { address, type, marker } = first;
    const about = { run: "r", at: new Date(0).toISOString(), address, type, marker, key: "k" };
    await journals.append(graph.stack, { entry: "intent", action: "create", ...about }, { signal });
  }
}

function edited(inputs: AppliedRecord["resources"][number]["inputs"]): AppliedRecord["resources"][number]["inputs"] {
  return Object.fromEntries(Object.entries(inputs).map(([name, value]): [string, Value] => [name, other(value)]));
}

function other(value: Value): Value {
  if (typeof value === "number") return value + 1;
  return typeof value === "string" ? `${value}x` : value;
}

function renamed(address: ResourceGraph["nodes"][number]["address"]): ResourceGraph["nodes"][number]["address"] {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- an address like another
  return address.replace(/\/[^/]+$/, "/former") as typeof address;
}

/** Every file with its content's digest and its time of change; what does not exist has none. */
function bytesUnder(directory: string): readonly string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return `${file} ${createHash("sha256").update(readFileSync(file)).digest("hex")} ${statSync(file).mtimeMs}`;
    })
    .sort();
}
