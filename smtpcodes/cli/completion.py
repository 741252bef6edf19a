"""``smtpcodes completion``: completions for bash, zsh or fish, made of the command line itself.

smtpcodes completion bash > ~/.local/share/bash-completion/completions/smtpcodes
smtpcodes completion zsh > ~/.zfunc/_smtpcodes          # a folder of $fpath
smtpcodes completion fish > ~/.config/fish/completions/smtpcodes.fish
"""

from __future__ import annotations

import argparse

from smtpcodes.cli import output

TYPE_CHECKING = False
if TYPE_CHECKING:
    from smtpcodes.cli.tree import Argument, Command, Option, Takes


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", choices=("bash", "zsh", "fish"), help="the shell that reads it")
    parser.add_argument("-o", "--output", metavar="FILE", help="write to FILE")


def run(args: argparse.Namespace) -> int:
    from smtpcodes.cli.tree import commands

    stream = output.open_file(args.output, args)
    stream.write({"bash": bash, "zsh": zsh, "fish": fish}[args.shell](commands()))
    return 0


def bash(commands: list[Command]) -> str:
    """A function for bash 4 and later."""
    lines = [
        "# smtpcodes: completion for bash; smtpcodes completion bash writes it",
        "_smtpcodes() {",
        "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command= words= "
        "files= lead= i",
        "    COMPREPLY=()",
        "    if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then "
        "prev=${COMP_WORDS[COMP_CWORD-2]}; fi",
        "    for ((i = 1; i < COMP_CWORD; i++)); do",
        "        if [[ ${COMP_WORDS[i]} != -* ]]; then command=${COMP_WORDS[i]}; break; fi",
        "    done",
        "    case $command,$prev in",
    ]
    for command in commands:
        for option in command.options:
            if option.takes.kind != "none":
                lines.append(
                    f"        {'|'.join(f'{command.name},{n}' for n in option.names)}) "
                    f"{_bash(option.takes)} ;;"
                )
        given = " ".join(n for o in command.options for n in o.names)
        rest = [a.takes for a in command.arguments]
        lines.append(
            f"        {command.name},*) if [[ $cur == -* ]]; then words={_quote(given)}; else "
            f"{_bash(rest[0]) if rest else ':'}; fi ;;"
        )
    return "\n".join(
        [
            *lines,
            "    esac",
            "    if [[ $cur == *,* && -z $files ]]; then lead=${cur%,*},; fi",
            "    if [[ -n $files ]]; then compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < "
            '<(compgen -f -- "$cur"); return; fi',
            '    mapfile -t COMPREPLY < <(compgen -P "$lead" -W "$words" -- "${cur##*,}")',
            "}",
            "complete -F _smtpcodes smtpcodes",
            "",
        ]
    )


def _bash(takes: Takes) -> str:
    return (
        "files=1"
        if takes.kind == "file"
        else f"words={_quote(' '.join(takes.words))}"
        if takes.words
        else ":"
    )


def zsh(commands: list[Command]) -> str:
    """A function for zsh's completion system."""
    top, *rest = commands
    lines = [
        "#compdef smtpcodes",
        "# smtpcodes completion zsh writes it",
        "_smtpcodes() {",
        "    local context state state_descr line",
        "    typeset -A opt_args",
    ]
    lines += [
        f"    _arguments -C {' '.join(_zsh(o) for o in top.options)} '1:command:->command' "
        "'*::argument:->arguments'",
        "    case $state in",
        "    command)",
    ]
    lines += ["        local -a commands=("]
    lines += [f"            {_quote(c.name + ':' + c.help)}" for c in rest]
    lines += [
        "        )",
        "        _describe command commands ;;",
        "    arguments)",
        "        case $line[1] in",
    ]
    for command in rest:
        parts = [_zsh(o) for o in command.options] + [
            _zsh_argument(a) for a in command.arguments[-1:]
        ]
        lines.append(f"        {command.name}) _arguments {' '.join(parts)} ;;")
    return "\n".join([*lines, "        esac ;;", "    esac", "}", '_smtpcodes "$@"', ""])


def _zsh(option: Option) -> str:
    told = option.help.replace("[", r"\[").replace("]", r"\]").replace(":", r"\:")
    tail = (
        ""
        if option.takes.kind == "none"
        else f":{option.metavar.replace(':', ' ')}:{_zsh_takes(option.takes)}"
    )
    return " ".join(
        _quote(
            f"*{name}{'=' if tail and name.startswith('--') else '+' if tail else ''}[{told}]{tail}"
        )
        for name in option.names
    )


def _zsh_argument(argument: Argument) -> str:
    return _quote(f"*:{argument.metavar}:{_zsh_takes(argument.takes)}")


def _zsh_takes(takes: Takes) -> str:
    return (
        "_files" if takes.kind == "file" else f"({' '.join(takes.words)})" if takes.words else " "
    )


def fish(commands: list[Command]) -> str:
    """Lines for fish."""
    top, *rest = commands
    lines = [
        "# smtpcodes: completion for fish; smtpcodes completion fish writes it",
        "complete -c smtpcodes -f",
    ]
    lines += [_fish("__fish_use_subcommand", o) for o in top.options]
    for command in rest:
        lines.append(
            f"complete -c smtpcodes -n __fish_use_subcommand -a {command.name} -d "
            f"{_quote_fish(command.help)}"
        )
    for command in rest:
        seen = f"__fish_seen_subcommand_from {command.name}"
        lines += [_fish(seen, o) for o in command.options]
        for argument in command.arguments[:1]:
            if argument.takes.kind == "file":
                lines.append(f"complete -c smtpcodes -n '{seen}' -F")
            elif argument.takes.words:
                lines.append(
                    f"complete -c smtpcodes -n '{seen}' -a "
                    f"{_quote_fish(' '.join(argument.takes.words))}"
                )
    return "\n".join([*lines, ""])


def _fish(condition: str, option: Option) -> str:
    names = " ".join(f"-l {n[2:]}" if n.startswith("--") else f"-s {n[1:]}" for n in option.names)
    takes = option.takes
    tail = (
        ""
        if takes.kind == "none"
        else " -r -F"
        if takes.kind == "file"
        else f" -x -a {_quote_fish(' '.join(takes.words))}"
        if takes.words
        else " -x"
    )
    return f"complete -c smtpcodes -n '{condition}' {names}{tail} -d {_quote_fish(option.help)}"


def _quote(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _quote_fish(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
