import type { ResourceDefinition } from "../define-resource.ts";
import { branch } from "./branch.ts";
import { database } from "./database.ts";
import { endpoint } from "./endpoint.ts";
import { project } from "./project.ts";
import { role } from "./role.ts";

/** Everything CloudMake makes at Neon. */
export const neonDefinitions: readonly ResourceDefinition[] = [branch, database, endpoint, project, role];
