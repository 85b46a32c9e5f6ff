# bash completion for winnow(1)
# shellcheck shell=bash

# The table of commands, as cli/command.c has it.
_winnow_options()
{
	case $1 in
	'digest') echo ' --topic --since --until --limit --min-score --issue --edit --format --output --json' ;;
	'issues') echo ' --delivered --json' ;;
	'digests list') echo ' --json' ;;
	'digests show') echo ' --json' ;;
	'digests edit') echo ' --json' ;;
	'digests remove') echo '' ;;
	'items') echo ' --topic --feed --story --since --until --state --min-score --duplicates --sort --limit --all --json' ;;
	'show') echo ' --links --changes --peek --json' ;;
	'open') echo ' --peek' ;;
	'why') echo ' --all --json' ;;
	'why-not') echo ' --json' ;;
	'keep') echo ' --topic --undo --json' ;;
	'skip') echo ' --topic --undo --json' ;;
	'star') echo ' --remove --json' ;;
	'note') echo ' --remove --json' ;;
	'split') echo ' --json' ;;
	'fold') echo ' --json' ;;
	'mail') echo ' --to --bcc --from --smtp --sendmail --even-if-empty --timeout --config' ;;
	'feed add') echo ' --title --tag --json' ;;
	'feed list') echo ' --failing --state --json' ;;
	'feed show') echo ' --json' ;;
	'feed rename') echo ' --json' ;;
	'feed remove') echo '' ;;
	'feed weigh') echo ' --json' ;;
	'feed prefer') echo ' --undo --json' ;;
	'feed keep') echo ' --json' ;;
	'feed pause') echo ' --json' ;;
	'feed resume') echo ' --json' ;;
	'feed yield') echo ' --since --json' ;;
	'feed refresh') echo ' --wait --json' ;;
	'feed preview') echo ' --base --json' ;;
	'topic list') echo ' --json' ;;
	'topic show') echo ' --json' ;;
	'topic edit') echo ' --json' ;;
	'topic import') echo ' --json' ;;
	'topic export') echo ' --learnt' ;;
	'topic test') echo ' --since --json' ;;
	'topic forget') echo ' --json' ;;
	'topic example') echo ' --remove --json' ;;
	'topic suggest') echo ' --json' ;;
	'topic remove') echo '' ;;
	'import') echo ' --json' ;;
	'export') echo ' --all --credentials' ;;
	'backup') echo '' ;;
	'status') echo ' --timeout --json' ;;
	'watch') echo ' --topic --feed --min-score --exec --count --url --json' ;;
	esac
	echo ' --socket --color --help'
}
_winnow_commands='digest
issues
digests list
digests show
digests edit
digests remove
items
show
open
why
why-not
keep
skip
star
note
split
fold
mail
feed add
feed list
feed show
feed rename
feed remove
feed weigh
feed prefer
feed keep
feed pause
feed resume
feed yield
feed refresh
feed preview
topic list
topic show
topic edit
topic import
topic export
topic test
topic forget
topic example
topic suggest
topic remove
import
export
backup
status
watch
help'
# End of the table.

_winnow_topics()
{
	winnow topic export 2>/dev/null | sed -n 's/^\[\(.*\)\]$/\1/p'
}

_winnow_digests()
{
	winnow digests list 2>/dev/null | sed -n '2,$s/ .*//p'
}

# What may follow the option $1; fails when it takes nothing, or nothing that is known.
_winnow_values()
{
	case $1 in
	--topic) _winnow_topics ;;
	--color) echo auto always never ;;
	--format) echo text markdown html mail atom json ;;
	--state)
		if [[ $2 == feed* ]]; then
			echo ok failing gone paused
		else
			echo unread read starred kept skipped
		fi
		;;
	--duplicates) echo fold show ;;
	--sort) echo score date ;;
	*) return 1 ;;
	esac
}

# The words typed so far, without options and what they take.
_winnow_words()
{
	local i
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		-s | --socket | --color | --topic | --since | --until | --limit | --min-score | --format | --output | --feed | --story | --state | \
			--duplicates | --sort | --title | --tag | --base | --delivered | --to | --bcc | --from | --smtp | --timeout | --config) ((i++)) ;;
		-*) ;;
		*) echo "${COMP_WORDS[i]}" ;;
		esac
	done
}

_winnow()
{
	local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command values
	local -a words
	mapfile -t words < <(_winnow_words)
	command=${words[0]-}
	if [[ $'\n'$_winnow_commands == *$'\n'"$command "* && -n $command ]]; then
		command+=" ${words[1]-}"
	fi
	if values=$(_winnow_values "$previous" "$command"); then
		mapfile -t COMPREPLY < <(compgen -W "$values" -- "$current")
	elif [[ $previous == -s || $previous == --socket || $previous == --output || $previous == --config ]]; then
		mapfile -t COMPREPLY < <(compgen -f -- "$current")
	elif [[ $current == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$(_winnow_options "$command")" -- "$current")
	elif [[ -z $command || $command == help ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$(cut -d' ' -f1 <<<"$_winnow_commands" | sort -u)" -- "$current")
	elif [[ $command == *' ' ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$(sed -n "s/^$command//p" <<<"$_winnow_commands")" -- "$current")
	else
		case $command in
		import | export | backup | 'topic import' | 'feed preview') mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
		'topic example') mapfile -t COMPREPLY < <(compgen -f -W "$(_winnow_topics)" -- "$current") ;;
		digest | issues | digests*) mapfile -t COMPREPLY < <(compgen -W "$(_winnow_digests)" -- "$current") ;;
		topic*) mapfile -t COMPREPLY < <(compgen -W "$(_winnow_topics)" -- "$current") ;;
		esac
	fi
}

complete -o filenames -F _winnow winnow
