import { z } from "zod";
import { defineResource, type Live } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { orNone } from "../or-none.ts";
import { patiently, vanished } from "./action.ts";
import { digitalocean, notDeletableCode } from "./digitalocean.ts";
import { markerIn, withMarker, withoutMarker } from "./marker-description.ts";
import { type VpcInputs, type VpcOutputs, vpcRules } from "./vpc-rules.ts";

const Vpc = z.object({
  id: z.string(),
  urn: z.string(),
  name: z.string(),
  region: z.string(),
  ip_range: z.string(),
  description: z.string().nullish(),
  default: z.boolean(),
});
type Vpc = z.infer<typeof Vpc>;
const Page = z.object({ vpcs: z.array(Vpc) }).transform(({ vpcs }) => vpcs);
const Reply = z.object({ vpc: Vpc }).transform(({ vpc: found }) => found);

/** Found by the marker at the end of its description. */
export const vpc = defineResource(vpcRules, {
  api: digitalocean,
  list: async (api, { signal }) => (await vpcsOf(api, signal)).map(live),
  read: async (api, id, { signal }) => {
    const found = await api.find(`/v2/vpcs/${id}`, Reply, { signal });
    return found === undefined ? undefined : live(found);
  },
  find: async (api, _, { marker, exclude, signal }) =>
    (await vpcsOf(api, signal)).map(live).find((found) => found.marker?.hash === marker.hash && !exclude.has(found.id)),
  create: async (api, { name, region, ipRange, description }, { marker, signal }) => {
    const body = { name, region, ip_range: ipRange, description: withMarker(description, marker) };
    return live(await api.post("/v2/vpcs", body, Reply, { signal }));
  },
  update: async (api, id, { name, description }, { marker, signal }) => {
    const body = { name, description: withMarker(description, marker) };
    return live(await api.patch(`/v2/vpcs/${id}`, body, Reply, { signal }));
  },
  delete: async (api, id, { signal }) => {
    const path = `/v2/vpcs/${id}`;
    // Looked at anew each time: another one that goes at the same time may have made this one the default.
    const attempt = async (): Promise<"deleted" | "left"> => {
      const now = await api.find(path, Reply, { signal });
      if (now?.default === true && !(await handOver(api, now, signal))) return "left";
      await api.delete(path, z.unknown(), { signal });
      return "deleted";
    };
    // Members that were just deleted may still count for a moment.
    const outcome = await patiently(api, `deletion of ${path}`, [notDeletableCode], attempt, { signal });
    if (outcome === "deleted") await vanished(api, path, { signal });
  },
});

/**
 * A region's first VPC becomes its default, and DigitalOcean deletes no default. Another one takes its place; where
 * there is none, it stays, free of charge, as a VPC of nobody: `false`.
 */
async function handOver(api: CloudApi, vpc: Vpc, signal: AbortSignal): Promise<boolean> {
  const heirs = (await vpcsOf(api, signal)).filter(({ id, region }) => region === vpc.region && id !== vpc.id);
  for (const heir of heirs) {
    // One that goes at the same time is no heir.
    const [made] = await orNone(
      api.patch(`/v2/vpcs/${heir.id}`, { default: true }, Reply, { signal }).then((one) => [one]),
    );
    if (made !== undefined) return true;
  }
  const { name, description } = vpc;
  await api.patch(`/v2/vpcs/${vpc.id}`, { name, description: withoutMarker(description ?? "") }, Reply, { signal });
  return false;
}

function vpcsOf(api: CloudApi, signal: AbortSignal): Promise<readonly Vpc[]> {
  return api.pages("/v2/vpcs", Page, (found) => found, { signal });
}

function live(found: Vpc): Live<VpcInputs, VpcOutputs> {
  const { id, urn, name, region, ip_range } = found;
  const description = found.description ?? "";
  return {
    id,
    name,
    marker: markerIn(description),
    inputs: { name, region, ipRange: ip_range, description: withoutMarker(description) },
    outputs: { name, ipRange: ip_range, vpcUrn: urn, default: found.default },
  };
}
