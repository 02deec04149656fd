/** A project of components that are one resource each: volumes of one cloud, key-value stores of another, in turn. */
export function projectSpec(name: string, resources: number): string {
  const components = Array.from({ length: resources }, (_, index) =>
    index % 2 === 0
      ? `disk${index}: { type: volume, provider: hetzner, region: fsn1, size: 10 }`
      : `store${index}: { type: kv }`,
  );
  return projectOf(name, components);
}

/** A project of servers with a firewall each: two resources a component. */
export function wideSpec(name: string, components: number): string {
  const inbound = "firewall: { inbound: [{ port: 443 }] }";
  const server = `{ type: server, provider: hetzner, size: cx22, image: debian-12, region: fsn1, ${inbound} }`;
  return projectOf(
    name,
    Array.from({ length: components }, (_, index) => `box${index}: ${server}`),
  );
}

/** A project of `projectSpec` with a record in a zone that tells the id of another project's first volume. */
export function dependentSpec(name: string, resources: number, foundation: string): string {
  const value = `\${${foundation}/dev/disk0.id}`;
  const zone = `provider: cloudflare, zone: example.org, zoneId: ${"a".repeat(32)}`;
  const link = `    link: { type: dns, ${zone}, records: [{ name: ${name}, type: TXT, value: "${value}" }] }`;
  return `${projectSpec(name, resources)}${link}\n`;
}

/** A project with one environment; a line each component. */
export function projectOf(name: string, components: readonly string[]): string {
  return [
    "apiVersion: cloudmake.dev/v1",
    "kind: Project",
    `metadata: { name: ${name} }`,
    "spec:",
    "  environments: { dev: {} }",
    "  components:",
    ...components.map((component) => `    ${component}`),
    "",
  ].join("\n");
}
