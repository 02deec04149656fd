import type { Diagnostic } from "@cloudmake/model";
import { EVENT_ID, getScalarValue, SCALAR_STYLE, COLLECTION_STYLE } from "js-yaml";
import type { Event, MappingEvent, ScalarEvent, SequenceEvent } from "js-yaml";
import { diagnose, type Wording } from "../diagnostic/diagnose.ts";
import type { SpecCode } from "../diagnostic/codes.ts";
import { quoted } from "../diagnostic/words.ts";
import { limits } from "../limits.ts";
import type { Entry, MapNode, Node, ScalarNode } from "./node.ts";
import { coreTagOf, resolvePlain, type CoreTag } from "./resolve-scalar.ts";
import type { SourceFile, Span } from "./source-file.ts";

/**
 * Builds the trees of a chunk's documents from parser events.
 *
 * An alias shares its anchor's node. What it would cost to write it out is counted, not spent: a document whose
 * expansion passes the limit is refused before anybody walks it.
 */
export class DocumentComposer {
  readonly #source: SourceFile;
  readonly #text: string;
  readonly #base: number;
  readonly #events: readonly Event[];
  readonly #diagnostics: Diagnostic[] = [];
  #anchors = new Map<string, Node | "open">();
  #weights = new Map<Node, number>();
  #next = 0;
  /** End of what was read last; where nothing is written, an empty value stands there. */
  #cursor = 0;

  /** `base`: offset of the chunk in the file. */
  constructor(source: SourceFile, chunk: { readonly text: string; readonly base: number }, events: readonly Event[]) {
    this.#source = source;
    this.#text = chunk.text;
    this.#base = chunk.base;
    this.#events = events;
  }

