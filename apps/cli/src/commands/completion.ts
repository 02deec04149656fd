import type { Command } from "commander";
import { Failure } from "@cloudmake/model";
import type { Context, Outcome } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";

/** Prints a completion script. */
export async function completion({ terminal }: Context, shell: string, program: Command): Promise<Outcome> {
  const script = completionScript(shell, program);
  terminal.data(script);
  return { exit: exitCodes.done, data: script };
}

/** A completion script made from the command tree. */
function completionScript(shell: string, program: Command): string {
  const words = treeOf(program, []);
  switch (shell) {
    case "bash":
      return bash(words);
    case "zsh":
      return `#compdef cloudmake cm\nautoload -U +X bashcompinit && bashcompinit\n${bash(words)}`;
    case "fish":
      return fish(words);
    default:
      throw new Failure("USAGE", {
        problem: `There is no completion for \`${shell}\`.`,
        hint: "Choose bash, zsh or fish.",
      });
  }
}

interface Words {
  /** Command path without the program, e.g. `sandbox up`. */
  readonly path: readonly string[];
  readonly summary: string;
  readonly options: readonly { readonly flag: string; readonly summary: string }[];
  readonly subcommands: readonly string[];
}

function treeOf(command: Command, path: readonly string[]): readonly Words[] {
  const options = command.options.flatMap(({ long, description }) =>
    long ? [{ flag: long, summary: description }] : [],
  );
  const own = {
    path,
    summary: command.description(),
    options: [...options, { flag: "--help", summary: "show help" }],
    subcommands: command.commands.map((sub) => sub.name()),
  };
  return [own, ...command.commands.flatMap((sub) => treeOf(sub, [...path, sub.name()]))];
}

function bash(tree: readonly Words[]): string {
  const cases = tree.map(({ path, options, subcommands }) => {
    const words = [...subcommands, ...options.map(({ flag }) => flag)].join(" ");
    return `    "${path.join(" ")}") words="${words}" ;;`;
  });
  return `_cloudmake() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path="" word words=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word == -* ]] || path="\${path:+$path }$word"
  done
  case "$path" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current") $(compgen -f -- "$current"))
}
complete -o filenames -F _cloudmake cloudmake cm
`;
}

function fish(tree: readonly Words[]): string {
  const lines = tree.flatMap(({ path, options, subcommands }) => {
    const when =
      path.length === 0
        ? "__fish_use_subcommand"
        : path.map((word) => `__fish_seen_subcommand_from ${word}`).join("; and ");
    const summaries = new Map(tree.map((words) => [words.path.join(" "), words.summary]));
    const subs = subcommands.map((sub) => {
      const summary = summaries.get([...path, sub].join(" ")) ?? "";
      return `complete -c cloudmake -n '${when}' -a ${sub} -d '${quoted(summary)}'`;
    });
    return [
      ...subs,
      ...options.map(
        ({ flag, summary }) => `complete -c cloudmake -n '${when}' -l ${flag.slice(2)} -d '${quoted(summary)}'`,
      ),
    ];
  });
  return `${lines.join("\n")}\ncomplete -c cm -w cloudmake\n`;
}

function quoted(text: string): string {
  return text.replaceAll("'", String.raw`\'`);
}
