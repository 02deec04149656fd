import { testResource, type ResourceSample, type Stage } from "@cloudmake/testing";
import { afterAll, beforeAll, describe } from "vitest";
import { type EdgeCloud, openEdgeCloud } from "../../test/open-edge-cloud.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { branch } from "./branch.ts";
import { database } from "./database.ts";
import { endpoint } from "./endpoint.ts";
import { neon } from "./neon.ts";
import { project } from "./project.ts";
import { role } from "./role.ts";

const home = { name: "shop-prod-db-a1b2c3", regionId: "aws-eu-central-1", pgVersion: 17 };

/** A branch of its own to stand in. */
async function place({ make }: Stage<CloudApi>) {
  const { id: projectId } = await make(project, home);
  const { id: branchId } = await make(branch, { projectId, name: "prod" });
  return { projectId, branchId };
}

const samples: readonly ResourceSample<CloudApi>[] = [
  {
    definition: project,
    inputs: async () => home,
    updates: [{ name: "shop-prod-db-renamed" }, { historyRetentionSeconds: 3600 }],
  },
  {
    definition: branch,
    inputs: async ({ make }) => ({ projectId: (await make(project, home)).id, name: "prod" }),
    updates: [{ name: "production" }, { protected: true }, { protected: undefined }],
  },
  {
    definition: branch,
    inputs: async (stage) => {
      const { projectId, branchId } = await place(stage);
      return { projectId, name: "preview", parentId: branchId };
    },
    updates: [],
  },
  {
    definition: endpoint,
    inputs: async (stage) => ({ ...(await place(stage)), type: "read_write" }),
    updates: [{ autoscalingLimitMaxCu: 2 }, { autoscalingLimitMinCu: 0.5 }, { suspendTimeoutSeconds: 600 }],
  },
  { definition: role, inputs: async (stage) => ({ ...(await place(stage)), name: "app" }), updates: [] },
  {
    definition: database,
    inputs: async (stage) => {
      const there = await place(stage);
      await stage.make(endpoint, { ...there, type: "read_write" });
      for (const name of ["app", "other"]) await stage.make(role, { ...there, name });
      return { ...there, name: "shop", ownerName: "app" };
    },
    updates: [{ ownerName: "other" }],
  },
];

describe("Neon", () => {
  let cloud: EdgeCloud;
  beforeAll(async () => {
    cloud = await openEdgeCloud(neon, { clockFactor: 0.01 });
  });
  afterAll(() => cloud.close());

  for (const sample of samples) testResource(() => cloud.api, sample);
});
