import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

/** Most of what `validate` costs is loading code: it pays for the rules of resources, not for clouds and engine. */
test("checking specs loads neither clouds nor state nor engine", () => {
  const script = `
    import { registerHooks } from "node:module";
    const loaded = [];
    registerHooks({
      load(url, context, next) {
        loaded.push(url);
        return next(url, context);
      },
    });
    await import(${JSON.stringify(join(import.meta.dirname, "validate.ts"))});
    const unwanted = /providers\\/src\\/(?:index|registry|http|grpc)|packages\\/(?:state|provisioner)\\/|@pulumi|@grpc/;
    const rules = loaded.filter((url) => url.includes("/providers/src/rules.gen.ts")).length;
    console.log(JSON.stringify({ rules, unwanted: loaded.filter((url) => unwanted.test(url)) }));
  `;
  const output = execFileSync(process.execPath, ["--input-type=module", "--no-warnings", "-e", script], {
    encoding: "utf8",
  });
  expect(JSON.parse(output)).toEqual({ rules: 1, unwanted: [] });
});
