import { Failure } from "@cloudmake/model";
import type { CloudApi } from "../http/cloud-api.ts";

/**
 * Path of the session's account, `/accounts/<id>`. A resource may repeat the account id, it cannot choose another
 * account: its id alone must be enough to find it again.
 */
export function accountPath(api: CloudApi, wanted?: string): string {
  return `/accounts/${accountId(api, wanted)}`;
}

export function accountId(api: CloudApi, wanted?: string): string {
  const variable = "CLOUDFLARE_ACCOUNT_ID";
  const id = api.variables[variable];
  if (id === undefined) throw new Failure("CREDENTIAL_MISSING", { cloud: "cloudflare", variables: [variable] });
  if (wanted !== undefined && wanted !== id) {
    throw new Failure("USAGE", { problem: `accountId ${wanted} is not the account of ${variable}` });
  }
  return id;
}
