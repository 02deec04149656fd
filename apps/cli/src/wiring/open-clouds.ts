import { type CloudName, Failure, type ResourceGraph } from "@cloudmake/model";
import type { Observer, SharedBudget, Sweeper } from "@cloudmake/ports";
import {
  type Cloud,
  type CloudApi,
  clouds,
  cloudsFrom,
  createObserver,
  createSweeper,
  definitions,
  openClouds,
  type Priority,
  systemWiring,
} from "@cloudmake/providers";
import { resourceRules } from "@cloudmake/providers/rules";
import { DirectoryBudget } from "@cloudmake/state";
import { z } from "zod";
import type { Config } from "../config.ts";
import type { Context } from "../context.ts";
import { waitWords } from "../render/wait-words.ts";
import { systemClock } from "./system-clock.ts";

/** Whether an account of a cloud is set up, without its token. */
export interface AccountStatus {
  readonly cloud: CloudName;
  readonly missing: readonly string[];
  readonly endpoint: string;
  /** The endpoint is not the vendor's own. */
  readonly custom: boolean;
}

export function accountsOf({ variables }: Config): readonly AccountStatus[] {
  const { accounts, missing } = cloudsFrom(variables);
  return clouds.map((cloud) => {
    const account = accounts.get(cloud.name);
    const endpoint = account?.baseUrl ?? cloud.baseUrl;
    const absent = missing.find((one) => one.cloud === cloud.name)?.variables ?? [];
    return { cloud: cloud.name, missing: absent, endpoint, custom: endpoint !== cloud.baseUrl };
  });
}

/** Tries the tokens of these clouds, each in one cheap call: what refuses one, or nothing. */
export async function tryTokens(
  context: CloudsContext & Pick<Context, "signal">,
  names: readonly CloudName[],
): Promise<ReadonlyMap<CloudName, Failure | undefined>> {
  const accounts = openAccounts(context);
  const { signal } = context;
  const tries = clouds
    .filter(({ name }) => names.includes(name))
    .map(async (cloud) => {
      try {
        await accounts(cloud, "plan").get(cloud.probePath, z.unknown(), { signal });
        return [cloud.name, undefined] as const;
      } catch (error) {
        if (signal.aborted || !(error instanceof Failure)) throw error;
        return [cloud.name, error] as const;
      }
    });
  return new Map(await Promise.all(tries));
}

/** What calling clouds takes of a command's context. */
export type CloudsContext = Pick<Context, "config" | "terminal" | "heedProxy">;

/** Ways into the accounts of the environment, whose rate budgets all runs on this machine share, or all who share more. */
function openAccounts(context: CloudsContext, shared?: SharedBudget): ReturnType<typeof openClouds> {
  const { config, terminal, heedProxy } = context;
  heedProxy();
  const budget = shared ?? new DirectoryBudget(config.budgets, Date.now);
  const wiring = systemWiring((wait) => terminal.say(waitWords(wait)));
  return openClouds(cloudsFrom(config.variables), wiring, budget);
}

/** What looks and what changes, all of it through the same accounts. */
export interface OpenedClouds {
  readonly observer: Observer;
  readonly sweeper: Sweeper;
  readonly api: (cloud: Cloud, mayChange: () => void) => CloudApi;
}

export function openForPurpose(
  context: CloudsContext,
  purpose: Priority,
  shared: SharedBudget | undefined,
): OpenedClouds {
  // Looking leaves no trace in a shared state, not even there: it counts on this machine alone.
  const accounts = openAccounts(context, purpose === "apply" ? shared : undefined);
  const api: OpenedClouds["api"] = (cloud, mayChange) => accounts(cloud, purpose, mayChange);
  // Looking never waits for a cloud that is down; changing does.
  const looking = (cloud: Cloud): CloudApi => accounts(cloud, purpose === "drift" ? purpose : "plan");
  return {
    observer: createObserver({ definitions, api: looking, clock: systemClock }),
    sweeper: createSweeper({ definitions, api }),
    api,
  };
}

/** Refuses at once when a cloud is needed whose token is not set: before anything is asked or done. */
export function mustHaveAccounts(config: Config, types: ReadonlySet<string>): void {
  const needed = new Set([...types].map((type) => resourceRules.get(type)?.cloud));
  const lacking = accountsOf(config)
    .filter(({ cloud, missing }) => needed.has(cloud) && missing.length > 0)
    .map(({ cloud, missing }) => ({ cloud, variables: missing.slice(0, 1) }));
  const [first, ...others] = lacking;
  if (first !== undefined) throw new Failure("CREDENTIAL_MISSING", { ...first, others });
}

export function typesOf(graphs: readonly ResourceGraph[]): ReadonlySet<string> {
  return new Set(graphs.flatMap(({ nodes }) => nodes.map(({ type }) => type)));
}
