import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { SeenMutation } from "@cloudmake/sandbox";
import { type Ended, Story } from "../story.ts";
import { engineAppears, enginesOf, killHard } from "./processes.ts";

export type Victim = "the CLI" | "Pulumi" | "both";

/** When a process dies. */
export type KillPoint =
  /** Before the cloud hears of a mutation: the call is lost. */
  | { readonly at: "before mutation"; readonly number: number }
  /** The cloud does it, and nobody hears of it. */
  | { readonly at: "after mutation"; readonly number: number }
  /** The caller dies first, and the cloud carries the lost call out all the same. */
  | { readonly at: "during mutation"; readonly number: number }
  /** The same, but the cloud takes so many milliseconds for it: the next run is there before. */
  | { readonly at: "slow mutation"; readonly number: number; readonly ms: number }
  /** Some milliseconds after the engine came up, or after the last mutation: saving state, writing the record. */
  | { readonly at: "engine start"; readonly ms: number }
  | { readonly at: "last answer"; readonly ms: number; readonly of: number };

/** One directory and one set of local clouds, put back to where they were as often as needed. */
export class KillStand {
  readonly story: Story;
  readonly #saved: string;
  readonly #snapshots = new Map<string, ReadonlyMap<string, unknown>>();

  private constructor(story: Story) {
    this.story = story;
    this.#saved = `${story.directory}-saved`;
  }

  static async open(): Promise<KillStand> {
    return new KillStand(await Story.begin());
  }

  async close(): Promise<void> {
    await this.story.end();
    rmSync(this.#saved, { recursive: true, force: true });
  }

  /** Remembers directory and clouds as they are now. */
  save(name: string): void {
    rmSync(join(this.#saved, name), { recursive: true, force: true });
    cpSync(this.story.directory, join(this.#saved, name), { recursive: true });
    const clouds = [...this.story.sandbox.clouds.values()];
    this.#snapshots.set(name, new Map(clouds.map((cloud) => [cloud.name, structuredClone(cloud.snapshot())])));
  }

  /** Puts both back to where they were, once the clouds have nothing in hand any more. */
  async restore(name: string): Promise<void> {
    await this.story.sandbox.idle();
    rmSync(this.story.directory, { recursive: true, force: true });
    cpSync(join(this.#saved, name), this.story.directory, { recursive: true });
    for (const [cloud, snapshot] of this.#snapshots.get(name) ?? []) {
      this.story.sandbox.clouds.get(cloud)?.restore(structuredClone(snapshot));
    }
  }

  /** Runs a command to its end and tells what it asked of the clouds. */
  async uninterrupted(args: readonly string[]): Promise<{ readonly ended: Ended; readonly mutations: number }> {
    let mutations = 0;
    this.story.sandbox.mutations.watch({
      before: async ({ number }) => {
        mutations = number;
        return undefined;
      },
    });
    const ended = await this.story.cloudmake(args);
    this.story.sandbox.mutations.watch(undefined);
    return { ended, mutations };
  }

  /** Runs a command and kills at the given moment; resolves when the command's own process has ended. */
  async killed(args: readonly string[], victim: Victim, point: KillPoint): Promise<void> {
    const child = this.story.start(args);
    const { pid } = child;
    if (pid === undefined) throw new Error("the command did not start");
    const over = Promise.withResolvers<void>();
    let ended = false;
    child.once("exit", () => {
      ended = true;
      over.resolve();
    });
    child.stdout?.resume();
    child.stderr?.resume();
    const strike = (): void => {
      const engines = victim === "the CLI" ? [] : enginesOf(pid);
      if (victim !== "Pulumi") killHard(pid);
      engines.forEach(killHard);
    };
    this.#arm(point, victim, strike, over.promise);
    if (point.at === "engine start") {
      await engineAppears(pid, () => ended);
      await wait(point.ms);
      strike();
    }
    await over.promise;
    this.story.sandbox.mutations.watch(undefined);
  }

  #arm(point: KillPoint, victim: Victim, strike: () => void, over: Promise<void>): void {
    const isIt = ({ number }: SeenMutation): boolean => "number" in point && number === point.number;
    this.story.sandbox.mutations.watch({
      before: async (mutation) => {
        if (point.at === "before mutation" && isIt(mutation)) {
          strike();
          return victim === "Pulumi" ? undefined : "cut";
        }
        if (point.at === "during mutation" && isIt(mutation)) {
          strike();
          if (victim !== "Pulumi") await over;
        }
        if (point.at === "slow mutation" && isIt(mutation)) {
          strike();
          await wait(point.ms);
        }
        return undefined;
      },
      after: async (mutation) => {
        if (point.at === "after mutation" && isIt(mutation)) strike();
        if (point.at === "last answer" && mutation.number === point.of) setTimeout(strike, point.ms);
        return undefined;
      },
    });
  }
}
