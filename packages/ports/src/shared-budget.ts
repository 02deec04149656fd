/**
 * What all runs that call an account know together: one small JSON document per account, changed by one run after
 * another. Where it cannot be reached, a run goes on with a budget of its own.
 */
export interface SharedBudget {
  /**
   * Puts what `change` makes of an account's document in its place, with nobody in between. `change` is pure and may be
   * asked again when another run was faster; it gets `undefined` where there is no document that can be read.
   */
  change<T>(
    account: string,
    change: (before: unknown) => { readonly after: unknown; readonly answer: T },
    call: { signal: AbortSignal },
  ): Promise<T>;
}
