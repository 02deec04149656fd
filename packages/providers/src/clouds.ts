import { createHash } from "node:crypto";
import { type CloudName, Failure } from "@cloudmake/model";
import type { SharedBudget } from "@cloudmake/ports";
import { cloudflare } from "./cloudflare/cloudflare.ts";
import { digitalocean } from "./digitalocean/digitalocean.ts";
import { hetzner } from "./hetzner/hetzner.ts";
import type { CloudApi } from "./http/cloud-api.ts";
import type { Account, Cloud } from "./http/cloud.ts";
import { createCloudApi } from "./http/create-cloud-api.ts";
import { budgetFrom } from "./http/budget-from.ts";
import { Governor, type GovernorWiring } from "./http/governor.ts";
import type { Priority } from "./http/ledger.ts";
import type { HttpWiring } from "./http/wiring.ts";
import { neon } from "./neon/neon.ts";

/** Every cloud that has resource definitions. */
export const clouds: readonly Cloud[] = [cloudflare, digitalocean, hetzner, neon];

type Variables = Readonly<Record<string, string | undefined>>;

export interface MissingAccount {
  readonly cloud: CloudName;
  /** Any one of them would do. */
  readonly variables: readonly string[];
}

export interface Accounts {
  readonly accounts: ReadonlyMap<CloudName, Account>;
  readonly missing: readonly MissingAccount[];
}

/**
 * The accounts that variables open: token, base URL (the cloud's own where none is set), rate budget (likewise), account
 * facts.
 */
export function cloudsFrom(env: Variables): Accounts {
  const accounts = new Map<CloudName, Account>();
  const missing: MissingAccount[] = [];
  for (const cloud of clouds) {
    const token = firstSet(env, cloud.tokenVariables);
    if (token === undefined) missing.push({ cloud: cloud.name, variables: cloud.tokenVariables });
    else accounts.set(cloud.name, accountOf(cloud, token, env));
    const needed = (cloud.neededVariables ?? []).filter((name) => !isSet(env[name]));
    if (token !== undefined && needed.length > 0) missing.push({ cloud: cloud.name, variables: needed });
  }
  return { accounts, missing };
}

/**
 * Ways into the accounts, for providers and observer alike: one governor per account, whoever calls. With a shared
 * budget other processes count too. `mayChange` is asked right before each call that changes something.
 * The returned function throws `CREDENTIAL_MISSING` for a cloud without an account.
 */
export function openClouds(
  { accounts }: Pick<Accounts, "accounts">,
  wiring: HttpWiring,
  shared?: SharedBudget,
): (cloud: Pick<Cloud, "name" | "tokenVariables">, priority: Priority, mayChange?: () => void) => CloudApi {
  const governors = new Map([...accounts].map(([name, account]) => [name, governorOf(account, wiring, shared)]));
  return ({ name, tokenVariables }, priority, mayChange) => {
    const account = accounts.get(name);
    const governor = governors.get(name);
    if (account === undefined || governor === undefined) {
      throw new Failure("CREDENTIAL_MISSING", { cloud: name, variables: [...tokenVariables] });
    }
    return createCloudApi(account, { ...wiring, governor, priority, mayChange });
  };
}

function governorOf(account: Account, wiring: HttpWiring, budget: SharedBudget | undefined): Governor {
  const share = budget === undefined ? undefined : { budget, account: shareName(account) };
  const { name, budget: usual } = account.cloud;
  const tell: GovernorWiring["tell"] = (wait) => wiring.waiting?.({ cloud: name, ...wait });
  return new Governor(account.budget ?? usual, { ...wiring, tell }, share);
}

/** Tells accounts apart without telling their tokens. */
function shareName({ cloud, baseUrl, token }: Account): string {
  const hash = createHash("sha256").update(`${baseUrl}\n${token}`).digest("hex");
  return `${cloud.name}-${hash.slice(0, 16)}`;
}

function accountOf(cloud: Cloud, token: string, env: Variables): Account {
  const [baseUrl, budget] = [baseUrlOf(cloud, env), budgetFrom(cloud, env)];
  return { cloud, token, baseUrl, budget, variables: factsOf(cloud, env) };
}

/** Refuses with `USAGE` what is no http address. */
function baseUrlOf(cloud: Cloud, env: Variables): string {
  const variable = cloud.endpointVariables.find((name) => isSet(env[name]));
  const text = (variable && env[variable]) ?? cloud.baseUrl;
  const url = URL.parse(text);
  if (url === null || !["http:", "https:"].includes(url.protocol)) {
    throw new Failure("USAGE", { problem: `${variable} is no address`, hint: `e.g. ${cloud.baseUrl}` });
  }
  return text.replace(/\/+$/, "");
}

function factsOf(cloud: Cloud, env: Variables): Readonly<Record<string, string>> {
  const facts: Record<string, string> = {};
  for (const name of cloud.accountVariables) {
    const value = env[name];
    if (isSet(value)) facts[name] = value;
  }
  return facts;
}

function firstSet(env: Variables, names: readonly string[]): string | undefined {
  return names.map((name) => env[name]).find(isSet);
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== "";
}
