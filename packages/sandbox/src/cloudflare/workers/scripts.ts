import type { Hono } from "hono";
import { CloudflareRefusal, ok } from "../answer.ts";
import type { Account } from "../state.ts";
import { forgetTags } from "../tags.ts";
import { accountOf, type World } from "../world.ts";
import { bind, checkBindings } from "./bind.ts";
import { contentForm } from "./content-form.ts";
import { readUpload, type Metadata } from "./read-upload.ts";
import type { Script } from "./rows.ts";
import { bindsTo, showScript } from "./show-script.ts";
import { addVersion, changedVersion, deploy, liveVersion, newScript, versionOf } from "./write-version.ts";

/** Scripts with their code: list, upload, read, delete. */
export function addScripts(api: Hono, world: World): void {
  const path = "/accounts/:account/workers/scripts";

  api.get(path, (c) => {
    // `tags=team:yes,old:no`: must have the first, must not have the second.
    const filters = (c.req.query("tags") ?? "").split(",").filter((text) => text !== "");
    const scripts = [...accountOf(world, c.req.param("account")).scripts.values()].filter(({ tags }) =>
      filters.every((filter) => tags.includes(filter.replace(/:(yes|no)$/, "")) !== filter.endsWith(":no")),
    );
    return ok(c, scripts.map(showScript));
  });

  api.put(`${path}/:script`, async (c) => {
    const account = accountOf(world, c.req.param("account"));
    const name = checkName(c.req.param("script"));
    const upload = await readUpload(await c.req.formData());
    const script = account.scripts.get(name) ?? newScript(world, name);
    checkRoom(world, account, name);
    const { bindings: wanted, keep_bindings: keep } = upload.metadata;
    const strict = c.req.query("bindings_inherit") === "strict";
    const bindings = bind({ bindings: wanted, keep, strict }, script.versions.at(-1)?.bindings ?? []);
    checkBindings(account, bindings, name);
    const source = /wrangler/i.test(c.req.header("user-agent") ?? "") ? "wrangler" : "api";
    const version = versionOf(world, script, upload, { bindings, source });
    account.scripts.set(name, script);
    takeSettings(script, upload.metadata);
    addVersion(world, script, version);
    deploy(world, script, { versions: [{ version_id: version.id, percentage: 100 }], source });
    return ok(c, { ...showScript(script), startup_time_ms: 4, deployment_id: version.id.replaceAll("-", "") });
  });

  api.get(`${path}/:script`, (c) => contentForm(scriptOf(world, c.req.param("account"), c.req.param("script"))));
  api.get(`${path}/:script/content/v2`, (c) =>
    contentForm(scriptOf(world, c.req.param("account"), c.req.param("script"))),
  );

  api.put(`${path}/:script/content`, async (c) => {
    const script = scriptOf(world, c.req.param("account"), c.req.param("script"));
    const upload = await readUpload(await c.req.formData());
    const before = liveVersion(script) ?? versionOf(world, script, upload, { bindings: [], source: "api" });
    const { etag, modules, mainModule, bodyPart } = versionOf(world, script, upload, { bindings: [], source: "api" });
    const version = changedVersion(world, script, before, { etag, modules, mainModule, bodyPart });
    addVersion(world, script, version);
    deploy(world, script, { versions: [{ version_id: version.id, percentage: 100 }], source: "api" });
    return ok(c, showScript(script));
  });

  api.delete(`${path}/:script`, (c) => {
    removeScript(world, c.req.param("account"), c.req.param("script"), c.req.query("force") === "true");
    return ok(c, null);
  });
}

export function scriptOf(world: World, account: string, name: string): Script {
  const script = accountOf(world, account).scripts.get(name);
  if (script === undefined) throw notFound();
  return script;
}

export function removeScript(world: World, accountId: string, name: string, force: boolean): void {
  const account = accountOf(world, accountId);
  const script = scriptOf(world, accountId, name);
  const caller = [...account.scripts.values()].find((other) => other !== script && bindsTo(other, name));
  if (caller !== undefined && !force) {
    const message = `Cannot delete this Worker as it is still referenced by service bindings in ${caller.name}.`;
    throw new CloudflareRefusal(400, 10064, message);
  }
  account.scripts.delete(name);
  forgetTags(account.tags, "worker", script.tag);
  for (const domain of account.domains.values()) if (domain.service === name) account.domains.delete(domain.id);
  for (const zone of world.state.zones.values()) {
    if (zone.accountId !== accountId) continue;
    for (const route of zone.routes.values()) if (route.script === name) zone.routes.delete(route.id);
  }
  world.workersChanged();
}

function checkRoom(world: World, { scripts }: Account, name: string): void {
  const limit = world.kernel.quota("cloudflare", "workers");
  if (scripts.has(name) || scripts.size < limit) return;
  throw new CloudflareRefusal(403, 10037, `You have exceeded the limit of ${limit} Workers on your account.`);
}

export function takeSettings(script: Script, metadata: Partial<Metadata>): void {
  script.tags = metadata.tags ?? script.tags;
  script.logpush = metadata.logpush ?? script.logpush;
  script.observability = metadata.observability ?? script.observability;
  script.tailConsumers = metadata.tail_consumers ?? script.tailConsumers;
  script.migrationTag = metadata.migrations?.new_tag ?? script.migrationTag;
}

export function notFound(): CloudflareRefusal {
  return new CloudflareRefusal(404, 10007, "This Worker does not exist on your account.");
}

export function checkName(name: string): string {
  if (/^[a-z0-9_][a-z0-9_-]{0,254}$/.test(name)) return name;
  throw new CloudflareRefusal(400, 10016, "workers.api.error.invalid_script_name");
}
