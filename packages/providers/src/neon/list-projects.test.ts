import { afterEach, expect, test } from "vitest";
import { type FaultServer, json, openFaultServer } from "../../test/fault-server.ts";
import { cloudsFrom, openClouds } from "../clouds.ts";
import { systemWiring } from "../http/wiring.ts";
import { listProjects } from "./list-projects.ts";
import { neon } from "./neon.ts";

const { signal } = new AbortController();
const shop = { id: "calm-sea-1", name: "shop-prod-db-0a1b2c", region_id: "aws-eu-central-1", pg_version: 17 };

let server: FaultServer;
afterEach(() => server.close());

test("a project that Neon could not look up in time for its list is read by its id, not taken for gone", async () => {
  server = await openFaultServer(
    json(200, { projects: [], unavailable_project_ids: [shop.id, "deleted-since"] }),
    (request, response) =>
      json(request.url === `/projects/${shop.id}` ? 200 : 404, { project: shop })(request, response),
  );
  const open = openClouds(cloudsFrom({ NEON_API_HOST: server.url, NEON_API_KEY: "napi_key" }), systemWiring());
  expect(await listProjects(open(neon, "plan"), { signal })).toEqual([shop]);
});
