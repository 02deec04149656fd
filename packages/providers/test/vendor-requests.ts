import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { z } from "zod";
import { type Exchange, exchangeOverHttp } from "../src/http/exchange.ts";

const Parameter = z.object({ name: z.string(), in: z.string() });
const Operation = z.looseObject({
  parameters: z.array(z.union([Parameter, z.object({ $ref: z.string() })])).default([]),
  requestBody: z.looseObject({ content: z.record(z.string(), z.unknown()) }).optional(),
});
const Description = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.looseObject({ parameters: z.record(z.string(), Parameter).optional() }),
});

/** A vendor's own description of its API, as a judge of what is asked of it. */
export interface VendorRequests {
  /** Notes what the description does not allow. */
  readonly exchange: Exchange;
  readonly problems: readonly string[];
}

/** @param prefix path of the API in the sandbox. Without the description, which is no part of the project, no judge. */
export function judgeRequests(name: string, prefix: string): VendorRequests {
  const file = fileURLToPath(new URL(`../../../../shared/openapi/${name}.json`, import.meta.url));
  if (!existsSync(file)) return { exchange: exchangeOverHttp, problems: [] };
  const problemsOf = judgeOf(name, Description.parse(JSON.parse(readFileSync(file, "utf8"))));
  const problems: string[] = [];
  return {
    problems,
    exchange: async (sent, signal) => {
      const request = new Request(sent.url, { method: sent.method, headers: sent.headers, body: sent.body ?? null });
      const url = new URL(request.url);
      const place = { method: request.method.toLowerCase(), path: url.pathname.slice(prefix.length) };
      problems.push(...problemsOf({ ...place, query: [...url.searchParams.keys()], body: await bodyOf(request) }));
      return exchangeOverHttp(sent, signal);
    },
  };
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: readonly string[];
  readonly body: unknown;
}

function judgeOf(name: string, description: z.infer<typeof Description>): (asked: Asked) => readonly string[] {
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ ...description, $id: name });
  return ({ method, path, query, body }) => {
    const template = templateOf(Object.keys(description.paths), path);
    const described = template === undefined ? undefined : description.paths[template];
    if (template === undefined || described?.[method] === undefined) return [`${method} ${path} is not described`];
    const operation = Operation.parse(described[method]);
    const shared = Operation.shape.parameters.parse(described["parameters"]);
    const known = [...operation.parameters, ...shared].map((parameter) => {
      return "name" in parameter ? parameter.name : description.components.parameters?.[lastOf(parameter.$ref)]?.name;
    });
    const strange = query.filter((key) => !known.includes(key)).map((key) => `${method} ${template}: ?${key}`);
    if (body === undefined) return strange;
    const media = Object.keys(operation.requestBody?.content ?? {})[0] ?? "application/json";
    const pointer = ["#", "paths", template, method, "requestBody", "content", media, "schema"].map(escape).join("/");
    const validate = ajv.getSchema(`${name}${pointer}`);
    if (validate === undefined) return [...strange, `${method} ${template} takes no body`];
    if (validate(body) === true) return strange;
    const errors = validate.errors ?? [];
    return [...strange, ...errors.map((error) => `${method} ${template}: ${error.instancePath} ${error.message}`)];
  };
}

/** JSON as it is; of a form its text fields, themselves JSON, and files as text. */
async function bodyOf(request: Request): Promise<unknown> {
  const type = request.headers.get("content-type") ?? "";
  if (type.startsWith("application/json")) return request.json();
  if (!type.startsWith("multipart/form-data")) return undefined;
  const parts = [...(await request.formData())].flatMap(([name, part]) => {
    return typeof part === "string" ? [[name, JSON.parse(part)] as const] : [];
  });
  return Object.fromEntries(parts);
}

/** The template with the fewest holes that fits. */
function templateOf(templates: readonly string[], path: string): string | undefined {
  const holes = (template: string) => template.split("{").length;
  return templates
    .filter((template) => new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, "[^/]+")}$`).test(path))
    .toSorted((a, b) => holes(a) - holes(b))[0];
}

function escape(segment: string): string {
  return segment === "#" ? segment : encodeURIComponent(segment.replaceAll("~", "~0").replaceAll("/", "~1"));
}

function lastOf(pointer: string): string {
  return pointer.split("/").at(-1) ?? "";
}
