import { z } from "zod";
import { defineResource, type Live } from "../define-resource.ts";
import { stillThere } from "../still-there.ts";
import { deleted } from "./action.ts";
import { digitalocean, digitaloceanVersion } from "./digitalocean.ts";

export const domainType = "digitalocean:index/domain:Domain";

export const DomainInputs = z.strictObject({ name: z.string(), ipAddress: z.string().optional() });
type DomainInputs = z.infer<typeof DomainInputs>;

const DomainOutputs = z.object({ name: z.string(), domainUrn: z.string() });
type DomainOutputs = z.infer<typeof DomainOutputs>;

const Domain = z.object({ name: z.string() });
const Page = z.object({ domains: z.array(Domain) }).transform(({ domains }) => domains);
const Reply = z.object({ domain: Domain }).transform(({ domain: found }) => found);

/** A DNS zone, known by its name alone. DigitalOcean puts in SOA and NS records of its own. */
export const domain = defineResource({
  type: domainType,
  api: digitalocean,
  version: digitaloceanVersion,
  inputs: DomainInputs,
  outputs: DomainOutputs,
  replaceOn: ["name", "ipAddress"],
  replacement: "delete-first",
  writeOnly: ["ipAddress"], // becomes an A record
  list: async (api, { signal }) => (await api.pages("/v2/domains", Page, (found) => found, { signal })).map(live),
  read: async (api, id, { signal }) => {
    const found = await api.find(`/v2/domains/${id}`, Reply, { signal });
    return found === undefined ? undefined : live(found);
  },
  find: async (api, { name }, { signal }) => {
    const found = await api.find(`/v2/domains/${name}`, Reply, { signal });
    return found === undefined ? undefined : live(found);
  },
  create: async (api, { name, ipAddress }, { signal }) =>
    live(await api.post("/v2/domains", { name, ip_address: ipAddress }, Reply, { signal })),
  update: async (api, id, _, { signal }) =>
    live(stillThere(await api.find(`/v2/domains/${id}`, Reply, { signal }), "digitalocean", id)),
  delete: (api, id, call) => deleted(api, `/v2/domains/${id}`, call),
});

function live({ name }: z.infer<typeof Domain>): Live<DomainInputs, DomainOutputs> {
  return { id: name, name, inputs: { name }, outputs: { name, domainUrn: `do:domain:${name}` } };
}
