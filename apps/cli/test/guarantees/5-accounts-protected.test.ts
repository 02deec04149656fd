import type { SharedBudget } from "@cloudmake/ports";
import { hetzner, type Priority } from "@cloudmake/providers";
import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { readConfig } from "../../src/config.ts";
import { redactor } from "../../src/redact.ts";
import { openScreens } from "../../src/screen.ts";
import { openTerminal } from "../../src/terminal.ts";
import { openForPurpose } from "../../src/wiring/open-clouds.ts";
import { longTests } from "../long-tests.ts";
import { type Ended, Story } from "../story.ts";

const seconds = 1_000;
const appliers = longTests ? ["ada", "bob", "cleo", "dan", "eve"] : ["ada", "bob", "cleo"];
const stacksPerRun = longTests ? 10 : 4;
/** Four times the stacks want four times the calls in the same time. */
const pace = longTests ? 4 : 1;
const longestMs = longTests ? 300_000 : 60_000;

/** A project with many environments of one network each: every one a stack. */
function project(name: string): string {
  const environments = Array.from({ length: stacksPerRun }, (_, index) => `    e${index}: {}`).join("\n");
  return `apiVersion: cloudmake.dev/v1
kind: Project
metadata: { name: ${name} }
spec:
  environments:
${environments}
  components:
    lan: { type: network, provider: hetzner, ipRange: 10.20.0.0/16 }
    cache: { type: kv }
`;
}

describe("guarantee 5, accounts are protected", () => {
  let story: Story;
  afterEach(() => story.end());

  /** A run of its own in a home of its own: all it has in common with the others is machine and account. */
  function run(name: string, command: readonly string[], own: Readonly<Record<string, string>> = {}): Promise<Ended> {
    story.write(`${name}.yaml`, project(name));
    return story.cloudmake([...command, `${name}.yaml`], { CLOUDMAKE_HOME: `${story.directory}/${name}`, ...own });
  }

  test(
    "stacks applied at once by several processes never ask faster than the account allows, and nobody starves",
    async () => {
      // The headers speak of the first window: of the other one nobody learns but by a refusal.
      const told = { calls: 100_000, windowMs: 3_600 * seconds, kind: "sliding" } as const;
      const window = { calls: 40 * pace, windowMs: 3 * seconds, kind: "sliding" } as const;
      story = await Story.begin({ limits: { hetzner: [told, window], cloudflare: [told, window] } });
      // What is admitted may be on its way for a while on a busy machine, so the budget leaves room for that.
      const budget = { CLOUDMAKE_BUDGET_HETZNER: `${24 * pace}/3`, CLOUDMAKE_BUDGET_CLOUDFLARE: `${24 * pace}/3` };
      const ended = await Promise.all([
        ...appliers.map((name) => run(name, ["apply", "--yes"], budget)),
        run("looker", ["plan"], budget),
        run("checker", ["drift"], budget),
      ]);
      expect(ended).toEqual(ended.map(() => expect.objectContaining({ exit: 0 })));
      const networks = story.objects("hetzner").filter((object) => object.startsWith("network"));
      expect(networks).toHaveLength(appliers.length * stacksPerRun);
      const { hetzner, cloudflare } = story.sandbox.counters.all();
      expect({ hetzner: hetzner?.limited, cloudflare: cloudflare?.limited }).toEqual({ hetzner: 0, cloudflare: 0 });
      expect((hetzner?.reads ?? 0) + (hetzner?.mutations ?? 0)).toBeGreaterThan(window.calls);
    },
    longestMs,
  );

  test("a service that allows less than is known of it is waited for, and its refusals reach no user", async () => {
    story = await Story.begin();
    const headers = { "retry-after": "1" };
    for (const method of ["GET", "POST"] as const) {
      story.sandbox.faults.add({ cloud: "cloudflare", route: "/**", method, status: 429, headers, times: 3 });
      story.sandbox.faults.add({ cloud: "hetzner", route: "/**", method, status: 429, times: 2 });
    }
    const { exit, stderr } = await run("ada", ["apply", "--yes", "-e", "e0"]);
    expect({ exit, stderr }).toMatchObject({ exit: 0 });
    expect(stderr).not.toMatch(/\b429\b|RATE_LIMITED|slow down/);
    expect(story.sandbox.faults.list().map(({ struck }) => struck)).toEqual([3, 2, 3, 2]);
  });

  /** One call as a run of this kind makes it, on a machine that shares a budget with others. */
  async function callFor(purpose: Priority, shared: SharedBudget): Promise<void> {
    const { HCLOUD_TOKEN, HCLOUD_ENDPOINT } = story.sandbox.env();
    const config = readConfig(
      { cwd: story.directory, pid: process.pid, terminal: false },
      { HCLOUD_TOKEN, HCLOUD_ENDPOINT, XDG_STATE_HOME: story.directory },
    );
    const screens = openScreens(process, (error) => expect.fail(error.message));
    const quiet = { colour: false, forceColour: false, quiet: true, json: true, redact: redactor(config) };
    const { api } = openForPurpose(
      { config, terminal: openTerminal(screens, quiet), heedProxy: () => {} },
      purpose,
      shared,
    );
    await api(hetzner, () => {}).get("/networks", z.object({ networks: z.array(z.unknown()) }), {
      signal: AbortSignal.any([]),
    });
  }

  test("an apply waits for a service that another machine saw go down, until it is time to try again", async () => {
    story = await Story.begin();
    const untilMs = Date.now() + seconds;
    const breaker = { kind: "open", untilMs, round: 1 };
    const shared = budgetOf({ formatVersion: 1, tokens: 9, filledMs: 0, pausedUntilMs: 0, breaker });
    await callFor("apply", shared);
    expect(Date.now()).toBeGreaterThanOrEqual(untilMs);
    expect(shared.document()).toMatchObject({ breaker: { kind: "closed" } });
  });

  test.each(["plan", "drift"] as const)("a %s leaves the budget that machines share as it is", async (purpose) => {
    story = await Story.begin();
    const shared = budgetOf("nobody has changed this");
    await callFor(purpose, shared);
    expect(shared.document()).toBe("nobody has changed this");
  });
});

/** The budget that machines share, in the place of a database. */
function budgetOf(first: unknown): SharedBudget & { document(): unknown } {
  let document = first;
  return {
    document: () => document,
    change: async (_, change) => {
      const { after, answer } = change(document);
      document = after;
      return answer;
    },
  };
}
