import { Failure } from "@cloudmake/model";
import type { Config } from "./config.ts";

const names = ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"];
/** Local clouds, and whatever else is on this machine, stand behind no proxy. */
const loopback = ["localhost", "127.0.0.1", "::1"];

/** Sends what goes over HTTP through the proxy of the environment, from the first call on. Costs nothing where there is none. */
export function heedProxyOf({ variables }: Pick<Config, "variables">, tell: (line: string) => void): () => void {
  let heeded = false;
  return () => {
    if (heeded) return;
    heedProxy(variables, tell);
    heeded = true;
  };
}

function heedProxy(variables: Config["variables"], tell: (line: string) => void): void {
  const name = names.find((one) => variables[one] !== undefined && variables[one] !== "");
  if (name === undefined) return;
  const http = process.getBuiltinModule("node:http");
  if (typeof http.setGlobalProxyFromEnv !== "function") {
    tell(`note: Node ${process.versions.node} does not heed ${name}; Node 24.14 and newer do.`);
    return;
  }
  const direct = [variables["no_proxy"] || variables["NO_PROXY"] || "", ...loopback].filter((host) => host !== "");
  const proxies = Object.fromEntries(names.map((one) => [one, addressIn(variables[one])]));
  try {
    http.setGlobalProxyFromEnv({ ...proxies, no_proxy: direct.join(",") });
  } catch (error) {
    throw new Failure(
      "USAGE",
      { problem: `${name} is no address of a proxy.`, hint: "e.g. http://10.0.0.1:3128" },
      error,
    );
  }
}

/** `10.0.0.1:3128` is as good as `http://10.0.0.1:3128`, as for other programs. */
function addressIn(value: string | undefined): string | undefined {
  if (value === undefined || value === "") return undefined;
  return value.includes("://") ? value : `http://${value}`;
}
