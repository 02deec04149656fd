import { z } from "zod";

/** One binding of a Worker: what its code finds in `env` under this name. */
export const WorkerBinding = z
  .strictObject({
    name: z.string().min(1),
    type: z.string(),
    namespaceId: z.string().optional(),
    text: z.string().optional(),
  })
  .superRefine((binding, issues) => {
    const field = fieldOf(binding.type);
    if (field === undefined) {
      const message = `a binding's type is ${Object.keys(fields).join(", ")}`;
      issues.addIssue({ code: "custom", path: ["type"], message });
    } else if (binding[field] === undefined) {
      issues.addIssue({ code: "custom", path: [field], message: `a ${binding.type} binding needs ${field}` });
    }
  });
export type WorkerBinding = z.infer<typeof WorkerBinding>;

const fields = { kv_namespace: "namespaceId", plain_text: "text", secret_text: "text" } as const;

function fieldOf(type: string): "namespaceId" | "text" | undefined {
  return Object.entries(fields).find(([known]) => known === type)?.[1];
}

/** Whether its text never comes back. */
export function isSecret({ type }: Pick<WorkerBinding, "type">): boolean {
  return type === "secret_text" || type === "secret_key";
}

/** What two lists of bindings are compared by: everything that can be read, secrets by name alone. */
export function outlines(bindings: readonly WorkerBinding[]): readonly string[] {
  return bindings
    .map(({ name, type, namespaceId, text }) =>
      JSON.stringify([name, type, namespaceId ?? null, isSecret({ type }) ? null : (text ?? null)]),
    )
    .sort();
}
