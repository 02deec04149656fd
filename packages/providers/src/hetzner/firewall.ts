import { z } from "zod";
import { asWritten } from "../as-written.ts";
import { defineResource, type Live } from "../define-resource.ts";
import { plainAddress } from "../plain-address.ts";
import { act, deleted, settled, startedIn, startedShape } from "./action.ts";
import { type FirewallInputs, type FirewallOutputs, firewallRules, type Rule } from "./firewall-rules.ts";
import { hetzner } from "./hetzner.ts";
import { labelled } from "./labelled.ts";
import { markerIn, withMarker, withoutMarker } from "./marker-labels.ts";

const WireRule = z.object({
  direction: z.enum(["in", "out"]),
  protocol: z.enum(["tcp", "udp", "icmp", "gre", "esp"]),
  port: z.string().nullish(),
  source_ips: z.array(z.string()).default([]),
  destination_ips: z.array(z.string()).default([]),
  description: z.string().nullish(),
});
const Firewall = z.object({
  id: z.number(),
  name: z.string(),
  labels: z.record(z.string(), z.string()).default({}),
  rules: z.array(WireRule),
});
type Firewall = z.infer<typeof Firewall>;
const Page = z.object({ firewalls: z.array(Firewall) }).transform(({ firewalls }) => firewalls);
const Reply = z.object({ firewall: Firewall }).transform(({ firewall: found }) => found);
const Creation = z
  .object({ firewall: Firewall, ...startedShape })
  .transform(({ firewall: made, ...reply }) => ({ made, started: startedIn(reply) }));

const { type } = firewallRules;
const looks = labelled({ path: "/firewalls", page: Page, reply: Reply, live });

/** Found by its label. Listed rules keep the words of the record where those mean the same. */
export const firewall = defineResource(firewallRules, {
  api: hetzner,
  ...looks,
  list: async (api, call) => {
    const recorded = new Map(call.known.filter((object) => object.type === type).map(({ id, inputs }) => [id, inputs]));
    return (await looks.list(api, call)).map((found) => inWordsOf(recorded.get(found.id) ?? {}, found));
  },
  create: async (api, inputs, { marker, signal }) => {
    const body = {
      name: inputs.name,
      labels: withMarker(inputs.labels, marker),
      rules: (inputs.rules ?? []).map(toWire),
    };
    const { made, started } = await api.post("/firewalls", body, Creation, { signal });
    await settled(api, started, { signal });
    return live(made);
  },
  update: async (api, id, inputs, { marker, changed, signal }) => {
    const path = `/firewalls/${id}`;
    if (changed.has("rules")) {
      await act(api, `${path}/actions/set_rules`, { rules: (inputs.rules ?? []).map(toWire) }, { signal });
    }
    return live(
      await api.put(path, { name: inputs.name, labels: withMarker(inputs.labels, marker) }, Reply, { signal }),
    );
  },
  delete: (api, id, call) => deleted(api, `/firewalls/${id}`, call),
});

function live(found: Firewall): Live<FirewallInputs, FirewallOutputs> {
  return {
    id: String(found.id),
    name: found.name,
    marker: markerIn(found.labels),
    inputs: { name: found.name, rules: found.rules.map(fromWire), labels: withoutMarker(found.labels) },
    outputs: { name: found.name },
  };
}

type LiveFirewall = Live<FirewallInputs, FirewallOutputs>;

const SpelledRules = firewallRules.inputs.pick({ rules: true });

/** The live rules as a spec or a record writes them. */
function inWordsOf(words: Readonly<Record<string, unknown>>, found: LiveFirewall): LiveFirewall {
  const { rules: written = [] } = SpelledRules.safeParse({ rules: words["rules"] }).data ?? {};
  return { ...found, inputs: { ...found.inputs, rules: asWritten(found.inputs.rules ?? [], written, meaningOf) } };
}

/** `any` is every port, an empty text or list is none, and addresses have no order and several spellings. */
function meaningOf({ direction, protocol, port, sourceIps = [], destinationIps = [], description }: Rule): string {
  const ports = port === "any" ? "1-65535" : (port ?? "");
  return JSON.stringify([
    direction,
    protocol,
    ports,
    sourceIps.map(plainAddress).sort(),
    destinationIps.map(plainAddress).sort(),
    description ?? "",
  ]);
}

function toWire({ direction, protocol, port, sourceIps, destinationIps, description }: Rule): object {
  return { direction, protocol, port, source_ips: sourceIps, destination_ips: destinationIps, description };
}

function fromWire(rule: z.infer<typeof WireRule>): Rule {
  return {
    direction: rule.direction,
    protocol: rule.protocol,
    ...(rule.port ? { port: rule.port } : {}),
    ...(rule.source_ips.length > 0 ? { sourceIps: rule.source_ips } : {}),
    ...(rule.destination_ips.length > 0 ? { destinationIps: rule.destination_ips } : {}),
    ...(rule.description ? { description: rule.description } : {}),
  };
}
