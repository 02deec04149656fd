import { randomUUID } from "node:crypto";
import { type Context, Hono } from "hono";
import { matchedRoutes } from "hono/route";
import { judgeAuthorization } from "../kernel/sandbox-token.ts";
import type { MakeCloud, SandboxObject } from "../kernel/sandbox-cloud.ts";
import { VendorError } from "../kernel/vendor-error.ts";
import { actionRoutes, completeAction } from "./action-routes.ts";
import { catalogueRoutes } from "./catalogue-routes.ts";
import { firewallRoutes } from "./firewall-routes.ts";
import { floatingIpRoutes } from "./floating-ip-routes.ts";
import { type Hetzner, makeHetznerProject } from "./hetzner.ts";
import { imageRoutes } from "./image-routes.ts";
import { networkRoutes } from "./network-routes.ts";
import { placementGroupRoutes } from "./placement-group-routes.ts";
import { primaryIpRoutes } from "./primary-ip-routes.ts";
import { hetznerRate } from "./rate.ts";
import { serverRoutes } from "./server-routes.ts";
import { sshKeyRoutes } from "./ssh-key-routes.ts";
import { volumeRoutes } from "./volume-routes.ts";
import { zoneRoutes } from "./zone-routes.ts";

/** A local Hetzner Cloud: one project, API v1. */
export const makeHetzner: MakeCloud = (kernel) => {
  const cloud = makeHetznerProject(kernel);
  return {
    name: "hetzner",
    app: routes(cloud),
    snapshot: cloud.store.snapshot,
    restore: (snapshot) => {
      cloud.store.restore(snapshot);
      // What was under way when the sandbox stopped went on meanwhile.
      for (const { id } of cloud.actions.all()) completeAction(cloud, id);
    },
    reset: () => {
      cloud.store.clear();
      return Promise.resolve();
    },
    objects: () => objects(cloud),
    close: () => Promise.resolve(),
    rate: hetznerRate,
    faultBody: (status) => errorBody(faultCodes[status] ?? "service_error", "the sandbox was told to fail here"),
  };
};

const faultCodes: Readonly<Record<number, string>> = {
  409: "conflict",
  423: "locked",
  429: "rate_limit_exceeded",
  500: "server_error",
  503: "unavailable",
  504: "timeout",
};

function routes(cloud: Hetzner): Hono {
  const app = new Hono();
  app.onError((error, c) => {
    if (error instanceof VendorError) return c.json(errorBody(error.code, error.message, error.details), error.status);
    cloud.kernel.log(`hetzner: ${c.req.method} ${c.req.path} failed unexpectedly: ${String(error)}`);
    return c.json(errorBody("server_error", "an internal error occurred"), 500);
  });
  app.notFound((c) => {
    cloud.kernel.log(`hetzner: no route ${c.req.method} ${c.req.path}`);
    return c.json(errorBody("not_found", "api route not found"), 404);
  });
  app.use(async (c, next) => {
    if (isKnownRoute(c)) refuseBadToken(c);
    await next();
    c.header("X-Correlation-Id", randomUUID());
  });
  app.route("/v1", catalogueRoutes());
  app.route("/v1/actions", actionRoutes(cloud));
  app.route("/v1/firewalls", firewallRoutes(cloud));
  app.route("/v1/floating_ips", floatingIpRoutes(cloud));
  app.route("/v1/images", imageRoutes(cloud));
  app.route("/v1/networks", networkRoutes(cloud));
  app.route("/v1/placement_groups", placementGroupRoutes(cloud));
  app.route("/v1/primary_ips", primaryIpRoutes(cloud));
  app.route("/v1/servers", serverRoutes(cloud));
  app.route("/v1/ssh_keys", sshKeyRoutes(cloud));
  app.route("/v1/volumes", volumeRoutes(cloud));
  app.route("/v1/zones", zoneRoutes(cloud));
  return app;
}

/** The vendor tells of unknown routes before it looks at the token. */
function isKnownRoute(c: Context): boolean {
  return matchedRoutes(c).some(({ method }) => method !== "ALL");
}

function refuseBadToken(c: Context): void {
  const verdict = judgeAuthorization(c.req.header("authorization"));
  if (verdict === "missing") throw new VendorError(401, "unauthorized", "token is required");
  if (verdict === "refused") throw new VendorError(401, "unauthorized", "the token you have provided is invalid");
}

function errorBody(code: string, message: string, details: unknown = null): { readonly error: unknown } {
  return { error: { code, message, details } };
}

function objects(cloud: Hetzner): readonly SandboxObject[] {
  const row = (
    kind: string,
    { id, name }: { id: number; name: string },
    status = "",
    endpoint?: string,
  ): SandboxObject => ({
    kind,
    id: String(id),
    name,
    status,
    ...(endpoint === undefined ? {} : { endpoint }),
  });
  return [
    ...cloud.servers.all().map((server) => {
      const ip = cloud.primaryIps.all().find(({ assignee_id, type }) => assignee_id === server.id && type === "ipv4");
      return row("server", server, server.status, ip?.ip);
    }),
    ...cloud.volumes.all().map((volume) => row("volume", volume, volume.server === null ? "detached" : "attached")),
    ...cloud.networks.all().map((network) => row("network", network, network.ip_range)),
    ...cloud.firewalls
      .all()
      .map((firewall) =>
        row("firewall", firewall, firewall.rules.length === 1 ? "1 rule" : `${firewall.rules.length} rules`),
      ),
    ...cloud.primaryIps.where(({ auto_delete }) => !auto_delete).map((ip) => row("primary ip", ip, "", ip.ip)),
    ...cloud.floatingIps.all().map((ip) => row("floating ip", ip, ip.server === null ? "free" : "assigned", ip.ip)),
    ...cloud.placementGroups.all().map((group) => row("placement group", group)),
    ...cloud.sshKeys.all().map((key) => row("ssh key", key)),
    ...cloud.images.all().map((image) => row("snapshot", image, image.status)),
    ...cloud.zones.all().map((zone) => row("zone", zone, zone.status)),
    ...cloud.rrsets
      .where(({ type }) => type !== "SOA" && type !== "NS")
      .map(({ zone, name, type, records }) => {
        return row("rrset", { id: zone, name: `${name} ${type}` }, records.map(({ value }) => value).join(" "));
      }),
  ];
}
