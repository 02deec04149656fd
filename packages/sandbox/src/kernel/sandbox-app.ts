import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { statusPage } from "../page/status-page.ts";
import { adminRoutes, objectsByCloud } from "./admin-routes.ts";
import type { SandboxCore } from "./sandbox-core.ts";
import { serveCloud } from "./serve-cloud.ts";

/** A Worker with its assets is the largest thing anyone sends. */
const maxBodyBytes = 64 * 1024 * 1024;

const loopbackHost = /^(?:127\.0\.0\.1|localhost|\[::1\]|(?<script>[a-z0-9_-]+)\.localhost)(?::\d+)?$/i;

type Served = Hono<{ Bindings: HttpBindings }>;

/** The whole sandbox on one port: the page, `/_sandbox`, a prefix per cloud, and the Workers that run in it. */
export function sandboxApp(core: SandboxCore): Served {
  const app: Served = new Hono();
  app.onError((error, c) => {
    core.log(`${c.req.method} ${c.req.path} failed unexpectedly: ${String(error)}`);
    return c.json({ message: "the sandbox failed" }, 500);
  });
  app.use(async (c, next) => {
    // A web page on another site must not reach the sandbox through the browser (DNS rebinding, cross-site forms).
    const host = loopbackHost.exec(c.req.header("host") ?? "127.0.0.1");
    if (host === null) return c.json({ message: "the sandbox answers on loopback names only" }, 421);
    const script = host.groups?.["script"];
    return script === undefined ? next() : runWorker(core, c, script, c.req.path);
  });
  app.use(bodyLimit({ maxSize: maxBodyBytes }));
  app.use("/_sandbox/*", async (c, next) => {
    const origin = c.req.header("origin");
    if (origin !== undefined && origin !== new URL(c.req.url).origin) return c.json({ message: "other origin" }, 403);
    return next();
  });
  app.route("/_sandbox", adminRoutes(core));
  app.get("/", (c) => c.html(statusPage(objectsByCloud(core), core.counters.all())));
  app.all("/workers/:script{[^/]+}/*", (c) => {
    const script = c.req.param("script");
    return runWorker(core, c, script, c.req.path.slice(`/workers/${script}`.length));
  });
  app.all("/:cloud{[a-z]+}/*", (c) => passOn(core, c, c.req.param("cloud")));
  return app;
}

async function passOn(core: SandboxCore, c: Context<{ Bindings: HttpBindings }>, name: string): Promise<Response> {
  const cloud = core.clouds.get(name);
  if (cloud === undefined) return c.json({ message: `no cloud ${name} here` }, 404);
  const outcome = await serveCloud(core, cloud, c.req.raw, new URL(c.req.url).pathname.slice(name.length + 1));
  if (outcome !== "cut") return outcome;
  c.env.incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
}

/** Workers run at `http://<script>.localhost:PORT/` and at `/workers/<script>/`; the Cloudflare app serves both. */
async function runWorker(core: SandboxCore, c: Context, script: string, path: string): Promise<Response> {
  const cloudflare = core.clouds.get("cloudflare");
  if (cloudflare === undefined) return c.json({ message: "no Cloudflare in this sandbox" }, 404);
  const url = new URL(c.req.url);
  url.pathname = `/run/${script}${path === "" ? "/" : path}`;
  return cloudflare.app.fetch(new Request(url, c.req.raw));
}
