/** Path pattern -> expression: `*` stands for one segment, `**` for any number of them. */
export function routePattern(route: string): RegExp {
  const source = route
    .split("/")
    .map((segment) => {
      if (segment === "**") return ".*";
      return segment.split("*").map(escape).join("[^/]*");
    })
    .join("/");
  return new RegExp(`^${source}/?$`);
}

/** The path with its ids taken out, so that requests can be counted by route. */
export function routeOf(path: string): string {
  return path
    .split("/")
    .map((segment) => (isId(segment) ? "*" : segment))
    .join("/");
}

function isId(segment: string): boolean {
  return /^\d+$/.test(segment) || /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(segment) || /^[0-9a-f]{32,}$/i.test(segment);
}

function escape(text: string): string {
  return text.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);
}
