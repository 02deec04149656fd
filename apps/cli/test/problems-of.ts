import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";

const schemas = new URL("../../../specs/schema/", import.meta.url);

/** What the published JSON Schema of this name finds wrong with a document. */
export function problemsOf(name: string, document: unknown): readonly string[] {
  const ajv = new Ajv2020({ validateFormats: false, allErrors: true });
  const validate = ajv.compile(JSON.parse(readFileSync(new URL(`${name}.schema.json`, schemas), "utf8")));
  if (validate(document)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);
}
