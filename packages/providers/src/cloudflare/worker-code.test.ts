import { expect, test } from "vitest";
import { codeIn } from "./worker-code.ts";

const code = "--counter;\r\n\r\nexport default {}\n";

async function formOf(...modules: readonly string[]): Promise<string> {
  const form = new FormData();
  for (const name of modules) form.append(name, new File([name === "worker.js" ? code : "other"], name));
  return new Response(form).text();
}

test.each([
  ["of one module is its code", ["worker.js"], undefined, code],
  ["of several is the main module's", ["lib.js", "worker.js"], "worker.js", code],
  ["of several, none of them known, is the first one's", ["lib.js", "worker.js"], "main.js", "other"],
])("a form %s", async (_, modules, main, expected) => {
  expect(codeIn(await formOf(...modules), main)).toBe(expected);
});

test("a script in the older format is its code, whatever it begins with", () => {
  expect(codeIn(code, "worker.js")).toBe(code);
});
