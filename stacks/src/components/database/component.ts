import { defineComponent } from "../../component-type.ts";
import { ref } from "../../node-handle.ts";
import type { Text } from "../../resource-inputs.ts";
import type { Scope } from "../../scope.ts";
import { type DatabaseSettings, databaseSettings } from "./schema.ts";

export const databaseComponent = defineComponent({
  type: "database",
  summary: "A PostgreSQL database at Neon, in a branch for each environment.",
  settings: databaseSettings,
  outputs: [
    { name: "connectionUri", secret: true, summary: "How to connect, with the role's password." },
    { name: "host", secret: false, summary: "Host name, port 5432." },
    { name: "database", secret: false, summary: "Name of the database." },
    { name: "role", secret: false, summary: "Name of its owner." },
    { name: "password", secret: true, summary: "Password of its owner." },
    { name: "projectId", secret: false, summary: "Neon project, for other environments to branch from." },
    { name: "branchId", secret: false, summary: "Neon branch the data live in." },
    { name: "self", secret: true, summary: "The same as `connectionUri`." },
  ],
  compile: (settings, scope) => {
    const place = placeOf(settings, scope);
    const endpoint = scope.node(
      "endpoint",
      "neon:index/endpoint:Endpoint",
      {
        ...place,
        type: "read_write",
        autoscalingLimitMinCu: settings.size?.min,
        autoscalingLimitMaxCu: settings.size?.max,
        suspendTimeoutSeconds: settings.suspendAfterSeconds,
      },
      {
        from: {
          autoscalingLimitMinCu: ["size", "min"],
          autoscalingLimitMaxCu: ["size", "max"],
          suspendTimeoutSeconds: "suspendAfterSeconds",
        },
      },
    );
    // A connection string needs the endpoint's host, and Neon takes one change of a project at a time.
    const role = scope.node(
      "role",
      "neon:index/role:Role",
      { ...place, name: settings.role },
      { from: { name: "role" }, dependsOn: [endpoint] },
    );
    const database = scope.node(
      "database",
      "neon:index/database:Database",
      { ...place, name: settings.database, ownerName: settings.role },
      { from: { name: "database", ownerName: "role" }, dependsOn: [role] },
    );
    const connectionUri = ref(database, "connectionUri");
    return {
      connectionUri,
      host: ref(endpoint, "host"),
      database: settings.database,
      role: settings.role,
      password: ref(role, "password"),
      ...place,
      self: connectionUri,
    };
  },
});

interface BranchPlace {
  readonly projectId: Text;
  readonly branchId: Text;
}

/** The branch that holds the data: of a new project or of another environment's. */
function placeOf(settings: DatabaseSettings, scope: Scope): BranchPlace {
  if (settings.project !== undefined) {
    const name = `${scope.project}-${scope.environment}-${scope.component}`;
    return branchOf(settings.project, name, settings, scope);
  }
  const project = scope.node(
    "project",
    "neon:index/project:Project",
    {
      regionId: settings.region,
      pgVersion: settings.version,
      historyRetentionSeconds: settings.historyHours === undefined ? undefined : settings.historyHours * 3600,
    },
    { from: { regionId: "region", pgVersion: "version", historyRetentionSeconds: "historyHours" } },
  );
  const projectId = ref(project, "id");
  switch (settings.branchPer) {
    case "none":
      return { projectId, branchId: ref(project, "defaultBranchId") };
    case "environment":
      return branchOf(projectId, scope.environment, settings, scope);
  }
}

function branchOf(projectId: Text, name: string, settings: DatabaseSettings, scope: Scope): BranchPlace {
  const branch = scope.node(
    "branch",
    "neon:index/branch:Branch",
    { projectId, name, parentId: settings.parent },
    { from: { projectId: "project", name: "branchPer", parentId: "parent" } },
  );
  return { projectId, branchId: ref(branch, "id") };
}
