/**
 * What a worker gets as its KV namespace: the runtime's interface over the sandbox's own store, so that values
 * written by the API and by workers are the same ones. Runs inside workerd; `env.store` is `serveKv`.
 */
export const kvBindingSource = `
class Namespace {
  constructor(store, id) {
    this.call = (path, init) => store.fetch("http://kv/" + id + path, init);
  }
  async get(key, options) {
    if (!Array.isArray(key)) return (await this.getWithMetadata(key, options)).value;
    const pairs = await Promise.all(key.map(async (each) => [each, await this.get(each, options)]));
    return new Map(pairs);
  }
  async getWithMetadata(key, options) {
    if (Array.isArray(key)) {
      const pairs = await Promise.all(key.map(async (each) => [each, await this.getWithMetadata(each, options)]));
      return new Map(pairs);
    }
    const type = typeof options === "string" ? options : (options?.type ?? "text");
    const answer = await this.call("/values/" + encodeURIComponent(key));
    if (answer.status === 404) return { value: null, metadata: null, cacheStatus: null };
    const metadata = JSON.parse(decodeURIComponent(answer.headers.get("x-metadata")));
    return { value: await read(answer, type), metadata, cacheStatus: null };
  }
  async put(key, value, options = {}) {
    const { metadata, expiration, expirationTtl } = options;
    const query = "?options=" + encodeURIComponent(JSON.stringify({ metadata, expiration, expirationTtl }));
    const answer = await this.call("/values/" + encodeURIComponent(key) + query, { method: "PUT", body: value });
    if (!answer.ok) throw new Error("KV PUT failed: " + answer.status + " " + (await answer.text()));
  }
  async delete(key) {
    await this.call("/values/" + encodeURIComponent(key), { method: "DELETE" });
  }
  async list({ prefix, limit, cursor } = {}) {
    const query = new URLSearchParams({ prefix: prefix ?? "", limit: String(limit ?? 1000), cursor: cursor ?? "" });
    return (await this.call("/keys?" + query)).json();
  }
}
function read(answer, type) {
  switch (type) {
    case "json": return answer.json();
    case "arrayBuffer": return answer.arrayBuffer();
    case "stream": return answer.body;
    default: return answer.text();
  }
}
export default function (env) {
  return new Namespace(env.store, env.namespace);
}
`;
