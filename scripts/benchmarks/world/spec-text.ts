/** A project of components that are one resource each: volumes of one cloud, key-value stores of another, in turn. */
export function projectSpec(name: string, resources: number): string {
  const components = Array.from({ length: resources }, (_, index) =>
    index % 2 === 0
      ? `    disk${index}: { type: volume, provider: hetzner, region: fsn1, size: 10 }`
      : `    store${index}: { type: kv }`,
  );
  return manifest(name, components);
}

/** Such a project with a record in a zone that tells the id of another project's first volume. */
export function dependentSpec(name: string, resources: number, foundation: string): string {
  const value = `\${${foundation}/dev/disk0.id}`;
  const zone = `provider: cloudflare, zone: example.org, zoneId: ${"a".repeat(32)}`;
  const link = `    link: { type: dns, ${zone}, records: [{ name: ${name}, type: TXT, value: "${value}" }] }`;
  return `${projectSpec(name, resources)}${link}\n`;
}

function manifest(name: string, components: readonly string[]): string {
  return [
    "apiVersion: cloudmake.dev/v1",
    "kind: Project",
    `metadata: { name: ${name} }`,
    "spec:",
    "  environments: { dev: {} }",
    "  components:",
    ...components,
    "",
  ].join("\n");
}
