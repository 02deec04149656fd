import { serveDaemon } from "../src/daemon.ts";

// What `cloudmake sandbox serve` does: a program that is the daemon.
const [directory = "", port = "0"] = process.argv.slice(2);
const signal = new AbortController().signal;
await serveDaemon({ directory, port: Number(port), clockFactor: 0, signal });
