import type { Command as Commander } from "commander";
import type { Command } from "../context.ts";

/** Loads a command's code only when it is called: `--help` and `validate` pay for nothing else. */
export type Load<Flags> = () => Promise<Command<Flags>>;

/** What a command is described with. */
export interface Describing {
  /** The whole program, for completion. */
  readonly program: Commander;
  readonly sub: (name: string, summary: string) => Commander;
  /** Gives a command its code and the options that all share. */
  readonly add: <Flags>(command: Commander, load: Load<Flags>) => Commander;
}

/** By name of the command: describes it to the parser, and its subcommands with it. */
export type Describers = Readonly<Record<string, (describing: Describing) => void>>;
