import { html } from "hono/html";
import type { CloudCounters } from "../kernel/request-counters.ts";
import type { SandboxObject } from "../kernel/sandbox-cloud.ts";
import { pageStyle } from "./page-style.ts";

type Markup = ReturnType<typeof html>;

const refreshSeconds = 3;

/** What exists in the sandbox, for people. Refreshes itself. */
export function statusPage(
  clouds: Readonly<Record<string, readonly SandboxObject[]>>,
  counters: Readonly<Record<string, CloudCounters>>,
): Markup {
  const total = Object.values(clouds).reduce((sum, objects) => sum + objects.length, 0);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta http-equiv="refresh" content="${refreshSeconds}" />
        <title>CloudMake sandbox: ${total} objects</title>
        <style>
          ${pageStyle}
        </style>
      </head>
      <body>
        <header>
          <h1>CloudMake sandbox</h1>
          <p>
            ${total === 0 ? "Nothing exists yet." : `${total} objects in ${Object.keys(clouds).length} local clouds.`}
          </p>
        </header>
        <main>${Object.entries(clouds).map(([name, objects]) => cloudSection(name, objects, counters[name]))}</main>
        <footer>
          <a href="/_sandbox/status">status</a> <a href="/_sandbox/requests">requests</a>
          <a href="/_sandbox/counters">counters</a> <a href="/_sandbox/faults">faults</a>
        </footer>
      </body>
    </html>`;
}

const titles: Readonly<Record<string, string>> = {
  cloudflare: "Cloudflare",
  digitalocean: "DigitalOcean",
  hetzner: "Hetzner",
  neon: "Neon",
};

function cloudSection(name: string, objects: readonly SandboxObject[], counters: CloudCounters | undefined): Markup {
  return html`<section aria-labelledby="${name}">
    <h2 id="${name}">${titles[name] ?? name}</h2>
    <p class="quiet">${counters?.reads ?? 0} reads, ${counters?.mutations ?? 0} changes asked for</p>
    ${
      objects.length === 0
        ? html`<p class="quiet">empty</p>`
        : html`<table>
            <thead>
              <tr>
                <th scope="col">kind</th>
                <th scope="col">name</th>
                <th scope="col">status</th>
                <th scope="col">where</th>
                <th scope="col">id</th>
              </tr>
            </thead>
            <tbody>
              ${objects.map(objectRow)}
            </tbody>
          </table>`
    }
  </section>`;
}

function objectRow({ kind, name, status, endpoint, id }: SandboxObject): Markup {
  return html`<tr>
    <td>${kind}</td>
    <td>${name}</td>
    <td>${status === "" ? "" : html`<span class="status">${status}</span>`}</td>
    <td>${endpoint === undefined ? "" : where(endpoint)}</td>
    <td class="quiet">${id}</td>
  </tr>`;
}

function where(endpoint: string): Markup {
  return /^https?:\/\//.test(endpoint) ? html`<a href="${endpoint}">${endpoint}</a>` : html`<code>${endpoint}</code>`;
}
