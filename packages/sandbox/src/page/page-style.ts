import { raw } from "hono/html";

/** Colours follow the reader's light or dark setting. */
export const pageStyle = raw(`
:root { --ink: #1b1f24; --quiet: #59636e; --paper: #fff; --line: #d8dee4; --accent: #0a5fd1; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --quiet: #9198a1; --paper: #0f1318; --line: #30363d; --accent: #6cb0ff; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 70rem; padding: 2rem 1.25rem; color: var(--ink); background: var(--paper);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.4rem; margin: 0; }
h2 { font-size: 1.05rem; margin: 2rem 0 0; }
section { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--quiet); font-weight: 500; }
a { color: var(--accent); }
.quiet { color: var(--quiet); margin: 0; }
.status { border: 1px solid var(--line); border-radius: 1rem; padding: 0 .5rem; }
footer { margin-top: 2.5rem; }
footer a { margin-right: 1rem; }
code { font: 13px ui-monospace, monospace; }
`);
