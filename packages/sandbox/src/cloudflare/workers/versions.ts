import type { Hono } from "hono";
import { z } from "zod";
import { body, CloudflareRefusal, ok } from "../answer.ts";
import { accountOf, type World } from "../world.ts";
import { bind, checkBindings } from "./bind.ts";
import { readUpload } from "./read-upload.ts";
import { scriptOf } from "./scripts.ts";
import { showDeployment, showVersion, showVersionInFull } from "./show-script.ts";
import { addVersion, deploy, versionOf } from "./write-version.ts";

const shareSum = 100;
const WantedDeployment = z.object({
  strategy: z.literal("percentage"),
  versions: z.array(z.object({ version_id: z.string(), percentage: z.number().min(0).max(shareSum) })).min(1),
  annotations: z.record(z.string(), z.string()).optional(),
});

/** Versions are uploaded code; deployments say which versions answer, and with what share. */
export function addVersions(api: Hono, world: World): void {
  const path = "/accounts/:account/workers/scripts/:script";

  api.get(`${path}/versions`, (c) => {
    const { versions } = scriptOf(world, c.req.param("account"), c.req.param("script"));
    const items = versions.toReversed().map(showVersion);
    return ok(
      c,
      { items },
      { page: 1, per_page: items.length, count: items.length, total_count: items.length, total_pages: 1 },
    );
  });

  api.post(`${path}/versions`, async (c) => {
    const account = accountOf(world, c.req.param("account"));
    const script = scriptOf(world, account.id, c.req.param("script"));
    const upload = await readUpload(await c.req.formData());
    const { bindings: wanted, keep_bindings: keep } = upload.metadata;
    const strict = c.req.query("bindings_inherit") === "strict";
    const bindings = bind({ bindings: wanted, keep, strict }, script.versions.at(-1)?.bindings ?? []);
    checkBindings(account, bindings, script.name);
    const version = versionOf(world, script, upload, { bindings, source: "api" });
    addVersion(world, script, version);
    return ok(c, { ...showVersionInFull(version), startup_time_ms: 4 });
  });

  api.get(`${path}/versions/:version`, (c) => {
    const { versions } = scriptOf(world, c.req.param("account"), c.req.param("script"));
    const version = versions.find(({ id }) => id === c.req.param("version"));
    if (version === undefined) throw new CloudflareRefusal(404, 10007, "workers.api.error.version_not_found");
    return ok(c, showVersionInFull(version));
  });

  api.get(`${path}/deployments`, (c) => {
    const { deployments } = scriptOf(world, c.req.param("account"), c.req.param("script"));
    return ok(c, { deployments: deployments.map(showDeployment) });
  });

  api.post(`${path}/deployments`, async (c) => {
    const script = scriptOf(world, c.req.param("account"), c.req.param("script"));
    const { versions, annotations } = await body(c, WantedDeployment);
    const unknown = versions.find((each) => !script.versions.some(({ id }) => id === each.version_id));
    if (unknown !== undefined) throw new CloudflareRefusal(400, 10220, `Version ${unknown.version_id} not found.`);
    const sum = versions.reduce((total, { percentage }) => total + percentage, 0);
    if (sum !== shareSum) throw new CloudflareRefusal(400, 10021, "The percentages must add up to 100.");
    return ok(c, showDeployment(deploy(world, script, { versions, source: "api", annotations })));
  });

  api.get(`${path}/deployments/:deployment`, (c) => {
    const { deployments } = scriptOf(world, c.req.param("account"), c.req.param("script"));
    const deployment = deployments.find(({ id }) => id === c.req.param("deployment"));
    if (deployment === undefined) throw new CloudflareRefusal(404, 10007, "workers.api.error.deployment_not_found");
    return ok(c, showDeployment(deployment));
  });
}
