import { Failure } from "@cloudmake/model";
import type { Sweeper } from "@cloudmake/ports";
import type { ResourceDefinition } from "./define-resource.ts";
import type { CloudApi } from "./http/cloud-api.ts";
import type { Cloud } from "./http/cloud.ts";

export interface SweeperWiring {
  readonly definitions: readonly ResourceDefinition[];
  /** The account to work in, which asks before it changes anything. Throws `CREDENTIAL_MISSING`. */
  readonly api: (cloud: Cloud, mayChange: () => void) => CloudApi;
}

/** Deletes what an interrupted run left behind, through the same definitions. */
export function createSweeper({ definitions, api }: SweeperWiring): Sweeper {
  const byType = new Map(definitions.map((definition) => [definition.type, definition]));
  return {
    async remove({ type, id }, { mustHold, signal }) {
      const definition = byType.get(type);
      if (definition === undefined || id === undefined) {
        throw new Failure("STATE_CORRUPT", { file: "plan", problem: `an orphan of unknown type ${type}` });
      }
      const account = api(definition.api, mustHold);
      const live = await definition.read(account, id, { signal });
      if (live !== undefined) await definition.delete(account, id, { signal, outputs: live.outputs });
    },
  };
}
