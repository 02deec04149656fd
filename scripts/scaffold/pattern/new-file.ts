/** A file that a scaffold writes. */
export interface NewFile {
  /** Relative to the checkout. */
  readonly path: string;
  readonly text: string;
}

/** `floating-ip` -> `FloatingIp`. */
export function pascalCase(kebab: string): string {
  return kebab.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `floating-ip` -> `floatingIp`. */
export function camelCase(kebab: string): string {
  const pascal = pascalCase(kebab);
  return pascal.charAt(0).toLowerCase() + pascal.slice(1);
}
