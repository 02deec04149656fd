import type { Inputs } from "@cloudmake/model";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type EdgeCloud, openEdgeCloud, Resource, signal } from "../../test/open-edge-cloud.ts";
import type { Live } from "../define-resource.ts";
import { createObserver } from "../observe.ts";
import { z } from "zod";
import { branch } from "./branch.ts";
import { database } from "./database.ts";
import { endpoint } from "./endpoint.ts";
import { neon } from "./neon.ts";
import { project } from "./project.ts";
import { role } from "./role.ts";

const projectInputs = { name: "shop-prod-db-0a1b2c", regionId: "aws-eu-central-1", pgVersion: 17 };

describe("Neon", () => {
  let cloud: EdgeCloud;
  let projects: Resource;
  let branches: Resource;
  let endpoints: Resource;
  let roles: Resource;
  let databases: Resource;

  /** The project every test stands in, and ids in it. */
  let home: Live;
  let projectId: string;
  let mainId: string;

  beforeAll(async () => {
    cloud = await openEdgeCloud(neon);
    projects = new Resource(project, cloud.api, "project");
    branches = new Resource(branch, cloud.api, "branch");
    endpoints = new Resource(endpoint, cloud.api, "endpoint");
    roles = new Resource(role, cloud.api, "role");
    databases = new Resource(database, cloud.api, "database");
  });
  beforeEach(async () => {
    cloud.sandbox.faults.clear();
    await cloud.sandbox.reset();
    home = await projects.create(projectInputs);
    projectId = home.id;
    mainId = String(home.outputs["defaultBranchId"]);
  });
  afterAll(() => cloud.close());

  describe("a project", () => {
    test("lives: made, listed, renamed, deleted, deleted again", async () => {
      expect(await projects.list()).toMatchObject([{ id: projectId, inputs: projectInputs }]);
      expect(await projects.read(projectId)).toEqual(home);

      const renamed = await projects.update(home, { ...projectInputs, name: "another" });
      expect(renamed).toMatchObject({
        id: projectId,
        inputs: { name: "another" },
        outputs: { defaultBranchId: mainId },
      });

      await projects.delete(projectId);
      expect(await projects.read(projectId)).toBeUndefined();
      await projects.delete(projectId);
    });

    test("is found by its name, and knows its default branch", async () => {
      expect(await projects.find(projectInputs)).toEqual(home);
      expect(await projects.find(projectInputs, new Set([projectId]))).toBeUndefined();
      expect(mainId).toMatch(new RegExp(`^${projectId}/br-`));
    });
  });

  describe("a branch", () => {
    const inputs = (): Inputs => ({ projectId, name: "staging" });

    test("lives: made, listed with its marker, renamed, deleted, deleted again", async () => {
      const made = await branches.create(inputs());
      const known = branches.recorded(made, inputs());
      const listed = (await branches.list(known)).find(({ id }) => id === made.id);
      expect(listed).toEqual(made);
      expect(made).toMatchObject({ marker: branches.markerOf(inputs()), inputs: { ...inputs(), parentId: mainId } });
      expect(await branches.read(made.id)).toEqual(made);

      expect((await branches.update(made, { ...inputs(), name: "stage" })).inputs["name"]).toBe("stage");
      await branches.delete(made.id);
      expect(await branches.read(made.id)).toBeUndefined();
      await branches.delete(made.id);
    });

    test("left by an interrupted run is found by its annotation, whatever its name is now", async () => {
      const made = await branches.create(inputs());
      await branches.update(made, { ...inputs(), name: "renamed" });
      expect(await branches.find(inputs())).toMatchObject({ id: made.id });
      expect(await branches.find(inputs(), new Set([made.id]))).toBeUndefined();
    });

    test("that is protected can be deleted: the plan said so", async () => {
      const made = await branches.create({ ...inputs(), protected: true });
      await branches.delete(made.id);
      expect(await branches.read(made.id)).toBeUndefined();
    });

    test("that is the project's default one stays until the project goes", async () => {
      await branches.delete(mainId);
      expect(await branches.read(mainId)).toBeDefined();
      await projects.delete(projectId);
      await branches.delete(mainId);
      expect(await branches.list({ type: branch.type, id: mainId, inputs: {}, outputs: {} })).toEqual([]);
    });
  });

  describe("an endpoint", () => {
    test("lives: made, listed, resized, deleted, deleted again", async () => {
      const home = await branches.create({ projectId, name: "staging" });
      const inputs = { projectId, branchId: home.id, type: "read_write", autoscalingLimitMaxCu: 1 };
      const made = await endpoints.create(inputs);
      expect(made).toMatchObject({ inputs, outputs: { host: expect.stringMatching(/./) } });
      expect(await endpoints.list()).toEqual([made]);
      expect(await endpoints.find(inputs)).toEqual(made);

      const resized = await endpoints.update(made, { ...inputs, autoscalingLimitMaxCu: 2, suspendTimeoutSeconds: 60 });
      expect(resized.inputs).toMatchObject({ autoscalingLimitMaxCu: 2, suspendTimeoutSeconds: 60 });

      await endpoints.delete(made.id);
      expect(await endpoints.read(made.id)).toBeUndefined();
      await endpoints.delete(made.id);
    });

    test("of the default branch is taken over, since a branch has only one", async () => {
      const inputs = { projectId, branchId: mainId, type: "read_write" };
      const found = await endpoints.find(inputs);
      expect(found).toMatchObject({ inputs });
      expect(found && (await endpoints.list(endpoints.recorded(found, inputs)))).toEqual([found]);
    });

    test("for reading only is found by its marker: there may be many", async () => {
      const inputs = { projectId, branchId: mainId, type: "read_only" };
      const made = await endpoints.create(inputs);
      expect(await endpoints.find(inputs)).toMatchObject({ id: made.id });
      expect(await new Resource(endpoint, cloud.api, "other").find(inputs)).toBeUndefined();
    });
  });

  describe("a role and its database", () => {
    let stagingId: string;
    let owner: Inputs;
    let wanted: Inputs;

    beforeEach(async () => {
      stagingId = (await branches.create({ projectId, name: "staging" })).id;
      await endpoints.create({ projectId, branchId: stagingId, type: "read_write" });
      owner = { projectId, branchId: stagingId, name: "app" };
      wanted = { projectId, branchId: stagingId, name: "shop", ownerName: "app" };
    });

    test("live: made, listed without secrets, deleted, deleted again", async () => {
      const app = await roles.create(owner);
      const shop = await databases.create(wanted);
      expect(app).toMatchObject({ id: `${stagingId}/app`, inputs: owner });
      expect(shop).toMatchObject({ id: `${stagingId}/shop`, inputs: wanted });
      expect(await roles.read(app.id)).toEqual(app);
      expect(await databases.read(shop.id)).toEqual(shop);
      const known = [roles.recorded(app, owner), databases.recorded(shop, wanted)];
      expect(await roles.list(...known)).toContainEqual({ ...app, outputs: { name: "app" } });
      expect(await databases.list(...known)).toContainEqual({ ...shop, outputs: { name: "shop" } });

      await databases.delete(shop.id);
      await roles.delete(app.id);
      expect(await databases.read(shop.id)).toBeUndefined();
      expect(await roles.read(app.id)).toBeUndefined();
      await databases.delete(shop.id);
      await roles.delete(app.id);
    });

    test("give a connection string with the owner's password in it", async () => {
      const { password } = (await roles.create(owner)).outputs;
      const { connectionUri } = (await databases.create(wanted)).outputs;
      const uri = new URL(String(connectionUri));
      expect([uri.username, uri.password, uri.pathname]).toEqual(["app", password, "/shop"]);
    });

    test("are found by their names", async () => {
      const app = await roles.create(owner);
      const shop = await databases.create(wanted);
      expect(await roles.find(owner)).toEqual(app);
      expect(await databases.find(wanted)).toEqual(shop);
      expect(await roles.find({ ...owner, name: "nobody" })).toBeUndefined();
    });

    test("get a new owner in place", async () => {
      await roles.create(owner);
      await roles.create({ ...owner, name: "other" });
      const shop = await databases.create(wanted);
      const changed = await databases.update(shop, { ...wanted, ownerName: "other" });
      expect(changed.inputs["ownerName"]).toBe("other");
      expect(changed.outputs["connectionUri"]).not.toBe(shop.outputs["connectionUri"]);
    });

    test("cost one list call for each branch that has recorded ones, as long as the roles own databases", async () => {
      const app = await roles.create(owner);
      const shop = await databases.create(wanted);
      await branches.create({ projectId, name: "without-any" });
      const known = [roles.recorded(app, owner), databases.recorded(shop, wanted)];
      const { reads } = cloud.sandbox.counters.of("neon");
      const observer = createObserver({ definitions: [role, database], api: () => cloud.api, clock: { now: () => 0 } });
      const seen = await observer.observe({ types: [role.type, database.type], known, signal });
      expect(seen.objects.map(({ id }) => id)).toEqual(expect.arrayContaining([app.id, shop.id]));
      expect(cloud.sandbox.counters.of("neon").reads - reads).toBe(3); // projects, branches, databases
    });

    test("are told apart: a role without a database, one that is gone, and the databases it had", async () => {
      const app = await roles.create(owner);
      const idle = { ...owner, name: "idle" };
      const other = await roles.create(idle);
      const shop = await databases.create(wanted);
      const known = [roles.recorded(app, owner), roles.recorded(other, idle), databases.recorded(shop, wanted)];
      const ids = async () => (await roles.list(...known)).map(({ id }) => id);
      expect(await ids()).toEqual(expect.arrayContaining([app.id, other.id]));
      await databases.delete(shop.id);
      await roles.delete(app.id);
      expect(await ids()).not.toContain(app.id);
      expect(await ids()).toContain(other.id);
    });

    test("are gone with their project", async () => {
      const app = await roles.create(owner);
      const shop = await databases.create(wanted);
      await projects.delete(projectId);
      expect(await roles.read(app.id)).toBeUndefined();
      expect(await databases.list(databases.recorded(shop, wanted))).toEqual([]);
      await databases.delete(shop.id);
      await roles.delete(app.id);
    });
  });

  test("a change waits while another operation holds the project", async () => {
    const route = "/api/v2/projects/*/branches";
    cloud.sandbox.faults.add({ cloud: "neon", method: "POST", route, status: 423, times: 7 });
    await branches.create({ projectId, name: "staging" });
    expect(await branches.list()).toHaveLength(2);
  });

  test("an answer lost on its way is found again", async () => {
    const route = "/api/v2/projects/*/branches";
    cloud.sandbox.faults.add({ cloud: "neon", method: "POST", route, drop: "after", times: 1 });
    const inputs = { projectId, name: "staging" };
    await expect(branches.create(inputs)).rejects.toMatchObject({ code: "PROVIDER_UNAVAILABLE" });
    expect(await branches.find(inputs)).toMatchObject({ inputs });
  });

  test("branches of others cost one call per project, their roles none", async () => {
    await cloud.api.post(`/projects/${projectId}/branches`, { branch: { name: "theirs" } }, z.unknown(), { signal });
    const { reads } = cloud.sandbox.counters.of("neon");
    expect(await roles.list()).toEqual([]);
    expect(cloud.sandbox.counters.of("neon").reads - reads).toBe(2);
  });
});

test("changes of one project asked for at once are made one after the other", async () => {
  const cloud = await openEdgeCloud(neon, { clockFactor: 0.05 });
  const home = await new Resource(project, cloud.api, "project").create(projectInputs);
  const names = ["one", "two", "three"];
  const made = await Promise.all(
    names.map((name) => new Resource(branch, cloud.api, name).create({ projectId: home.id, name })),
  );
  expect(made.map(({ name }) => name)).toEqual(names);
  await cloud.close();
});

describe("inputs of what stands in a branch", () => {
  const inputs = { projectId: "prj", branchId: "prj/br", name: "app" };
  const ref = { $ref: { address: "shop/prod/db/branch", output: "id" } };
  test.each([
    ["name the branch by its resource's id", inputs, []],
    ["may be unknown until apply", { ...inputs, branchId: ref, projectId: ref }, []],
    ["may be unknown in part", { ...inputs, branchId: ref }, []],
    ["do not take a bare branch id", { ...inputs, branchId: "br" }, [["branchId"]]],
    ["do not take a branch of another project", { ...inputs, projectId: "other" }, [["branchId"]]],
  ])("%s", (_, given, paths) => {
    expect(role.check(given).map(({ path }) => path)).toEqual(paths);
  });
});
