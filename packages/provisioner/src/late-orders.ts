import type { ProviderServer, ProviderSession, ProvisionJob, Registered, Registrable } from "@cloudmake/ports";
import type { EngineNews } from "./engine-events.ts";
import type { EngineExit } from "./engine-process.ts";

/** What came of an engine's operation. */
export interface EngineRun {
  readonly registered: readonly Registered[];
  /** How the CLI ended, when not well. */
  readonly exit: EngineExit | undefined;
  readonly log: string;
}

/** What an engine is to do, which it may learn later. */
export interface Orders {
  readonly job: ProvisionJob;
  readonly session: ProviderSession;
  readonly take: (news: EngineNews) => void;
  /** Told of each resource that the engine is about to hear of. */
  readonly reached?: (node: Registrable) => void;
  /** Before the providers close. */
  readonly afterwards?: (run: EngineRun, server: ProviderServer) => Promise<void>;
}

/** Orders that the engine waits for, or hears that there will be none. */
export class LateOrders {
  readonly #given = Promise.withResolvers<Orders>();
  readonly #listenNoMore: () => void;
  #known: Orders | undefined;

  constructor(signal: AbortSignal) {
    this.#given.promise.catch(() => undefined); // nobody may be waiting
    const stop = (): void => this.refuse(signal.reason);
    signal.addEventListener("abort", stop);
    this.#listenNoMore = () => signal.removeEventListener("abort", stop);
  }

  give(orders: Orders): void {
    this.#listenNoMore();
    this.#known = orders;
    this.#given.resolve(orders);
  }

  /** Does nothing once they are given. */
  refuse(reason: unknown): void {
    this.#listenNoMore();
    this.#given.reject(reason);
  }

  wait(): Promise<Orders> {
    return this.#given.promise;
  }

  mustKnow(): Orders {
    if (this.#known === undefined) throw new Error("the engine asked for something before it had its orders");
    return this.#known;
  }

  tell(news: EngineNews | undefined): void {
    if (news !== undefined) this.#known?.take(news);
  }
}
