import { changed, type Copy, type Hand, noise, type Part, part, type Scenario } from "./scenario.ts";

const projects = "neon/api/v2/projects";
const branches = "neon/api/v2/projects/*/branches";

function home({ slug }: Copy): Part {
  return part("project", "neon:index/project:Project", {
    name: `${slug}-db`,
    regionId: "aws-eu-central-1",
    pgVersion: 17,
    historyRetentionSeconds: 3_600,
  });
}

function place(copy: Copy): readonly Part[] {
  return [home(copy), part("branch", "neon:index/branch:Branch", { projectId: copy.ref("project"), name: "prod" })];
}

function there({ ref }: Copy) {
  return { projectId: ref("project"), branchId: ref("branch") };
}

const project: Scenario = {
  parts: (copy) => [home(copy)],
  edits: [
    changed("project.name", "renamed", ({ id, patch, copy }) =>
      patch(`/projects/${id()}`, { project: { name: `${copy.slug}-other` } }),
    ),
    changed("project.historyRetentionSeconds", "another retention", ({ id, patch }) =>
      patch(`/projects/${id()}`, { project: { history_retention_seconds: 7_200 } }),
    ),
    noise("a branch added", ({ id, post }) => post(`/projects/${id()}/branches`, { branch: { name: "else" } })),
  ],
  spellings: [],
  fixed: {
    regionId: "a project does not move",
    pgVersion: "a project keeps its version",
    orgId: "it is where the project is",
  },
  listedBy: [projects],
};

const branch: Scenario = {
  parts: (copy) => [
    ...place(copy),
    part("preview", "neon:index/branch:Branch", {
      projectId: copy.ref("project"),
      name: "preview",
      parentId: copy.ref("branch"),
      protected: false,
    }),
  ],
  edits: [
    changed("preview.name", "renamed", (hand) => hand.patch(branchPath(hand), { branch: { name: "else" } })),
    changed("preview.protected", "protected", (hand) => hand.patch(branchPath(hand), { branch: { protected: true } })),
    {
      kind: "changed",
      what: "its project deleted",
      by: ({ id, delete: remove }) => remove(`/projects/${id("project")}`),
      finds: ["missing project", "missing branch", "missing preview"],
      alone: true,
    },
  ],
  spellings: [],
  fixed: { projectId: "it is where the branch is", parentId: "a branch keeps its parent" },
  listedBy: [projects, branches],
};

const endpoint: Scenario = {
  parts: (copy) => [
    ...place(copy),
    part("endpoint", "neon:index/endpoint:Endpoint", {
      ...there(copy),
      type: "read_write",
      autoscalingLimitMinCu: 0.25,
      autoscalingLimitMaxCu: 1,
      suspendTimeoutSeconds: 300,
    }),
  ],
  edits: [
    changed("endpoint.autoscalingLimitMaxCu", "more power", (hand) => resized(hand, { autoscaling_limit_max_cu: 2 })),
    changed("endpoint.autoscalingLimitMinCu", "more power at rest", (hand) =>
      resized(hand, { autoscaling_limit_min_cu: 0.5 }),
    ),
    changed("endpoint.suspendTimeoutSeconds", "sleeps later", (hand) =>
      resized(hand, { suspend_timeout_seconds: 600 }),
    ),
    noise("suspended", (hand) => hand.post(`${endpointPath(hand)}/suspend`)),
  ],
  spellings: [{ what: "the default timeout", inputs: () => ({ suspendTimeoutSeconds: 0 }) }],
  fixed: {
    projectId: "it is where the endpoint is",
    branchId: "it is what the endpoint is of",
    type: "an endpoint keeps its kind",
  },
  listedBy: [projects, branches, "neon/api/v2/projects/*/endpoints"],
};

const role: Scenario = {
  parts: (copy) => [...place(copy), part("app", "neon:index/role:Role", { ...there(copy), name: "app" })],
  edits: [
    {
      kind: "rotated secret",
      what: "its password reset by hand, which nothing tells",
      by: (hand) => hand.post(`${branchPath(hand, "branch")}/roles/app/reset_password`),
      finds: [],
    },
    noise("another role beside", (hand) =>
      hand.post(`${branchPath(hand, "branch")}/roles`, { role: { name: "else" } }),
    ),
  ],
  spellings: [],
  fixed: {
    projectId: "it is where the role is",
    branchId: "it is where the role is",
    name: "a role is known by its name",
  },
  listedBy: [projects, branches, "neon/api/v2/projects/*/branches/*/roles"],
};

const database: Scenario = {
  parts: (copy) => [
    ...place(copy),
    part("app", "neon:index/role:Role", { ...there(copy), name: "app" }),
    part("other", "neon:index/role:Role", { ...there(copy), name: "other" }),
    part("shop", "neon:index/database:Database", { ...there(copy), name: "shop", ownerName: "app" }),
  ],
  edits: [
    changed("shop.ownerName", "another owner", (hand) =>
      hand.patch(`${branchPath(hand, "branch")}/databases/shop`, { database: { owner_name: "other" } }),
    ),
  ],
  spellings: [],
  fixed: {
    projectId: "it is where the database is",
    branchId: "it is where the database is",
    name: "a database is known by its name",
  },
  listedBy: [projects, branches, "neon/api/v2/projects/*/branches/*/databases"],
};

/** A branch's id is `<project>/<branch>`. */
function branchPath({ id }: Hand, name?: string): string {
  const [projectId = "", branchId = ""] = id(name).split("/");
  return `/projects/${projectId}/branches/${branchId}`;
}

function endpointPath({ id }: Hand): string {
  const [projectId = "", endpointId = ""] = id().split("/");
  return `/projects/${projectId}/endpoints/${endpointId}`;
}

function resized(hand: Hand, size: object): Promise<void> {
  return hand.patch(endpointPath(hand), { endpoint: size });
}

export const neonScenarios: readonly Scenario[] = [project, branch, endpoint, role, database];