  compose(): { readonly roots: readonly Node[]; readonly diagnostics: readonly Diagnostic[] } {
    const roots: Node[] = [];
    while (this.#next < this.#events.length) {
      this.#next += 1; // the document's own event
      this.#anchors = new Map();
      this.#weights = new Map();
      const root = this.#node(false, 0);
      if (root !== undefined && this.#isAffordable(root)) roots.push(root);
      this.#next += 1; // its end
    }
    return { roots, diagnostics: this.#diagnostics };
  }

  #node(inFlow: boolean, depth: number): Node | undefined {
    const event = this.#events[this.#next];
    switch (event?.type) {
      case EVENT_ID.SCALAR:
        this.#next += 1;
        return this.#anchored(event, this.#scalar(event, inFlow));
      case EVENT_ID.SEQUENCE:
        this.#next += 1;
        return this.#list(event, depth);
      case EVENT_ID.MAPPING:
        this.#next += 1;
        return this.#map(event, depth);
      case EVENT_ID.ALIAS:
        this.#next += 1;
        return this.#alias({ start: event.anchorStart - 1, end: event.anchorEnd });
      case EVENT_ID.DOCUMENT:
      case EVENT_ID.POP:
      case undefined:
        return undefined;
    }
  }

  #scalar(event: ScalarEvent, inFlow: boolean): ScalarNode {
    if (event.valueStart < 0) {
      const end = Math.max(this.#cursor, event.tagEnd, event.anchorEnd);
      this.#cursor = end;
      const empty = { kind: "scalar", source: "", style: "plain", ...this.#span({ start: end, end }) } as const;
      return { ...empty, value: this.#tagged(event, "", null) };
    }
    const source = getScalarValue(this.#text, event);
    const style = styleOf(event);
    const quote = style === "quoted" ? 1 : 0;
    const [start, end] = [event.valueStart - quote, event.valueEnd + quote];
    this.#cursor = end;
    if (style === "plain" && inFlow && source.includes("${")) this.#unquoted({ start, end }, source);
    const value = this.#tagged(event, source, style === "plain" ? resolvePlain(source) : source);
    return { kind: "scalar", value, source, style, start: start + this.#base, end: end + this.#base };
  }

  #tagged(event: ScalarEvent, source: string, value: ScalarNode["value"]): ScalarNode["value"] {
    if (event.tagStart < 0) return value;
    const tag = this.#text.slice(event.tagStart, event.tagEnd);
    if (tag === "!") return source;
    const known = this.#coreTag(event);
    if (known === "str") return source;
    const resolved = resolvePlain(source);
    if (known === undefined || kindOf(resolved) === known) return resolved;
    if (known === "float" && typeof resolved === "number") return resolved;
    const span = { start: event.tagStart, end: event.tagEnd };
    this.#report(span, "SPEC_TAG", { summary: `${quoted(source)} is not what its tag ${quoted(tag)} says` });
    return value;
  }

  #coreTag(event: { readonly tagStart: number; readonly tagEnd: number }): CoreTag | undefined {
    if (event.tagStart < 0) return undefined;
    const tag = this.#text.slice(event.tagStart, event.tagEnd);
    const known = coreTagOf(tag);
    if (known === undefined && tag !== "!") {
      this.#report({ start: event.tagStart, end: event.tagEnd }, "SPEC_TAG", {
        summary: `${quoted(tag)} is not a tag that specs have`,
        fix: "Leave it out.",
      });
    }
    return known;
  }

  #list(event: SequenceEvent, depth: number): Node {
    this.#coreTag(event);
    this.#open(event);
    const flow = event.style === COLLECTION_STYLE.FLOW;
    const items: Node[] = [];
    let weight = 1;
    this.#cursor = event.start + (flow ? 1 : 0);
    for (let item = this.#node(flow, depth + 1); item !== undefined; item = this.#node(flow, depth + 1)) {
      items.push(item);
      weight += this.#weightOf(item);
    }
    const end = this.#close(flow) + this.#base;
    const list: Node = { kind: "list", flow, items, start: event.start + this.#base, end };
    this.#weights.set(list, weight);
    return this.#anchored(event, list);
  }

  #map(event: MappingEvent, depth: number): Node {
    this.#coreTag(event);
    this.#open(event);
    const flow = event.style === COLLECTION_STYLE.FLOW;
    const entries = new Map<string, Entry>();
    let weight = 1;
    this.#cursor = event.start + (flow ? 1 : 0);
    for (let key = this.#node(flow, depth + 1); key !== undefined; key = this.#node(flow, depth + 1)) {
      const value = this.#node(flow, depth + 1) ?? { ...key, kind: "scalar", value: null, source: "", style: "plain" };
      weight += 1 + this.#weightOf(value);
      this.#enter(entries, key, value);
    }
    const end = this.#close(flow) + this.#base;
    const map: MapNode = { kind: "map", flow, entries, start: event.start + this.#base, end };
    this.#weights.set(map, weight);
    return this.#anchored(event, map);
  }

  #enter(entries: Map<string, Entry>, key: Node, value: Node): void {
    if (key.kind !== "scalar" || (key.source === "" && key.style === "plain")) {
      this.#reportKey(key, "SPEC_KEY", { summary: "A key must be text", fix: "Write `key: value`." });
      return;
    }
    const first = entries.get(key.source);
    if (first !== undefined) {
      const { line } = this.#source.lines.positionOf(first.key.start);
      const summary = `${quoted(key.source)} stands here twice, first in line ${line}`;
      this.#reportKey(key, "SPEC_DUPLICATE_KEY", { summary, fix: "Keep one of the two." });
    } else if (key.source === "<<" && key.style === "plain") {
      this.#reportKey(key, "SPEC_MERGE_KEY", {
        summary: "YAML 1.2 has no merge key `<<`",
        fix: "Write the settings out, or let environments inherit with `from`.",
      });
    } else if (ownKeys.has(key.source)) {
      this.#reportKey(key, "SPEC_KEY", { summary: `No setting can be called ${quoted(key.source)}` });
    } else {
      entries.set(key.source, { key: { start: key.start, end: key.end }, value });
    }
  }

  #reportKey({ start, end }: Span, code: SpecCode, wording: Wording): void {
    this.#report({ start: start - this.#base, end: end - this.#base }, code, wording);
  }

  #alias(span: Span): Node {
    this.#cursor = span.end;
    const name = this.#text.slice(span.start + 1, span.end);
    const node = this.#anchors.get(name);
    if (node !== undefined && node !== "open") {
      const copy = { ...node, ...this.#span(span) };
      this.#weights.set(copy, this.#weightOf(node));
      return copy;
    }
    const summary = node === "open" ? `${quoted(`*${name}`)} stands inside of what it repeats` : undefined;
    this.#report(span, "SPEC_ALIAS", {
      summary: summary ?? `Nothing above is called ${quoted(`&${name}`)}`,
      fix: "Write the value out, or put it in quotes if the star belongs to it.",
    });
    return { kind: "scalar", value: null, source: "", style: "plain", ...this.#span(span) };
  }

  #open(event: SequenceEvent | MappingEvent): void {
    if (event.anchorStart >= 0) this.#anchors.set(this.#text.slice(event.anchorStart, event.anchorEnd), "open");
  }

  #anchored(event: ScalarEvent | SequenceEvent | MappingEvent, node: Node): Node {
    if (event.anchorStart >= 0) this.#anchors.set(this.#text.slice(event.anchorStart, event.anchorEnd), node);
    return node;
  }

  /** Leaves a collection. Events do not say where it ends: a flow one ends with the bracket after its last item. */
  #close(flow: boolean): number {
    this.#next += 1;
    if (!flow) return this.#cursor;
    const rest = /(?:[\s,:]|#[^\r\n]*)*/y;
    rest.lastIndex = this.#cursor;
    rest.exec(this.#text);
    this.#cursor = Math.min(rest.lastIndex + 1, this.#text.length);
    return this.#cursor;
  }

  #weightOf(node: Node): number {
    return this.#weights.get(node) ?? 1;
  }

  #isAffordable(root: Node): boolean {
    const weight = this.#weightOf(root);
    if (weight <= limits.nodes) return true;
    this.#report({ start: root.start - this.#base, end: root.start - this.#base }, "SPEC_TOO_LARGE", {
      summary: "With its aliases written out this document is too large",
      detail: `It would have ${weight.toPrecision(3)} values; at most ${limits.nodes} are read.`,
      fix: "Use fewer aliases, or split the document.",
    });
    return false;
  }

  #unquoted(span: Span, source: string): void {
    this.#report(span, "SPEC_REFERENCE_UNQUOTED", {
      summary: "Inside `{ }` or `[ ]` YAML needs quotes around `${...}`",
      fix: `Write \`"${source.replace(/\s+/g, " ")}"\`.`,
    });
  }

  #span(span: Span): Span {
    return { start: span.start + this.#base, end: span.end + this.#base };
  }

  #report(span: Span, code: SpecCode, wording: Wording): void {
    if (this.#diagnostics.length >= limits.diagnostics) return;
    this.#diagnostics.push(diagnose(this.#source, this.#span(span), code, wording));
  }
}

/** What data and the objects that stand for references and secrets are made of. */
const ownKeys: ReadonlySet<string> = new Set(["__proto__", "$from", "$join", "$print", "$ref", "$sealed", "$secret"]);

function styleOf(event: ScalarEvent): ScalarNode["style"] {
  switch (event.style) {
    case SCALAR_STYLE.PLAIN:
      return "plain";
    case SCALAR_STYLE.SINGLE_QUOTED:
    case SCALAR_STYLE.DOUBLE_QUOTED:
      return "quoted";
    case SCALAR_STYLE.LITERAL_BLOCK:
    case SCALAR_STYLE.FOLDED_BLOCK:
      return "block";
  }
}

function kindOf(value: ScalarNode["value"]): CoreTag {
  if (value === null) return "null";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  return "str";
}
