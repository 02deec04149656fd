import { Failure } from "@cloudmake/model";
import type { KeyCheck } from "../state-key.ts";
import type { StatePlace, StateSettings } from "../state-place.ts";
import { Heads } from "./heads.ts";
import { type Bucket, ObjectStore } from "./object-store.ts";
import { S3Journals } from "./s3-journals.ts";
import { S3Leases } from "./s3-leases.ts";
import { s3EngineFiles, S3Records } from "./s3-records.ts";

/** State in a bucket: `s3://bucket/prefix?endpoint=https://…&region=…`. It must carry out conditional writes. */
export function openS3State(url: string, settings: StateSettings): StatePlace {
  const bucket = bucketOf(url, settings);
  const heads = new Heads(new ObjectStore(bucket), prefixOf(url), bucket.name);
  return {
    name: bucket.name,
    shared: true,
    directory: settings.directory,
    backend: { leases: new S3Leases(heads), records: new S3Records(heads), journals: new S3Journals(heads) },
    engineFiles: s3EngineFiles(heads),
    keyCheck: keyCheck(heads),
    close: () => Promise.resolve(),
  };
}

function bucketOf(url: string, { variables, fetch = () => globalThis.fetch }: StateSettings): Bucket {
  const { hostname, pathname, searchParams } = new URL(url);
  const { AWS_REGION, AWS_DEFAULT_REGION, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, AWS_SESSION_TOKEN } = variables;
  const region = searchParams.get("region") ?? AWS_REGION ?? AWS_DEFAULT_REGION ?? "us-east-1";
  const endpoint = searchParams.get("endpoint") ?? AWS_ENDPOINT_URL_S3 ?? AWS_ENDPOINT_URL;
  const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secretAccessKey = "" } = variables;
  if (accessKeyId === "" || secretAccessKey === "") {
    const problem = "State in a bucket needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; they are not set.";
    throw new Failure("USAGE", { problem, hint: "Set the bucket's access key, also for R2 and Spaces." });
  }
  if (endpoint !== undefined && !/^https?:\/\//.test(endpoint)) {
    throw new Failure("USAGE", { problem: "The endpoint of the state's URL must begin with https:// or http://." });
  }
  return {
    bucket: hostname,
    region,
    endpoint: endpoint ?? `https://s3.${region}.amazonaws.com`,
    accessKeyId,
    secretAccessKey,
    sessionToken: AWS_SESSION_TOKEN,
    name: `s3://${hostname}${pathname}`,
    fetch: fetch(),
  };
}

function prefixOf(url: string): string {
  const path = decodeURIComponent(new URL(url).pathname).replace(/^\/+|\/+$/g, "");
  return path === "" ? "" : `${path}/`;
}

function keyCheck(heads: Heads): KeyCheck {
  const key = heads.place("key-check");
  return {
    read: async (signal) => (await heads.store.get(key, signal)).value?.text,
    async make(text, signal) {
      await heads.prove(signal);
      await heads.store.put(key, text, { absent: true }, signal);
    },
  };
}
