import type { Hono } from "hono";
import { z } from "zod";
import { body, CloudflareRefusal, ok } from "../answer.ts";
import { accountOf, now, type World } from "../world.ts";
import { bind, checkBindings } from "./bind.ts";
import { Metadata } from "./read-upload.ts";
import { scriptOf, takeSettings } from "./scripts.ts";
import { showScriptSettings, showSettings } from "./show-script.ts";
import { addVersion, changedVersion, deploy, liveVersion } from "./write-version.ts";

const cronLimit = 250;
const Crons = z.array(z.object({ cron: z.string().regex(/^(\S+\s+){4}\S+$/) })).max(cronLimit);
const Change = Metadata.partial();

/** What can be changed without new code: bindings and runtime, observability, cron triggers. */
export function addSettings(api: Hono, world: World): void {
  const path = "/accounts/:account/workers/scripts/:script";

  api.get(`${path}/settings`, (c) =>
    ok(c, showSettings(scriptOf(world, c.req.param("account"), c.req.param("script")))),
  );

  api.patch(`${path}/settings`, async (c) => {
    const account = accountOf(world, c.req.param("account"));
    const script = scriptOf(world, account.id, c.req.param("script"));
    const part = (await c.req.formData()).get("settings");
    if (part === null) throw new CloudflareRefusal(400, 10021, "The form has no part named settings.");
    const raw: unknown = JSON.parse(typeof part === "string" ? part : await part.text());
    const sent = z.record(z.string(), z.unknown()).parse(raw);
    const change = Change.parse(raw);
    const before = liveVersion(script) ?? script.versions.at(-1);
    if (before === undefined) throw new CloudflareRefusal(400, 10021, "The script has no version to change.");
    // The schema fills in defaults, so what was really sent decides what changes.
    const bindings =
      "bindings" in sent
        ? bind({ bindings: change.bindings ?? [], keep: change.keep_bindings ?? [], strict: true }, before.bindings)
        : before.bindings;
    checkBindings(account, bindings, script.name);
    const version = changedVersion(world, script, before, {
      bindings,
      compatibilityDate: change.compatibility_date ?? before.compatibilityDate,
      compatibilityFlags:
        "compatibility_flags" in sent ? (change.compatibility_flags ?? []) : before.compatibilityFlags,
      limits: change.limits ?? before.limits,
      placement: change.placement ?? before.placement,
    });
    takeSettings(script, change);
    addVersion(world, script, version);
    deploy(world, script, { versions: [{ version_id: version.id, percentage: 100 }], source: "api" });
    return ok(c, showSettings(script));
  });

  api.get(`${path}/script-settings`, (c) =>
    ok(c, showScriptSettings(scriptOf(world, c.req.param("account"), c.req.param("script")))),
  );

  api.patch(`${path}/script-settings`, async (c) => {
    const script = scriptOf(world, c.req.param("account"), c.req.param("script"));
    takeSettings(script, await body(c, Change));
    script.modifiedOn = now(world);
    return ok(c, showScriptSettings(script));
  });

  api.get(`${path}/schedules`, (c) => {
    const { schedules } = scriptOf(world, c.req.param("account"), c.req.param("script"));
    return ok(c, { schedules });
  });

  api.put(`${path}/schedules`, async (c) => {
    const script = scriptOf(world, c.req.param("account"), c.req.param("script"));
    script.schedules = (await body(c, Crons)).map(({ cron }) => {
      const old = script.schedules.find((each) => each.cron === cron);
      return old ?? { cron, created_on: now(world), modified_on: now(world) };
    });
    return ok(c, { schedules: script.schedules });
  });
}
