import { hetznerDns } from "./hetzner-dns.ts";
import { hetznerMachines } from "./hetzner-machines.ts";
import { hetznerNetworks } from "./hetzner-networks.ts";
import { bare, type Scenario } from "./scenario.ts";

const told: readonly Scenario[] = [...hetznerMachines, ...hetznerNetworks, ...hetznerDns];

/** One scenario for every resource definition. */
export const scenarios: readonly Scenario[] = told.map((scenario) => ({
  ...scenario,
  spellings: [...scenario.spellings, bare(scenario)],
}));
