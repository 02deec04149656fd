/** A source file of `packages/providers/src/<cloud>/`. */
export interface CloudFile {
  readonly cloud: string;
  /** Without ending: `ssh-key`. */
  readonly name: string;
  readonly source: string;
}

interface MadeExport {
  /** Two clouds may both have a `zone`: `hetznerZone`. */
  readonly localName: string;
  /** The line that imports it under that name. */
  readonly line: string;
}

/** Every `export const x = <maker>(...)` of these files. */
export function exportsMadeBy(
  maker: "defineResource" | "describeResource",
  files: readonly CloudFile[],
): readonly MadeExport[] {
  const made = new RegExp(`^export const (\\w+)(?:: [\\w<>, ]+)? = ${maker}(?:<[^(]*>)?\\(`, "gm");
  return files.flatMap(({ cloud, name, source }) =>
    [...source.matchAll(made)].map(([, exported = ""]) => {
      const localName = `${cloud}${exported.charAt(0).toUpperCase()}${exported.slice(1)}`;
      return { localName, line: `import { ${exported} as ${localName} } from "./${cloud}/${name}.ts";` };
    }),
  );
}
