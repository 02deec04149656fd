import { confusionLines, confusionOf } from "./confusion.ts";
import { runCorpus } from "./run-corpus.ts";
import { scenarios } from "./scenarios.ts";

const [seed = "1", mixed = "2"] = process.argv.slice(2);
const outcomes = await runCorpus({ scenarios, seed: Number(seed), mixed: Number(mixed) });
process.stdout.write(`${confusionLines(outcomes).join("\n")}\n`);
const { missed, invented } = confusionOf(outcomes);
process.exitCode = missed.length + invented.length === 0 ? 0 : 1;
