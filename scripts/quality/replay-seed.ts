/** `CLOUDMAKE_SEED`, from the message of a property test that failed, makes all of them draw the same cases again. */
const seed = process.env["CLOUDMAKE_SEED"];
if (seed !== undefined) {
  const { configureGlobal } = await import("fast-check");
  configureGlobal({ seed: Number(seed) });
}
