import { z } from "zod";
import { defineResource, type Live } from "../define-resource.ts";
import { stillThere } from "../still-there.ts";
import { deleted } from "./action.ts";
import { digitalocean } from "./digitalocean.ts";
import { type DomainInputs, type DomainOutputs, domainRules } from "./domain-rules.ts";

const Domain = z.object({ name: z.string() });
const Page = z.object({ domains: z.array(Domain) }).transform(({ domains }) => domains);
const Reply = z.object({ domain: Domain }).transform(({ domain: found }) => found);

/** A domain's id is its name. */
export const domain = defineResource(domainRules, {
  api: digitalocean,
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
