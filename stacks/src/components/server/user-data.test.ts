import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isJoin, type Value } from "@cloudmake/model";
import Ajv from "ajv-draft-04";
import { afterAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { checkout, compileExample, compileText, examples, project } from "../../../test/compile-text.ts";
import { samples } from "../../../test/component-samples.ts";

const schemaFile = join(checkout, "../shared/openapi/cloud-config.schema.json");

const texts = [...examples.map(compileExample), ...compiledSamples()].flatMap(userDataOf);

describe("user data", () => {
  test("comes from examples and samples", () => {
    expect(texts.length).toBeGreaterThan(5);
  });

  test("is valid by cloud-init's schema", ({ skip }) => {
    skip(!existsSync(schemaFile), "../shared, where the schema is, is not beside the checkout");
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
    const validate = ajv.compile(JSON.parse(readFileSync(schemaFile, "utf8")));
    const problems = texts.flatMap((text) => {
      validate(parse(text, { version: "1.1" }));
      return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}\n${text}`);
    });
    expect(problems).toEqual([]);
  });

  test("is valid by cloud-init itself", ({ skip }) => {
    skip(spawnSync("cloud-init", ["--version"]).status !== 0, "cloud-init is not installed");
    const folder = mkdtempSync(join(tmpdir(), "user-data-"));
    afterAll(() => rmSync(folder, { recursive: true }));
    for (const text of texts) {
      const file = join(folder, "user-data");
      writeFileSync(file, text);
      execFileSync("cloud-init", ["schema", "-c", file]);
    }
  });

  test("is the same for the same settings, so that no server is made anew for nothing", () => {
    expect(compiledSamples().flatMap(userDataOf)).toEqual(compiledSamples().flatMap(userDataOf));
  });
});

type Compiled = ReturnType<typeof compileText>;

function compiledSamples(): readonly Compiled[] {
  return samples.filter(({ type }) => type === "server").map(({ text }) => compileText(project(text)));
}

/** With an address where one is known only when applied. */
function userDataOf({ graphs }: Compiled): readonly string[] {
  return graphs.flatMap(({ nodes }) => nodes.flatMap(({ inputs }) => inputs["userData"] ?? [])).map(filled);
}

function filled(value: Value): string {
  if (isJoin(value)) return value.$join.map((part) => (typeof part === "string" ? part : "192.0.2.1")).join("");
  return typeof value === "string" ? value : "";
}
