/** Whether the tests that take minutes run too: `scripts/test --long`. */
export const longTests = process.env["CLOUDMAKE_LONG_TESTS"] === "1" || process.env["CLOUDMAKE_LONG"] === "1";
