import { type ComponentRef, isName, type SecretRef, type StackId, stackId } from "@cloudmake/model";

/** A reference, or what is wrong with it. */
export type TextPart =
  | string
  | { readonly text: string; readonly target: SecretRef }
  | { readonly text: string; readonly target: ComponentRef; readonly isHome: boolean }
  | { readonly text: string; readonly problem: string; readonly fix: string };

const secretName = /^[A-Z][A-Z0-9_]{0,63}$/;
const outputName = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

/**
 * Takes text with `${...}` apart. `$${` stands for `${` itself. A component of the own stack comes as a reference to
 * `home`.
 */
export function parseText(text: string, home: StackId): readonly TextPart[] {
  const parts: TextPart[] = [];
  let literal = "";
  let at = 0;
  while (at < text.length) {
    const dollar = text.indexOf("$", at);
    if (dollar < 0) break;
    literal += text.slice(at, dollar);
    if (text.startsWith("$${", dollar)) {
      literal += "${";
      at = dollar + 3;
    } else if (text.startsWith("${", dollar)) {
      const end = text.indexOf("}", dollar);
      const whole = end < 0 ? text.slice(dollar) : text.slice(dollar, end + 1);
      if (literal !== "") parts.push(literal);
      literal = "";
      parts.push(end < 0 ? unclosed(whole) : parseReference(whole, home));
      at = dollar + whole.length;
    } else {
      literal += "$";
      at = dollar + 1;
    }
  }
  literal += text.slice(at);
  if (literal !== "") parts.push(literal);
  return parts;
}

function unclosed(text: string): TextPart {
  const start = text.slice(0, 40);
  return {
    text: start,
    problem: "`${` is not closed",
    fix: "Close it with `}`, or write `$${` for the two characters.",
  };
}

function parseReference(text: string, home: StackId): TextPart {
  const inner = text.slice(2, -1).trim();
  const secret = /^secret\.(.*)$/.exec(inner)?.[1];
  if (secret !== undefined) return parseSecret(text, secret);
  const path = inner.split("/");
  const [component = "", output = "self", ...more] = (path.pop() ?? "").split(".");
  const isHome = path.length === 0;
  const isStack = isHome || (path.length === 2 && path.every(isName));
  if (!isStack || !isName(component) || !outputName.test(output) || more.length > 0) return malformed(text, inner);
  const [project = "", environment = ""] = path;
  const stack = isHome ? home : stackId(project, environment);
  return { text, target: { $from: { stack, component, output } }, isHome };
}

function parseSecret(text: string, name: string): TextPart {
  if (secretName.test(name)) return { text, target: { $secret: name } };
  const upper = name.toUpperCase().replace(/[^A-Z0-9]+/g, "_");
  const fix = secretName.test(upper) ? `Write \`\${secret.${upper}}\`.` : "Write e.g. `${secret.API_TOKEN}`.";
  return { text, problem: "A secret's name has upper-case letters, digits and `_`", fix };
}

function malformed(text: string, inner: string): TextPart {
  if (inner === "") return { text, problem: "`${}` names nothing", fix: "Write `${component.output}`." };
  const forms = "Write `${component.output}`, `${project/environment/component.output}` or `${secret.NAME}`";
  if (/^[A-Z_][A-Z0-9_]*\b/.test(inner)) {
    return {
      text,
      problem: "This is no reference",
      fix: `${forms}; for a shell's variable, \`$${text.slice(0, 60)}\`.`,
    };
  }
  return { text, problem: "This is no reference", fix: `${forms}; \`$\${\` stands for the characters themselves.` };
}
