import { rmSync } from "node:fs";
import { join } from "node:path";
import { Plan } from "@cloudmake/model";
import type { SeenMutation } from "@cloudmake/sandbox";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { longTests } from "../long-tests.ts";
import { type Ended, Story } from "../story.ts";

const spec = `apiVersion: cloudmake.dev/v1
kind: Project
metadata: { name: shop }
spec:
  environments:
    dev: {}
  components:
    cache: { type: kv }
    lan: { type: network, provider: hetzner, ipRange: 10.20.0.0/16, labels: { team: store } }
    disk: { type: volume, provider: hetzner, region: fsn1, size: 10 }
`;
const Saved = z.object({ plans: z.array(Plan) });

describe("guarantee 1, an apply is its plan", () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin();
  });
  afterAll(() => story.end());
  beforeEach(async () => {
    await anew();
  });

  async function anew(): Promise<void> {
    await story.sandbox.reset();
    story.sandbox.mutations.watch(undefined);
    rmSync(join(story.directory, ".cloudmake"), { recursive: true, force: true });
    story.write("shop.yaml", spec);
  }

  const run = (...args: readonly string[]): Promise<Ended> => story.cloudmake([...args, "shop.yaml"]);

  /** Changes a network as somebody would at the vendor's console: past everything that counts. */
  async function byHand(method: string, path: string, body?: unknown): Promise<unknown> {
    const headers = {
      authorization: `Bearer ${story.sandbox.env()["HCLOUD_TOKEN"]}`,
      "content-type": "application/json",
    };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const answer = await story.sandbox.clouds.get("hetzner")?.app.fetch(new Request(`http://hetzner/v1${path}`, init));
    return answer?.status === 204 ? undefined : answer?.json();
  }

  async function networkId(): Promise<string | undefined> {
    const Networks = z.object({ networks: z.array(z.object({ id: z.number() })) });
    return Networks.parse(await byHand("GET", "/networks")).networks[0]?.id.toString();
  }

  describe("a saved plan is refused, and nothing is done, after", () => {
    test.each([
      ["the spec moved", async () => story.edit("shop.yaml", "size: 10", "size: 20"), /disk\/volume: size moved/],
      [
        "the state moved",
        async () =>
          expect(await run("apply", "--yes", "--target", "shop/dev/cache/namespace")).toMatchObject({ exit: 0 }),
        /create shop\/dev\/cache\/namespace is no longer needed/,
      ],
    ])("%s", async (_, move, named) => {
      expect(await run("plan", "-o", "saved.json")).toMatchObject({ exit: 0 });
      await move();
      await mustRefuse(named);
    });

    test("an observed value moved", async () => {
      expect(await run("apply", "--yes")).toMatchObject({ exit: 0 });
      story.edit("shop.yaml", "size: 10", "size: 20");
      expect(await run("plan", "-o", "saved.json")).toMatchObject({ exit: 0 });
      await byHand("PUT", `/networks/${await networkId()}`, { labels: { team: "others" } });
      await mustRefuse(
        /lan\/network: labels moved|update shop\/dev\/lan\/network is new|lan\/network: keep became update/,
      );
    });

    test("an observed value moved, though the steps are the same as before", async () => {
      expect(await run("apply", "--yes")).toMatchObject({ exit: 0 });
      await byHand("PUT", `/networks/${await networkId()}`, { labels: { team: "others" } });
      expect(await run("plan", "-o", "saved.json")).toMatchObject({ exit: 0 });
      await byHand("PUT", `/networks/${await networkId()}`, { labels: { team: "third" } });
      await mustRefuse(/an observed value moved/);
    });

    async function mustRefuse(named: RegExp): Promise<void> {
      story.sandbox.counters.clear();
      const { exit, stderr } = await story.cloudmake(["apply", "saved.json", "shop.yaml"]);
      expect({ exit, stderr }).toMatchObject({ exit: 78 });
      expect(stderr).toContain("PLAN_STALE");
      expect(stderr).toMatch(named);
      for (const counted of Object.values(story.sandbox.counters.all())) expect(counted.mutations).toBe(0);
    }
  });

  test("an unchanged plan is carried out, and it is all that is carried out", async () => {
    expect(await run("plan", "-o", "saved.json")).toMatchObject({ exit: 0 });
    const { plans } = Saved.parse(JSON.parse(story.read("saved.json")));
    const seen = watch();
    expect(await story.cloudmake(["apply", "saved.json", "shop.yaml"])).toMatchObject({ exit: 0 });
    const creations = plans.flatMap(({ steps }) => steps).filter(({ action }) => action === "create");
    expect(seen.filter((line) => line.startsWith("POST")).length).toBe(creations.length);
    expect(seen.filter((line) => line.startsWith("DELETE"))).toEqual([]);
  });

  describe("while an apply is at work, before any of its steps, somebody", () => {
    const races = [
      ["edits the spec", async () => story.edit("shop.yaml", "size: 10", "size: 77")],
      ["takes a component out of the spec", async () => story.edit("shop.yaml", "    cache: { type: kv }\n", "")],
      [
        "makes an object of the same name",
        async () => byHand("POST", "/networks", { name: "shop-dev-lan", ip_range: "10.1.0.0/16" }),
      ],
      [
        "deletes what was just made",
        async () => {
          const id = await networkId();
          if (id !== undefined) await byHand("DELETE", `/networks/${id}`);
        },
      ],
      [
        "puts another record in the record's place",
        async () => {
          const record = { formatVersion: 1, stack: "shop/dev", serial: 7, resources: [], outputs: {} };
          story.write(".cloudmake/state/shop/dev/record.json", JSON.stringify(record));
        },
      ],
    ] as const;

    let planned: readonly string[];
    let made: readonly string[];
    beforeAll(async () => {
      await anew();
      planned = watch();
      const { exit, stderr } = await run("apply", "--yes");
      if (exit !== 0) throw new Error(stderr);
      made = objects();
    });

    test.each(races)(
      "%s: nothing outside the plan reaches a cloud, and an apply mends it",
      async (_, meddle) => {
        const moments = longTests ? planned.map((_line, index) => index + 1) : [planned.length - 1];
        for (const moment of moments) {
          await anew();
          let meddled = false;
          const seen = watch(async ({ number }) => {
            if (number !== moment) return;
            await meddle();
            meddled = true;
          });
          await run("apply", "--yes");
          expect({ meddled, beyond: beyond(seen, planned) }).toEqual({ meddled: true, beyond: [] });
          story.sandbox.mutations.watch(undefined);
          story.write("shop.yaml", spec);
          const mended = await run("apply", "--yes", "--delete-data");
          expect({ exit: mended.exit, stderr: mended.stderr }).toMatchObject({ exit: 0 });
          expect(objects()).toEqual(expect.arrayContaining([...made]));
        }
      },
      120_000,
    );
  });

  function objects(): readonly string[] {
    return ["hetzner", "cloudflare"].flatMap((cloud) => story.objects(cloud));
  }

  /** Writes down what is asked of the clouds: `POST hetzner /v1/networks`, ids as `*`. */
  function watch(before: (mutation: SeenMutation) => Promise<void> = async () => undefined): string[] {
    const seen: string[] = [];
    story.sandbox.mutations.watch({
      before: async (mutation) => {
        seen.push(`${mutation.method} ${mutation.cloud} ${mutation.path.replaceAll(/\d{3,}|[0-9a-f]{32}/g, "*")}`);
        await before(mutation);
        return undefined;
      },
    });
    return seen;
  }
});

/** What was asked oftener than planned. */
function beyond(seen: readonly string[], planned: readonly string[]): readonly string[] {
  const left = [...planned];
  return seen.filter((line) => {
    const index = left.indexOf(line);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}
