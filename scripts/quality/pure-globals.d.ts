/**
 * The only host types the pure packages may name. They compile against the
 * language alone plus this file, so neither Node nor the DOM can creep in.
 */
interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
}
