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
  readonly options: readonly {
    readonly flag: string;
    readonly letter: string | undefined;
    readonly summary: string;
    readonly list: string | undefined;
  }[];
  /** What its first argument is one of. */
  readonly list: string | undefined;
  readonly subcommands: readonly string[];
}

/** Options and arguments of this name are words of the specs: `cloudmake complete` lists them. */
const lists: Readonly<Record<string, string>> = { environment: "environments", stack: "stacks" };

function treeOf(command: Command, path: readonly string[]): readonly Words[] {
  const options = command.options.flatMap((option) => {
    const { long, short, description } = option;
    const list = lists[option.attributeName()];
    return long ? [{ flag: long, letter: short?.slice(1), summary: description, list }] : [];
  });
  const visible = command.createHelp().visibleCommands(command);
  const own = {
    path,
    summary: command.description(),
    options: [...options, { flag: "--help", letter: "h", summary: "show help", list: undefined }],
    list: lists[command.registeredArguments[0]?.name() ?? ""],
    subcommands: visible.map((sub) => sub.name()),
  };
  return [own, ...visible.flatMap((sub) => treeOf(sub, [...path, sub.name()]))];
}

function bash(tree: readonly Words[]): string {
  const paths = tree.flatMap(({ path }) => (path.length === 0 ? [] : [`"${path.join(" ")}"`]));
  const cases = tree.map(({ path, options, list, subcommands }) => {
    const words = [...subcommands, ...options.map(({ flag }) => flag)].join(" ");
    return `    "${path.join(" ")}") words="${words}"${list === undefined ? "" : ` first=${list}`} ;;`;
  });
  const flags = new Map(
    tree.flatMap(({ options }) =>
      options.flatMap(({ flag, letter, list }) =>
        list === undefined ? [] : [[`-${letter} | ${flag}`, list] as const],
      ),
    ),
  );
  const listed = [...flags].map(([flag, list]) => `    ${flag}) list=${list} ;;`);
  // Bash takes `--stack=shop/dev` for three words.
  return `_cloudmake() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" path="" word words="" first="" list=""
  [[ $before == "=" ]] && before="\${COMP_WORDS[COMP_CWORD-2]}"
  [[ $current == "=" ]] && current=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${path:+$path }$word" in
      ${paths.join(" | ")}) path="\${path:+$path }$word" ;;
    esac
  done
  case "$path" in
${cases.join("\n")}
  esac
  [[ $current == -* || $path != *"$before" ]] || list=$first
  case "$before" in
${listed.join("\n")}
  esac
  if [[ -n $list ]]; then
    compopt +o filenames 2>/dev/null
    COMPREPLY=($(compgen -W "$("\${COMP_WORDS[0]}" complete $list 2>/dev/null)" -- "$current"))
  else
    COMPREPLY=($(compgen -W "$words" -- "$current") $(compgen -f -- "$current"))
  fi
}
complete -o filenames -F _cloudmake cloudmake cm
`;
}

function fish(tree: readonly Words[]): string {
  const summaries = new Map(tree.map((words) => [words.path.join(" "), words.summary]));
  const lines = tree.flatMap(({ path, options, list, subcommands }) => {
    const when =
      path.length === 0
        ? "__fish_use_subcommand"
        : path.map((word) => `__fish_seen_subcommand_from ${word}`).join("; and ");
    const line = (rest: string): string => `complete -c cloudmake -n '${when}' ${rest}`;
    const subs = subcommands.map((sub) => {
      const summary = summaries.get([...path, sub].join(" ")) ?? "";
      return line(`-a ${sub} -d '${quoted(summary)}'`);
    });
    const flags = options.map(({ flag, letter, summary, list: words }) => {
      const short = letter === undefined ? "" : ` -s ${letter}`;
      const values = words === undefined ? "" : ` -x -a '${asked(words)}'`;
      return line(`-l ${flag.slice(2)}${short}${values} -d '${quoted(summary)}'`);
    });
    return [...subs, ...(list === undefined ? [] : [line(`-a '${asked(list)}'`)]), ...flags];
  });
  return `${lines.join("\n")}\ncomplete -c cm -w cloudmake\n`;
}

function asked(list: string): string {
  return `(cloudmake complete ${list} 2>/dev/null)`;
}

function quoted(text: string): string {
  return text.replaceAll("'", String.raw`\'`);
}
