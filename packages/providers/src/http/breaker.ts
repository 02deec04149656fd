/** Failures within the window that open the breaker. */
export const BREAKER_FAILURES = 10;
export const BREAKER_WINDOW_MS = 60_000;
/** How long it stays open before one call may try again. */
export const BREAKER_OPEN_MS = 30_000;

type State =
  | { readonly kind: "closed"; readonly failures: readonly number[] }
  | { readonly kind: "open"; readonly untilMs: number }
  | { readonly kind: "probing" };

/** Keeps a service that is down from being asked again and again. Knows no timer: it is told the time. */
export class Breaker {
  #state: State = { kind: "closed", failures: [] };

  /** Milliseconds until a call may go out; 0 = now. `undefined`: a probe is under way, its end decides. */
  waitMs(nowMs: number): number | undefined {
    switch (this.#state.kind) {
      case "closed":
        return 0;
      case "open":
        return Math.max(0, this.#state.untilMs - nowMs);
      case "probing":
        return undefined;
    }
  }

  get closed(): boolean {
    return this.#state.kind === "closed";
  }

  get probing(): boolean {
    return this.#state.kind === "probing";
  }

  /** A call goes out: after an open phase it is the one probe. */
  begin(): void {
    if (this.#state.kind === "open") this.#state = { kind: "probing" };
  }

  succeeded(): void {
    if (this.#state.kind === "probing") this.#state = { kind: "closed", failures: [] };
  }

  failed(nowMs: number): void {
    switch (this.#state.kind) {
      case "closed": {
        const failures = [...this.#state.failures.filter((at) => nowMs - at < BREAKER_WINDOW_MS), nowMs];
        this.#state = failures.length < BREAKER_FAILURES ? { kind: "closed", failures } : openFrom(nowMs);
        return;
      }
      case "probing":
        this.#state = openFrom(nowMs);
        return;
      case "open": // sent before it opened
        return;
    }
  }

  /** The probe ended without an answer to learn from (it was aborted): the next call probes. */
  abandoned(nowMs: number): void {
    if (this.#state.kind === "probing") this.#state = { kind: "open", untilMs: nowMs };
  }
}

function openFrom(nowMs: number): State {
  return { kind: "open", untilMs: nowMs + BREAKER_OPEN_MS };
}
