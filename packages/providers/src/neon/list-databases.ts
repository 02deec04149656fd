import { z } from "zod";
import type { ListCall } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { orNone } from "../or-none.ts";
import { branchPath } from "./branch-id.ts";

export type Database = z.infer<typeof Database>;
export const Database = z.object({ name: z.string(), owner_name: z.string() });
const DatabasePage = z.object({ databases: z.array(Database) });

/** A branch's databases, asked for once per observation. */
export function listDatabases(
  api: CloudApi,
  branchId: string,
  { once, signal }: ListCall,
): Promise<readonly Database[]> {
  const path = `${branchPath(branchId)}/databases`;
  const load = () => orNone(api.pages(path, DatabasePage, ({ databases }) => databases, { signal }));
  return once(`neon/databases/${branchId}`, load);
}
