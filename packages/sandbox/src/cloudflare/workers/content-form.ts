import type { Script } from "./rows.ts";
import { liveVersion } from "./write-version.ts";

/** The code as it was uploaded: a form of modules, or the bare text of a service worker script. */
export function contentForm(script: Script): Response {
  const version = liveVersion(script) ?? script.versions.at(-1);
  const modules = version?.modules ?? [];
  const entry = modules.find(({ name }) => name === (version?.mainModule ?? version?.bodyPart));
  if (version?.mainModule === undefined) {
    const text = Buffer.from(entry?.base64 ?? "", "base64");
    return new Response(text, { headers: { "content-type": "application/javascript", etag: version?.etag ?? "" } });
  }
  const form = new FormData();
  for (const { name, contentType, base64 } of modules) {
    form.append(name, new File([Buffer.from(base64, "base64")], name, { type: contentType }));
  }
  return new Response(form, { headers: { "cf-entrypoint": version.mainModule, etag: version.etag } });
}
