import { z } from "zod";
import { isSecret, type WorkerBinding } from "./worker-binding.ts";

/** A live binding. The text of a secret one never comes back; types CloudMake does not make have only their name. */
export const LiveBinding = z.object({
  name: z.string(),
  type: z.string(),
  namespace_id: z.string().optional(),
  text: z.string().optional(),
});
export type LiveBinding = z.infer<typeof LiveBinding>;

export function toWire({ name, type, namespaceId, text }: WorkerBinding): LiveBinding {
  return { name, type, namespace_id: namespaceId, text };
}

export function fromWire({ name, type, namespace_id, text }: LiveBinding): WorkerBinding {
  const value = isSecret({ type }) ? undefined : text;
  return {
    name,
    type,
    ...(namespace_id && { namespaceId: namespace_id }),
    ...(value !== undefined && { text: value }),
  };
}
