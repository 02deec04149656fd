import { type CloudName, Failure, type ResourceGraph } from "@cloudmake/model";
import { clouds, cloudsFrom, definitions, openClouds, systemWiring } from "@cloudmake/providers";
import type { CloudApi, Cloud, Priority } from "@cloudmake/providers";
import type { SharedBudget } from "@cloudmake/ports";
import { DirectoryBudget } from "@cloudmake/state";
import type { Config } from "../config.ts";

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

/** Ways into the accounts of the environment, whose rate budgets all runs on this machine share, or all who share more. */
export function openAccounts(config: Config, shared?: SharedBudget): (cloud: Cloud, priority: Priority) => CloudApi {
  const budget = shared ?? new DirectoryBudget(config.budgets, Date.now);
  return openClouds(cloudsFrom(config.variables), systemWiring(), budget);
}

/** Refuses at once when a cloud is needed whose token is not set: before anything is asked or done. */
export function mustHaveAccounts(config: Config, types: ReadonlySet<string>): void {
  const needed = new Set(definitions.filter(({ type }) => types.has(type)).map(({ cloud }) => cloud));
  for (const { cloud, missing } of accountsOf(config)) {
    if (needed.has(cloud) && missing.length > 0) {
      throw new Failure("CREDENTIAL_MISSING", { cloud, variables: missing.slice(0, 1) });
    }
  }
}

export function typesOf(graphs: readonly ResourceGraph[]): ReadonlySet<string> {
  return new Set(graphs.flatMap(({ nodes }) => nodes.map(({ type }) => type)));
}
