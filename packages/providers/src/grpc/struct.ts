import { type WireInputs, wireOf, type WireValue } from "@cloudmake/model";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";

/** The fields of a message, secrets and unknowns as they stand on the wire; absent ones are none. */
export function fieldsOf(message: Struct | undefined): WireInputs {
  const fields: Readonly<Record<string, unknown>> = message?.toJavaScript() ?? {};
  return Object.fromEntries(Object.entries(fields).map(([name, value]): [string, WireValue] => [name, wireOf(value)]));
}

export function structOf(fields: WireInputs): Struct {
  return struct.Struct.fromJavaScript({ ...fields });
}
