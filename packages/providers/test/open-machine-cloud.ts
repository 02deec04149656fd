import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Sandbox, startSandbox } from "@cloudmake/sandbox";
import { cloudsFrom, openClouds } from "../src/clouds.ts";
import type { CloudApi } from "../src/http/cloud-api.ts";
import type { Cloud } from "../src/http/cloud.ts";
import type { Exchange, Sent } from "../src/http/exchange.ts";
import { systemWiring } from "../src/http/wiring.ts";
import { judgeRequests } from "./vendor-requests.ts";

/** Calls per second. Loopback has no limits to be spared; the vendor's budget would last for the first tests only. */
const plenty = "900000/1";

/** One cloud of a sandbox of its own, and an account in it. */
export interface MachineCloud {
  readonly api: CloudApi;
  readonly sandbox: Sandbox;
  /** How often a machine was powered off. */
  stops(): number;
  /** Rejects when anything was asked that the vendor's description does not allow. */
  close(): Promise<void>;
}

export async function openMachineCloud(cloud: Cloud): Promise<MachineCloud> {
  const directory = await mkdtemp(join(tmpdir(), "cloudmake-providers-"));
  const sandbox = await startSandbox({ port: 0, directory, clockFactor: 0.01 });
  const accounts = cloudsFrom({ ...sandbox.env(), [`CLOUDMAKE_BUDGET_${cloud.name.toUpperCase()}`]: plenty });
  const baseUrl = accounts.accounts.get(cloud.name)?.baseUrl ?? cloud.baseUrl;
  const requests = judgeRequests(cloud.name, new URL(baseUrl).pathname.replace(/\/$/, ""));
  let stops = 0;
  const exchange: Exchange = (sent, signal) => {
    if (isPowerOff(sent)) stops += 1;
    return requests.exchange(sent, signal);
  };
  const open = openClouds(accounts, { ...systemWiring(), exchange });
  return {
    api: open(cloud, "apply"),
    sandbox,
    stops: () => stops,
    close: async () => {
      await sandbox.close();
      await rm(directory, { recursive: true });
      if (requests.problems.length > 0) throw new Error([...new Set(requests.problems)].join("\n"));
    },
  };
}

function isPowerOff({ url, body }: Sent): boolean {
  return url.pathname.endsWith("/actions/poweroff") || (typeof body === "string" && body.includes('"power_off"'));
}
