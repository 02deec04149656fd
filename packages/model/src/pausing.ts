/** Work that stops between its pieces, so that whoever runs it may do something else meanwhile. */
export type Pausing<T> = Generator<void, T, void>;

/** Does it in one go. */
export function finish<T>(work: Pausing<T>): T {
  let step = work.next();
  while (step.done !== true) step = work.next();
  return step.value;
}
