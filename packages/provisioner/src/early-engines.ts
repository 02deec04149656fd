import type { StackId } from "@cloudmake/model";
import type { EngineWiring } from "./create-provisioner.ts";
import { type StartCall, type StartedEngine, startEngine } from "./start-engine.ts";

/** Engines that were started before anybody knew what they are to do. */
export class EarlyEngines {
  readonly #started = new Map<StackId, Promise<StartedEngine>>();

  /** One for a stack, however often it is asked for. What goes wrong is told when the engine is needed and started again. */
  start(wiring: EngineWiring, call: StartCall): void {
    if (this.#started.has(call.stack)) return;
    const started = startEngine(wiring, call);
    started.catch(() => undefined);
    this.#started.set(call.stack, started);
  }

  /** The one of a stack, for whoever finishes or dismisses it; `undefined` when there is none. */
  async take(stack: StackId): Promise<StartedEngine | undefined> {
    const started = this.#started.get(stack);
    this.#started.delete(stack);
    return started?.catch(() => undefined);
  }

  async dismissAll(): Promise<void> {
    const stacks = [...this.#started.keys()];
    await Promise.allSettled(stacks.map(async (stack) => (await this.take(stack))?.dismiss()));
  }
}
