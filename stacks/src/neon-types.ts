/**
 * Arguments and outputs of CloudMake's own Neon resources; Pulumi has no official package for Neon. Ids of what lives
 * in a project begin with the project's: a branch's id is `<project>/<branch>`, and so is every `branchId`; a role's or
 * database's is `<project>/<branch>/<name>`.
 */
export interface ProjectArgs {
  /** Unique by its suffix: a Neon project has no labels, so the name says whose it is. */
  readonly name?: string;
  /** E.g. `aws-eu-central-1`. */
  readonly regionId: string;
  /** 14 to 18. */
  readonly pgVersion?: number;
  readonly orgId?: string;
  /** How far back branches and restores can reach. */
  readonly historyRetentionSeconds?: number;
}

export interface ProjectOutputs {
  readonly defaultBranchId: string;
}

export interface BranchArgs {
  readonly projectId: string;
  readonly name?: string;
  /** Default: the project's default branch. */
  readonly parentId?: string;
  /** Paid plans: cannot be deleted while set. */
  readonly protected?: boolean;
}

export interface BranchOutputs {
  /** `<project>/<branch>`. */
  readonly id: string;
}

export interface EndpointArgs {
  readonly projectId: string;
  readonly branchId: string;
  readonly type: "read_only" | "read_write";
  /** Compute units, 0.25 to 56. */
  readonly autoscalingLimitMinCu?: number;
  readonly autoscalingLimitMaxCu?: number;
  /** 0 = Neon's default, -1 = never. */
  readonly suspendTimeoutSeconds?: number;
}

export interface EndpointOutputs {
  readonly host: string;
}

export interface RoleArgs {
  readonly projectId: string;
  readonly branchId: string;
  readonly name: string;
}

export interface RoleOutputs {
  readonly name: string;
  /** Secret. */
  readonly password: string;
}

export interface DatabaseArgs {
  readonly projectId: string;
  readonly branchId: string;
  readonly name: string;
  readonly ownerName: string;
}

export interface DatabaseOutputs {
  readonly name: string;
  /** Secret: `postgresql://<owner>:<password>@<host>/<name>?sslmode=require`. */
  readonly connectionUri: string;
}
