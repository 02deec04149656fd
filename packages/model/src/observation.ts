import { z } from "zod";
import { StackId } from "./address.ts";
import { CloudName } from "./names.ts";
import { Inputs } from "./value.ts";

/** Whose an object is, read from its label, tag or property. */
export const Marker = z.object({ stack: StackId, hash: z.string() });
export type Marker = z.infer<typeof Marker>;

/** An object as a cloud lists it now. */
export const ObservedObject = z.object({
  type: z.string(),
  id: z.string(),
  marker: Marker.optional(),
  /** Name for people. */
  name: z.string(),
  /** Inputs rebuilt from the live object, in the normal form of the definition; what cannot be read is absent. */
  inputs: Inputs,
  outputs: Inputs,
});
export type ObservedObject = z.infer<typeof ObservedObject>;

/** A type that could not be listed, and why. Not knowing is no reason to act. */
export const Unreadable = z.object({
  type: z.string(),
  cloud: CloudName,
  code: z.string(),
  message: z.string(),
  /** Of the answer that refused, where there was one. */
  status: z.int().optional(),
});
export type Unreadable = z.infer<typeof Unreadable>;

/** What the clouds say exists now, fetched account-wide by list calls. Only `types` were asked for. */
export const Observation = z.object({
  takenAt: z.iso.datetime(),
  types: z.array(z.string()),
  objects: z.array(ObservedObject),
  unreadable: z.array(Unreadable),
});
export type Observation = z.infer<typeof Observation>;
