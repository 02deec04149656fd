import { join } from "node:path";
import { type Sandbox, startSandbox } from "../../../packages/sandbox/src/index.ts";
import { busyTime } from "../measure/busy-time.ts";

/** What the clouds had to do since they were last told to forget. */
export interface CloudWork {
  readonly calls: number;
  /** Milliseconds in which at least one call was being answered. */
  readonly busyMs: number;
  /** `hetzner GET /v1/servers` -> how often, ids replaced by `*`. */
  readonly routes: Readonly<Record<string, number>>;
}

/** Local clouds in this very process: they end with it, however it ends, and tell what they were asked. */
export interface LocalClouds {
  /** With which clients find them. */
  readonly variables: Readonly<Record<string, string>>;
  /** Objects that stand there, by cloud and kind: `hetzner volume`. */
  readonly objects: () => ReadonlyMap<string, number>;
  /** All of them. */
  readonly count: () => number;
  /** Calls that changed something, or were to. */
  readonly mutations: () => number;
  /** Every answer takes so much longer from now on. */
  readonly delay: (ms: number) => void;
  /** Somebody changes something by hand: a volume at Hetzner, which CloudMake made, gets larger. */
  readonly growOneVolume: () => Promise<void>;
  /** Back to empty accounts. */
  readonly reset: () => Promise<void>;
  readonly forget: () => void;
  readonly work: () => CloudWork;
  readonly close: () => Promise<void>;
}

/** Nothing waits in them (a server is ready at once); `limits`: whether they refuse calls as the vendors do. */
export async function openLocalClouds(folder: string, limits: "vendor" | "off"): Promise<LocalClouds> {
  const sandbox = await startSandbox({ directory: join(folder, "clouds"), port: 0, clockFactor: 0, limits });
  return {
    variables: sandbox.env(),
    objects: () => objectsOf(sandbox),
    count: () => [...sandbox.clouds.values()].reduce((sum, cloud) => sum + cloud.objects().length, 0),
    mutations: () => Object.values(sandbox.counters.all()).reduce((sum, counted) => sum + (counted?.mutations ?? 0), 0),
    delay: (delayMs) => {
      for (const cloud of sandbox.clouds.values()) sandbox.faults.add({ cloud: cloud.name, route: "/**", delayMs });
    },
    growOneVolume: () => growOneVolume(sandbox.env()),
    reset: () => sandbox.reset(),
    forget: () => {
      sandbox.counters.clear();
      sandbox.requests.clear();
    },
    work: () => workOf(sandbox),
    close: sandbox.close,
  };
}

async function growOneVolume(variables: Readonly<Record<string, string>>): Promise<void> {
  const address = `${variables["HCLOUD_ENDPOINT"]}/volumes`;
  const headers = { authorization: `Bearer ${variables["HCLOUD_TOKEN"]}`, "content-type": "application/json" };
  const listed: { readonly volumes: readonly { readonly id: number; readonly size: number }[] } = JSON.parse(
    await (await fetch(address, { headers })).text(),
  );
  const [volume] = listed.volumes;
  if (volume === undefined) throw new Error("there is no volume to grow");
  const body = JSON.stringify({ size: volume.size + 10 });
  const answer = await fetch(`${address}/${volume.id}/actions/resize`, { method: "POST", headers, body });
  if (!answer.ok) throw new Error(`the volume did not grow: HTTP ${answer.status}`);
}

function objectsOf({ clouds }: Sandbox): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const cloud of clouds.values()) {
    for (const { kind } of cloud.objects()) {
      const key = `${cloud.name} ${kind}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}

function workOf({ counters, requests }: Sandbox): CloudWork {
  const lines = requests.lines();
  const routes = Object.fromEntries(
    Object.entries(counters.all()).flatMap(([cloud, counted]) =>
      Object.entries(counted?.routes ?? {}).map(([route, count]) => [`${cloud} ${route}`, count] as const),
    ),
  );
  const calls = Object.values(routes).reduce((sum, count) => sum + count, 0);
  // The log keeps a limited number of lines: with one missing the time would be too short.
  if (calls !== lines.length) throw new Error(`${calls} calls, but ${lines.length} of them are in the log`);
  return { calls, busyMs: busyTime(lines.map(({ at, ms }) => ({ startMs: Date.parse(at), ms }))), routes };
}
