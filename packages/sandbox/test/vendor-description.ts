import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { z } from "zod";

const Description = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
});
const Operation = z.looseObject({
  responses: z.record(z.string(), z.looseObject({ $ref: z.string().optional() })),
});

/** A vendor's own description of its API, as a judge of answers. */
export interface VendorDescription {
  /** What is wrong with an answer, by the description; empty when nothing is. */
  problems(method: string, path: string, status: number, body: unknown): readonly string[];
}

/** Undefined where the descriptions are not at hand; they are not part of the project. */
export function loadDescription(name: string): VendorDescription | undefined {
  const file = fileURLToPath(new URL(`../../../../shared/openapi/${name}.json`, import.meta.url));
  if (!existsSync(file)) return undefined;
  const description: unknown = JSON.parse(readFileSync(file, "utf8"));
  const { paths } = Description.parse(description);
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ ...Description.parse(description), $id: name });
  return {
    problems: (method, path, status, body) => {
      const template = templateOf(Object.keys(paths), path);
      const operation = template === undefined ? undefined : paths[template]?.[method.toLowerCase()];
      if (template === undefined || operation === undefined) return [`${method} ${path} is not described`];
      const answer = Operation.parse(operation).responses[status];
      if (answer === undefined) return [`${method} ${template} does not answer ${status}`];
      if (body === undefined) return [];
      const own = ["#", "paths", template, method.toLowerCase(), "responses", String(status)].map(escape).join("/");
      const validate = ajv.getSchema(`${name}${answer.$ref ?? own}/content/application~1json/schema`);
      if (validate === undefined) return [`${method} ${template} ${status} has no described body`];
      if (validate(body) === true) return [];
      return (validate.errors ?? []).map((error) => `${method} ${template}: ${error.instancePath} ${error.message}`);
    },
  };
}

/** The template with the most literal segments that fits. */
function templateOf(templates: readonly string[], path: string): string | undefined {
  const fits = templates.filter((template) => {
    const pattern = template.replaceAll(/\{[^}]+\}/g, "[^/]+").replaceAll(".", String.raw`\.`);
    return new RegExp(`^${pattern}$`).test(path);
  });
  return fits.toSorted((a, b) => parameters(a) - parameters(b))[0];
}

function parameters(template: string): number {
  return template.split("{").length;
}

function escape(segment: string): string {
  return segment === "#" ? segment : encodeURIComponent(segment.replaceAll("~", "~0").replaceAll("/", "~1"));
}
