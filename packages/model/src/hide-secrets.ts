import { Failure } from "./failure.ts";

/** Texts shorter than this are left alone by default: they would blacken every second word. */
const shortestSecret = 4;
/** Lines of a secret text (user data) shorter than this are no secrets by themselves. */
const shortestLine = 12;
/** What was cut off may show a part of a secret; so many characters of it are too many. */
const shortestPart = 6;
/** Stands where CloudMake itself shortened a text. */
const cutSign = "…";

const hidden = "[secret]";

export interface Hiding {
  /** Characters a secret must have to be taken for one. */
  readonly shortest?: number;
  /** The text may have been cut off, so it may end in the beginning of a secret. */
  readonly cutOff?: boolean;
}

/**
 * A text for people without secrets: neither whole, nor in JSON's or URLs' spelling, nor a line of one, nor the password
 * of a connection URI by itself, nor what a `…` left of one.
 */
export function hideSecrets(text: string, secrets: readonly string[], hiding: Hiding = {}): string {
  const { shortest = shortestSecret, cutOff = false } = hiding;
  const known = [...new Set(secrets.flatMap(partsOf))].filter(({ length }) => length >= shortest);
  const spellings = [...new Set(known.flatMap(spellingsOf))].sort((a, b) => b.length - a.length);
  const clean = spellings.reduce((rest, spelling) => rest.replaceAll(spelling, hidden), text);
  const pieces = clean.split(cutSign);
  if (pieces.length === 1 && !cutOff) return clean;
  return pieces
    .map((piece, index) => {
      const cut = { before: index > 0, after: index < pieces.length - 1 || cutOff };
      return spellings.reduce((rest, spelling) => withoutPart(rest, spelling, cut), piece);
    })
    .join(cutSign);
}

/** The same refusal without secrets in its texts, and without what caused it. Clouds repeat what they were sent. */
export function cleanFailure({ code, data }: Failure, secrets: readonly string[]): Failure {
  const clean = Object.entries(data).map(([name, value]) => {
    return [name, typeof value === "string" ? hideSecrets(value, secrets, { cutOff: true }) : value] as const;
  });
  // oxlint-disable-next-line typescript/consistent-type-assertions -- the fields are the same, only texts differ
  return new Failure(code, Object.fromEntries(clean) as Failure["data"]);
}

function partsOf(secret: string): readonly string[] {
  const lines = secret.split("\n").map((line) => line.trim());
  const passwords = [...secret.matchAll(/:\/\/[^:/@\s]*:([^@\s]+)@/g)].flatMap(([, password]) => password ?? []);
  return [secret, ...(lines.length > 1 ? lines.filter(({ length }) => length >= shortestLine) : []), ...passwords];
}

function spellingsOf(part: string): readonly string[] {
  return [part, JSON.stringify(part).slice(1, -1), encodeURIComponent(part.toWellFormed())];
}

/** A piece of a text that was cut before or after it without the end, the beginning or the middle of a secret. */
function withoutPart(
  text: string,
  spelling: string,
  cut: { readonly before: boolean; readonly after: boolean },
): string {
  if (!cut.before && !cut.after) return text;
  if (cut.before && cut.after && text.length >= shortestPart && spelling.includes(text)) return hidden;
  for (let length = Math.min(spelling.length - 1, text.length); length >= shortestPart; length -= 1) {
    if (cut.after && text.endsWith(spelling.slice(0, length))) return `${text.slice(0, -length)}${hidden}`;
    if (cut.before && text.startsWith(spelling.slice(-length))) return `${hidden}${text.slice(length)}`;
  }
  return text;
}
