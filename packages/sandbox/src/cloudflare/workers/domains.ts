import type { Hono } from "hono";
import { z } from "zod";
import { body, CloudflareRefusal, newId, ok } from "../answer.ts";
import type { CustomDomain } from "../state.ts";
import { accountOf, type World } from "../world.ts";
import { scriptOf } from "./scripts.ts";

const Wanted = z.object({
  hostname: z.string().toLowerCase(),
  service: z.string(),
  zone_id: z.string().optional(),
  zone_name: z.string().optional(),
  environment: z.string().default("production"),
});

/** Host names that belong to a script as a whole. */
export function addDomains(api: Hono, world: World): void {
  const path = "/accounts/:account/workers/domains";

  api.on(["GET"], [path, `${path}/records`], (c) => {
    const { account = "" } = c.req.param();
    const { hostname, service, zone_id, zone_name, environment } = c.req.query();
    const wanted = { hostname, service, zone_id, zone_name, environment };
    const shown = [...accountOf(world, account).domains.values()].filter(
      (domain) =>
        (wanted.hostname ?? domain.hostname) === domain.hostname &&
        (wanted.service ?? domain.service) === domain.service &&
        (wanted.zone_id ?? domain.zone_id) === domain.zone_id &&
        (wanted.zone_name ?? domain.zone_name) === domain.zone_name &&
        (wanted.environment ?? domain.environment) === domain.environment,
    );
    return ok(c, shown);
  });

  api.put(path, async (c) => {
    const account = accountOf(world, c.req.param("account"));
    const wanted = await body(c, Wanted);
    scriptOf(world, account.id, wanted.service);
    const zone = [...world.state.zones.values()].find(
      ({ id, name, accountId }) =>
        accountId === account.id &&
        (wanted.zone_id ?? id) === id &&
        (wanted.hostname === name || wanted.hostname.endsWith(`.${name}`)),
    );
    if (zone === undefined) {
      throw new CloudflareRefusal(400, 100112, "The hostname belongs to no zone of this account.");
    }
    const old = [...account.domains.values()].find(({ hostname }) => hostname === wanted.hostname);
    const domain: CustomDomain = {
      id: old?.id ?? newId(),
      cert_id: old?.cert_id ?? crypto.randomUUID(),
      environment: wanted.environment,
      hostname: wanted.hostname,
      service: wanted.service,
      zone_id: zone.id,
      zone_name: zone.name,
    };
    account.domains.set(domain.id, domain);
    return ok(c, domain);
  });

  api.on(["GET"], [`${path}/:domain`, `${path}/records/:domain`], (c) => {
    const { account = "", domain = "" } = c.req.param();
    return ok(c, domainOf(world, account, domain));
  });

  api.on(["DELETE"], [`${path}/:domain`, `${path}/records/:domain`], (c) => {
    const { account = "", domain = "" } = c.req.param();
    const { id } = domainOf(world, account, domain);
    accountOf(world, account).domains.delete(id);
    return ok(c, null);
  });
}

function domainOf(world: World, account: string, id: string): CustomDomain {
  const domain = accountOf(world, account).domains.get(id);
  if (domain === undefined) throw new CloudflareRefusal(404, 100114, "The domain does not exist.");
  return domain;
}
