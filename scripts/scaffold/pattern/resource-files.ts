import { camelCase, type NewFile, pascalCase } from "./new-file.ts";

interface CloudWords {
  /** Package of the official SDK, as tokens begin. */
  readonly token: string;
  /** How paths of its API begin. */
  readonly path: string;
}

const cloudWords: Readonly<Record<string, CloudWords>> = {
  cloudflare: { token: "cloudflare", path: "" },
  digitalocean: { token: "digitalocean", path: "/v2" },
  hetzner: { token: "hcloud", path: "" },
  neon: { token: "neon", path: "" },
};

export const cloudsToScaffold: readonly string[] = Object.keys(cloudWords);

/** Rules and the six calls of the pattern, and a failing test. `undefined`: there is no such cloud. */
export function resourceFiles(cloud: string, name: string): readonly NewFile[] | undefined {
  const words = cloudWords[cloud];
  if (words === undefined) return undefined;
  const folder = `packages/providers/src/${cloud}`;
  return [
    { path: `${folder}/${name}-rules.ts`, text: rules(cloud, name, words) },
    { path: `${folder}/${name}.ts`, text: calls(cloud, name, words) },
    { path: `${folder}/${name}.test.ts`, text: test(name) },
  ];
}

function rules(cloud: string, name: string, { token }: CloudWords): string {
  const [camel, pascal] = [camelCase(name), pascalCase(name)];
  return `import { z } from "zod";
import { describeResource } from "../describe-resource.ts";
import { sdkVersion } from "./sdk-version.ts";

/** In the words of the official SDK's \`${pascal}Args\`. */
const ${camel}Inputs = () => z.strictObject({ name: z.string() });
export type ${pascal}Inputs = z.infer<ReturnType<typeof ${camel}Inputs>>;

const ${camel}Outputs = () => z.object({ name: z.string() });
export type ${pascal}Outputs = z.infer<ReturnType<typeof ${camel}Outputs>>;

/** What it is, in one sentence. */
export const ${camel}Rules = describeResource({
  cloud: "${cloud}",
  type: "${token}:index/${camel}:${pascal}",
  version: sdkVersion,
  inputs: ${camel}Inputs,
  outputs: ${camel}Outputs,
  replaceOn: [],
  naming: { input: "name", style: "suffixed" },
});
`;
}

function calls(cloud: string, name: string, { path }: CloudWords): string {
  const [camel, pascal] = [camelCase(name), pascalCase(name)];
  const wire = name.replaceAll("-", "_");
  const collection = `${path}/${wire}s`;
  return `import { z } from "zod";
import { defineResource, type Live } from "../define-resource.ts";
import { ${cloud} } from "./${cloud}.ts";
import { type ${pascal}Inputs, type ${pascal}Outputs, ${camel}Rules } from "./${name}-rules.ts";

const ${pascal} = z.object({ id: z.union([z.string(), z.number()]), name: z.string() });
const Page = z.object({ ${wire}s: z.array(${pascal}) }).transform((page) => page.${wire}s);
const Reply = z.object({ ${wire}: ${pascal} }).transform((reply) => reply.${wire});

/** How it is found, and when it is ready. */
export const ${camel} = defineResource(${camel}Rules, {
  api: ${cloud},
  list: async (api, { once, signal }) =>
    (await once("${cloud} ${collection}", () => api.pages("${collection}", Page, (found) => found, { signal }))).map(live),
  read: async (api, id, { signal }) => {
    const found = await api.find(\`${collection}/\${encodeURIComponent(id)}\`, Reply, { signal });
    return found === undefined ? undefined : live(found);
  },
  // By the marker; by name only where the cloud has no place for one.
  find: async (api, { name }, { exclude, signal }) =>
    (await api.pages("${collection}", Page, (found) => found, { signal }))
      .map(live)
      .find((found) => found.name === name && !exclude.has(found.id)),
  create: async (api, { name }, { signal }) => live(await api.post("${collection}", { name }, Reply, { signal })),
  update: async (api, id, { name }, { signal }) => live(await api.put(\`${collection}/\${id}\`, { name }, Reply, { signal })),
  // Resolves when the cloud no longer lists it; already gone is done.
  delete: async (api, id, { signal }) => {
    await api.delete(\`${collection}/\${id}\`, z.unknown(), { signal });
  },
});

function live({ id, name }: z.infer<typeof ${pascal}>): Live<${pascal}Inputs, ${pascal}Outputs> {
  return { id: String(id), name, inputs: { name }, outputs: { name } };
}
`;
}

function test(name: string): string {
  return `import { expect, test } from "vitest";

test("a ${name.replaceAll("-", " ")} lives: made with its marker, found by it, changed, deleted, deleted again", () => {
  expect.fail("Open the sandbox as the neighbouring tests do, and tell this story against it.");
});
`;
}
