import { enableCompileCache } from "node:module";

enableCompileCache();
void import("./program.ts").then(async ({ runProgram }) => {
  process.exitCode = await runProgram(process.argv);
});
