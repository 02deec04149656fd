import { cloudflareScenarios } from "./cloudflare-scenarios.ts";
import { digitaloceanMachines } from "./digitalocean-machines.ts";
import { digitaloceanNetworks } from "./digitalocean-networks.ts";
import { hetznerDns } from "./hetzner-dns.ts";
import { hetznerMachines } from "./hetzner-machines.ts";
import { hetznerNetworks } from "./hetzner-networks.ts";
import { neonScenarios } from "./neon-scenarios.ts";
import { bare, type Scenario } from "./scenario.ts";

const told: readonly Scenario[] = [
  ...hetznerMachines,
  ...hetznerNetworks,
  ...hetznerDns,
  ...digitaloceanMachines,
  ...digitaloceanNetworks,
  ...cloudflareScenarios,
  ...neonScenarios,
];

/** At least one scenario for every resource definition. */
export const scenarios: readonly Scenario[] = told.map((scenario) => ({
  ...scenario,
  spellings: [...scenario.spellings, bare(scenario)],
}));
