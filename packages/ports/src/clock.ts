export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

export interface Ids {
  /** A new run id, sortable by time. */
  run(): string;
}
