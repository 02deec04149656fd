import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { judgeAuthorization } from "../kernel/sandbox-token.ts";
import type { MakeCloud, SandboxObject } from "../kernel/sandbox-cloud.ts";
import { VendorError } from "../kernel/vendor-error.ts";
import { accountRoutes } from "./account-routes.ts";
import { actionRoutes, completeAction } from "./action-routes.ts";
import { regionReply, regionSlugs, sizeReply, sizes } from "./catalogue.ts";
import { type DigitalOcean, makeDigitalOceanAccount } from "./digital-ocean.ts";
import { domainRoutes } from "./domain-routes.ts";
import { dropletRoutes } from "./droplet-routes.ts";
import { listReply } from "./exchange.ts";
import { firewallRoutes, settleFirewall } from "./firewall-routes.ts";
import { imageRoutes, snapshotRoutes } from "./image-routes.ts";
import { projectRoutes } from "./project-routes.ts";
import { digitalOceanRate } from "./rate.ts";
import { reservedIpRoutes } from "./reserved-ip-routes.ts";
import { tagRoutes } from "./tag-routes.ts";
import { volumeRoutes } from "./volume-routes.ts";
import { vpcRoutes } from "./vpc-routes.ts";

/** A local DigitalOcean: one account, API v2. */
export const makeDigitalOcean: MakeCloud = (kernel) => {
  const cloud = makeDigitalOceanAccount(kernel);
  return {
    name: "digitalocean",
    app: routes(cloud),
    snapshot: cloud.store.snapshot,
    restore: (snapshot) => {
      cloud.store.restore(snapshot);
      // What was under way when the sandbox stopped went on meanwhile.
      for (const { id } of cloud.actions.all()) completeAction(cloud, id);
      for (const { id } of cloud.firewalls.where(({ status }) => status === "waiting")) settleFirewall(cloud, id);
    },
    reset: () => {
      cloud.store.clear();
      return Promise.resolve();
    },
    objects: () => objects(cloud),
    close: () => Promise.resolve(),
    rate: digitalOceanRate,
    faultBody: (status) => errorBody(status < 500 ? "fault" : "server_error", "the sandbox was told to fail here"),
  };
};

function routes(cloud: DigitalOcean): Hono {
  const app = new Hono();
  app.onError((error, c) => {
    if (error instanceof VendorError) return c.json(errorBody(error.code, error.message), error.status);
    cloud.kernel.log(`digitalocean: ${c.req.method} ${c.req.path} failed unexpectedly: ${String(error)}`);
    return c.json(errorBody("server_error", "Unexpected server-side error"), 500);
  });
  app.notFound((c) => {
    cloud.kernel.log(`digitalocean: no route ${c.req.method} ${c.req.path}`);
    return c.json(errorBody("not_found", "The resource you were accessing could not be found."), 404);
  });
  app.use(async (c, next) => {
    if (judgeAuthorization(c.req.header("authorization")) !== "accepted") {
      return c.json(errorBody("Unauthorized", "Unable to authenticate you"), 401);
    }
    await next();
    c.header("x-request-id", randomUUID());
    return undefined;
  });
  app.get("/v2/regions", (c) => listReply(cloud, c, "regions", regionSlugs.map(regionReply)));
  app.get("/v2/sizes", (c) => listReply(cloud, c, "sizes", sizes.map(sizeReply)));
  app.get("/v2/reserved_ipv6", (c) => listReply(cloud, c, "reserved_ipv6s", []));
  app.route("/v2", accountRoutes(cloud));
  app.route("/v2/actions", actionRoutes(cloud));
  app.route("/v2/domains", domainRoutes(cloud));
  app.route("/v2/droplets", dropletRoutes(cloud));
  app.route("/v2/firewalls", firewallRoutes(cloud));
  app.route("/v2/images", imageRoutes(cloud));
  app.route("/v2/projects", projectRoutes(cloud));
  app.route("/v2/reserved_ips", reservedIpRoutes(cloud));
  app.route("/v2/snapshots", snapshotRoutes(cloud));
  app.route("/v2/volumes/snapshots", snapshotRoutes(cloud));
  app.route("/v2/tags", tagRoutes(cloud));
  app.route("/v2/volumes", volumeRoutes(cloud));
  app.route("/v2/vpcs", vpcRoutes(cloud));
  return app;
}

function errorBody(
  id: string,
  message: string,
): { readonly id: string; readonly message: string; readonly request_id: string } {
  return { id, message, request_id: randomUUID() };
}

function objects(cloud: DigitalOcean): readonly SandboxObject[] {
  const row = (kind: string, id: string | number, name: string, status = "", endpoint?: string): SandboxObject => ({
    kind,
    id: String(id),
    name,
    status,
    ...(endpoint === undefined ? {} : { endpoint }),
  });
  return [
    ...cloud.droplets.all().map(({ id, name, status, addresses }) => {
      return row("droplet", id, name, status, addresses.find(({ type }) => type === "public")?.ip);
    }),
    ...cloud.volumes.all().map(({ id, name, droplet_ids }) => {
      return row("volume", id, name, droplet_ids.length > 0 ? "attached" : "detached");
    }),
    ...cloud.snapshots.all().map(({ id, name }) => row("snapshot", id, name)),
    ...cloud.firewalls.all().map(({ id, name, status }) => row("firewall", id, name, status)),
    ...cloud.reservedIps.all().map(({ id, droplet }) => {
      return row("reserved ip", id, id, droplet === null ? "free" : `on ${droplet}`, id);
    }),
    ...cloud.keys.all().map(({ id, name }) => row("ssh key", id, name)),
    ...cloud.domains.all().map(({ id }) => row("domain", id, id)),
    ...cloud.records
      .where(({ type }) => type !== "SOA" && type !== "NS")
      .map(({ id, type, name, domain, data }) => row("record", id, `${name}.${domain}`, `${type} ${data}`)),
    ...cloud.projects.where(({ is_default }) => !is_default).map(({ id, name }) => row("project", id, name)),
    ...cloud.vpcs.where((vpc) => !vpc.default).map(({ id, name }) => row("vpc", id, name)),
  ];
}
