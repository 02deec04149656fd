import type { Hono } from "hono";
import { CloudflareRefusal, ok } from "../answer.ts";
import { accountOf, type World } from "../world.ts";
import { showBinding } from "./bind.ts";
import { contentForm } from "./content-form.ts";
import type { Script } from "./rows.ts";
import { removeScript } from "./scripts.ts";
import { bindsTo, showScript } from "./show-script.ts";
import { liveVersion } from "./write-version.ts";

/** Undocumented, but what wrangler asks before and after a deploy. */
export function addServices(api: Hono, world: World): void {
  const path = "/accounts/:account/workers/services/:service";
  const environment = `${path}/environments/:environment`;

  api.get(path, (c) => ok(c, showService(serviceOf(world, c.req.param("account"), c.req.param("service")))));

  api.delete(path, (c) => {
    const { name } = serviceOf(world, c.req.param("account"), c.req.param("service"));
    removeScript(world, c.req.param("account"), name, c.req.query("force") === "true");
    return ok(c, null);
  });

  api.get(environment, (c) => {
    const script = serviceOf(world, c.req.param("account"), c.req.param("service"));
    return ok(c, showEnvironment(script, c.req.param("environment")));
  });

  api.get(`${environment}/bindings`, (c) => {
    const script = serviceOf(world, c.req.param("account"), c.req.param("service"));
    return ok(c, liveVersion(script)?.bindings.map(showBinding) ?? []);
  });

  api.get(`${environment}/content/v2`, (c) =>
    contentForm(serviceOf(world, c.req.param("account"), c.req.param("service"))),
  );

  api.get(`${environment}/subdomain`, (c) =>
    ok(c, serviceOf(world, c.req.param("account"), c.req.param("service")).subdomain),
  );

  api.get(`${environment}/routes`, (c) => {
    const { name } = serviceOf(world, c.req.param("account"), c.req.param("service"));
    const zones = [...world.state.zones.values()].filter(({ accountId }) => accountId === c.req.param("account"));
    const routes = zones.flatMap((zone) =>
      [...zone.routes.values()]
        .filter(({ script }) => script === name)
        .map((route) => ({ ...route, zone_id: zone.id, zone_name: zone.name })),
    );
    return ok(c, routes);
  });

  addReferences(api, world);
}

/** What wrangler asks before it deletes a script. */
function addReferences(api: Hono, world: World): void {
  api.get("/accounts/:account/workers/scripts/:script/references", (c) => {
    const name = c.req.param("script");
    const callers = [...accountOf(world, c.req.param("account")).scripts.values()].filter((each) =>
      bindsTo(each, name),
    );
    const incoming = callers.map((each) => ({ service: each.name, environment: "production", name }));
    return ok(c, { services: { incoming, outgoing: [] }, durable_objects: [], dispatch_outbounds: [] });
  });
  api.get("/accounts/:account/workers/tails/by-consumer/:script", (c) => ok(c, []));
  api.get("/accounts/:account/workers/durable_objects/namespaces", (c) => ok(c, []));
}

function serviceOf(world: World, account: string, name: string): Script {
  const script = accountOf(world, account).scripts.get(name);
  if (script === undefined) throw new CloudflareRefusal(404, 10090, "workers.api.error.service_not_found");
  return script;
}

function showService(script: Script): object {
  const shown = showEnvironment(script, "production");
  const { createdOn: created_on, modifiedOn: modified_on } = script;
  return { id: script.name, created_on, modified_on, default_environment: shown, environments: [shown] };
}

function showEnvironment(script: Script, environment: string): object {
  const { createdOn: created_on, modifiedOn: modified_on } = script;
  return { environment, created_on, modified_on, script: showScript(script), script_id: script.tag };
}
