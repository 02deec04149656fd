import { config } from "zod";

// A command decodes each thing once or twice: compiling a function for every schema costs it a fifth of its time.
config({ jitless: true });
