import type { Hono } from "hono";
import { z } from "zod";
import { body, CloudflareRefusal, ok } from "../answer.ts";
import { accountOf, type World } from "../world.ts";
import { scriptOf } from "./scripts.ts";

const Enabled = z.object({ enabled: z.boolean(), previews_enabled: z.boolean().optional() });
const Subdomain = z.object({ subdomain: z.string().regex(/^[a-z0-9-]{1,63}$/) });

/** The account's workers.dev name, and which scripts answer under it. */
export function addSubdomains(api: Hono, world: World): void {
  const account = "/accounts/:account/workers/subdomain";
  const script = "/accounts/:account/workers/scripts/:script/subdomain";

  api.get(account, (c) => {
    const { subdomain } = accountOf(world, c.req.param("account"));
    if (subdomain === null) throw new CloudflareRefusal(404, 10007, "The account has no workers.dev subdomain.");
    return ok(c, { subdomain });
  });

  api.put(account, async (c) => {
    const { subdomain } = await body(c, Subdomain);
    accountOf(world, c.req.param("account")).subdomain = subdomain;
    return ok(c, { subdomain });
  });

  api.delete(account, (c) => {
    accountOf(world, c.req.param("account")).subdomain = null;
    return c.body(null, 204);
  });

  api.get(script, (c) => ok(c, scriptOf(world, c.req.param("account"), c.req.param("script")).subdomain));

  api.post(script, async (c) => {
    const row = scriptOf(world, c.req.param("account"), c.req.param("script"));
    const { enabled, previews_enabled = enabled } = await body(c, Enabled);
    if (enabled && accountOf(world, c.req.param("account")).subdomain === null) {
      throw new CloudflareRefusal(404, 10063, "You need a workers.dev subdomain in order to proceed.");
    }
    row.subdomain = { enabled, previews_enabled };
    return ok(c, row.subdomain);
  });

  api.delete(script, (c) => {
    const row = scriptOf(world, c.req.param("account"), c.req.param("script"));
    row.subdomain = { enabled: false, previews_enabled: false };
    return ok(c, row.subdomain);
  });
}
