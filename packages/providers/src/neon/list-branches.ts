import { type Marker, StackId } from "@cloudmake/model";
import type { KnownObject } from "@cloudmake/ports";
import { z } from "zod";
import type { ListCall, ReadCall } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { orNone } from "../or-none.ts";
import { branchOf } from "./branch-id.ts";
import { projectIds } from "./list-projects.ts";

export type BranchRow = z.infer<typeof BranchRow>;
export const BranchRow = z.object({
  id: z.string(),
  project_id: z.string(),
  name: z.string(),
  parent_id: z.string().nullish(),
  current_state: z.string(),
  default: z.boolean(),
  protected: z.boolean(),
});
export const Annotation = z.object({ value: z.record(z.string(), z.string()) });
const BranchPage = z.object({
  branches: z.array(BranchRow),
  annotations: z.record(z.string(), Annotation).default({}),
});

/** A branch with its owner. */
export interface MarkedBranch {
  /** `<project id>/<branch id>` */
  readonly id: string;
  readonly row: BranchRow;
  readonly marker: Marker | undefined;
}

const PAGE_SIZE = 10_000;
const stackKey = "cloudmake-stack";
const hashKey = "cloudmake-marker";

export async function listBranches(
  api: CloudApi,
  projectId: string,
  { signal }: ReadCall,
): Promise<readonly MarkedBranch[]> {
  const path = `/projects/${encodeURIComponent(projectId)}/branches`;
  const rows = ({ branches, annotations }: z.infer<typeof BranchPage>) =>
    branches.map((row) => markedBranch(row, annotations[row.id]?.value));
  return orNone(api.pages(path, BranchPage, rows, { signal, query: { limit: PAGE_SIZE } }));
}

/** All branches the account sees: one call per project. */
export async function accountBranches(api: CloudApi, call: ListCall): Promise<readonly MarkedBranch[]> {
  const projects = await projectIds(api, call);
  const load = (id: string) => call.once(`neon/branches/${id}`, () => listBranches(api, id, call));
  return (await Promise.all(projects.map(load))).flat();
}

/** Ids of the branches in which something of ours stands or may stand. */
export async function managedBranchIds(api: CloudApi, call: ListCall): Promise<readonly string[]> {
  const recorded = branchesOf(call.known.filter(({ type }) => type.startsWith("neon:")));
  const branches = await accountBranches(api, call);
  return branches.filter(({ id, marker }) => marker !== undefined || recorded.has(id)).map(({ id }) => id);
}

/**
 * Ids of the branches in which recorded objects of a type stand: a type that is listed branch by branch and has no marker
 * has nothing of ours in any other.
 */
export async function recordedBranchIds(api: CloudApi, call: ListCall, type: string): Promise<readonly string[]> {
  const recorded = branchesOf(call.known.filter((object) => object.type === type));
  return (await accountBranches(api, call)).map(({ id }) => id).filter((id) => recorded.has(id));
}

function branchesOf(known: readonly KnownObject[]): ReadonlySet<unknown> {
  return new Set(known.flatMap(({ id, inputs }) => [branchOf(id), inputs["branchId"]]));
}

export function markedBranch(row: BranchRow, annotation: Readonly<Record<string, string>> = {}): MarkedBranch {
  const stack = StackId.safeParse(annotation[stackKey]);
  const hash = annotation[hashKey];
  const marker = stack.success && hash !== undefined ? { stack: stack.data, hash } : undefined;
  return { id: `${row.project_id}/${row.id}`, row, marker };
}

export function annotationOf({ stack, hash }: Marker): Readonly<Record<string, string>> {
  return { [stackKey]: stack, [hashKey]: hash };
}
