import type { ComponentDraft, StackDraft } from "../manifest/draft.ts";
import type { FoundReference } from "./decode-node.ts";

/** A stack whose components can be asked for by name. */
export interface KnownStack {
  readonly draft: StackDraft;
  readonly components: ReadonlyMap<string, ComponentDraft>;
}

/** What references can name. Of two stacks with one name others mean the first; the second has its own diagnostic. */
export class KnownStacks {
  /** All that were read, also those with another one's name. */
  readonly read: readonly KnownStack[];
  readonly #byId = new Map<string, KnownStack>();

  constructor(stacks: readonly StackDraft[]) {
    this.read = stacks.map((draft) => ({ draft, components: byName(draft) }));
    for (const stack of this.read) if (!this.#byId.has(stack.draft.id)) this.#byId.set(stack.draft.id, stack);
  }

  /** One for each name. */
  get all(): readonly KnownStack[] {
    return [...this.#byId.values()];
  }

  get(id: string): KnownStack | undefined {
    return this.#byId.get(id);
  }

  /** The component that a reference means. */
  targetOf({ target }: FoundReference): ComponentDraft | undefined {
    return this.#byId.get(target.$from.stack)?.components.get(target.$from.component);
  }
}

function byName(draft: StackDraft): ReadonlyMap<string, ComponentDraft> {
  return new Map(draft.components.map((component) => [component.name, component]));
}
