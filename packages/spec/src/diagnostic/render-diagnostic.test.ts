import { expect, test } from "vitest";
import { componentTypes } from "../../test/component-types.ts";
import { project, specs } from "../../test/specs.ts";
import { loadSpecs } from "../load-specs.ts";
import { plain, renderDiagnostic } from "./render-diagnostic.ts";

const broken = project(`db: { type: database, region: \${secret.REGION} }
api:
  type: worker
  main: ./worker.js
  bindings:
    URL: \${db.connectionUrl}
    "ümläut 😀": 3
box:
  type: server
  provider: hetzner
  size: cx22
  regoin: fsn1
  backups: yes
  vpc: \${db.host}
  environments:
    prdo: { size: cx32 }`);

test("diagnostics show the line, the word and what to write instead", async () => {
  const { diagnostics } = loadSpecs(specs(broken), componentTypes);
  const rendered = diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, plain)).join("\n\n");
  await expect(`${rendered}\n`).toMatchFileSnapshot("./render-diagnostic.golden.txt");
});

test("diagnostics are data of one shape", async () => {
  const { diagnostics } = loadSpecs(specs(broken), componentTypes);
  await expect(`${JSON.stringify(diagnostics, undefined, 2)}\n`).toMatchFileSnapshot("./diagnostics.golden.json");
});

test("a diagnostic without a place shows its file and its fix", () => {
  const diagnostic = {
    severity: "warning",
    code: "SPEC_EMPTY",
    summary: "Nothing.",
    file: "a.yaml",
    fix: "Write.",
  } as const;
  expect(renderDiagnostic(diagnostic, (colour, text) => `<${colour}>${text}</>`)).toBe(
    "<bold>a.yaml</> <yellow>SPEC_EMPTY</> Nothing.\n  <cyan>Write.</>",
  );
});
