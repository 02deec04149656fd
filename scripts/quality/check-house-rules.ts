import { readFileSync } from "node:fs";
import { join } from "node:path";
import { houseProblems } from "./house/house-problems.ts";
import { sizeLine } from "./house/size-line.ts";
import { report } from "./problem.ts";
import { checkout, sourceFiles } from "./source-files.ts";

// The suite of the house rules holds a line for each rule it must find.
const exempt = /\.gen\.|go\.sum$|house-problems\.test\.ts$/;
const files = sourceFiles("*.ts", "*.tsx", "*.sh", "scripts", ".ci", ".github").filter((file) => !exempt.test(file));
const sources = files.map((file) => ({ file, source: readFileSync(join(checkout, file), "utf8") }));

report(
  sources.flatMap(({ file, source }) => houseProblems(file, source)),
  `house rules of ${files.length} files`,
);
console.log(
  sizeLine(sources.filter(({ file }) => file.endsWith(".ts")).map(({ source }) => source.split("\n").length - 1)),
);
