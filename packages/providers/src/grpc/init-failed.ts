import { Metadata } from "@grpc/grpc-js";
import any from "google-protobuf/google/protobuf/any_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import status from "@pulumi/pulumi/proto/status_pb.js";
import type { PartialObject } from "./carry-out.ts";
import { structOf } from "./struct.ts";

/** Error details by which the engine keeps a half-made resource and updates it next time. */
export function initFailed(code: number, message: string, partial: PartialObject): Metadata {
  const detail = new provider.ErrorResourceInitFailed();
  detail.setId(partial.id);
  detail.setInputs(structOf(partial.inputs));
  detail.setProperties(structOf(partial.state));
  detail.setReasonsList([...partial.reasons]);
  const packed = new any.Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const details = new status.Status();
  details.setCode(code);
  details.setMessage(message);
  details.addDetails(packed);
  const metadata = new Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(details.serializeBinary()));
  return metadata;
}
