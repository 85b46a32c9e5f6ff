# fish completion for winnow(1)

# The words typed so far, without options and what the leading ones take.
function __winnow_words
	set -l skips 0
	for word in (commandline -opc)[2..]
		if test $skips = 1
			set skips 0
		else if contains -- $word -s --socket --color
			set skips 1
		else
			string match -q -- '-*' $word; or echo $word
		end
	end
end

# Exactly these words were typed: what may come next?
function __winnow_at
	test "$(__winnow_words | string join ' ')" = "$(string join ' ' $argv)"
end

# The command line begins with these words.
function __winnow_in
	set -l words (__winnow_words)
	set -l count (count $argv)
	test (count $words) -ge $count; and test "$words[1..$count]" = "$argv"
end

function __winnow_topics
	winnow topic export 2>/dev/null | string replace -rf '^\[(.*)\]$' '$1'
end

function __winnow_digests
	winnow digests list 2>/dev/null | string replace -rf '^(\S+) .*' '$1' | tail -n +2
end

complete -c winnow -f
complete -c winnow -n __winnow_at -a 'feed' -d 'follow and look after feeds'
complete -c winnow -n __winnow_at -a 'topic' -d 'say what matters'
complete -c winnow -n __winnow_at -a 'help' -d 'say how a command is used'

# The table of commands, as cli/command.c has it.
complete -c winnow -n '__winnow_at' -a 'digest' -d 'the few items that matter, and why'
complete -c winnow -n '__winnow_in digest' -l topic -x -d 'only this topic; may be repeated'
complete -c winnow -n '__winnow_in digest' -l since -x -d 'from then on: 24h, 7d, or a date'
complete -c winnow -n '__winnow_in digest' -l until -x -d 'up to then'
complete -c winnow -n '__winnow_in digest' -l limit -x -d 'at most so many items a topic'
complete -c winnow -n '__winnow_in digest' -l min-score -x -d 'only items that score at least so much'
complete -c winnow -n '__winnow_in digest' -l issue -d 'freeze the next issue; print N again, or all as a feed'
complete -c winnow -n '__winnow_in digest' -l edit -d 'edit the next issue in $EDITOR, then freeze it'
complete -c winnow -n '__winnow_in digest' -l format -x -d 'text, markdown, html, mail, atom or json'
complete -c winnow -n '__winnow_in digest' -l output -x -d 'write it there, whole or not at all'
complete -c winnow -n '__winnow_in digest' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at' -a 'issues' -d 'the issues that were frozen of a digest'
complete -c winnow -n '__winnow_in issues' -l delivered -x -d 'say that issue N went out, or the last'
complete -c winnow -n '__winnow_in issues' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at digests' -a 'list' -d 'the digests that have a name'
complete -c winnow -n '__winnow_in digests list' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at digests' -a 'show' -d 'a digest as it is written down'
complete -c winnow -n '__winnow_in digests show' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at digests' -a 'edit' -d 'make or change a digest in $EDITOR'
complete -c winnow -n '__winnow_in digests edit' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at digests' -a 'remove' -d 'forget a digest; its issues stay'
complete -c winnow -n '__winnow_at' -a 'items' -d 'find items: newest first, or best first'
complete -c winnow -n '__winnow_in items' -l topic -x -d 'only items of this topic'
complete -c winnow -n '__winnow_in items' -l feed -x -d 'only items of this feed'
complete -c winnow -n '__winnow_in items' -l story -x -d 'only items of this story'
complete -c winnow -n '__winnow_in items' -l since -x -d 'from then on: 24h, 7d, or a date'
complete -c winnow -n '__winnow_in items' -l until -x -d 'up to then'
complete -c winnow -n '__winnow_in items' -l state -x -d 'unread, read, starred, kept or skipped'
complete -c winnow -n '__winnow_in items' -l min-score -x -d 'only items that score at least so much'
complete -c winnow -n '__winnow_in items' -l duplicates -x -d 'fold (the default) or show'
complete -c winnow -n '__winnow_in items' -l sort -x -d 'score or date'
complete -c winnow -n '__winnow_in items' -l limit -x -d 'at most so many'
complete -c winnow -n '__winnow_in items' -l all -d 'page on until the last'
complete -c winnow -n '__winnow_in items' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at' -a 'show' -d 'read items here'
complete -c winnow -n '__winnow_in show' -l links -d 'number links and pictures, and list where they lead'
complete -c winnow -n '__winnow_in show' -l changes -d 'what changed since it came, by words'
complete -c winnow -n '__winnow_in show' -l peek -d 'leave it unread'
complete -c winnow -n '__winnow_in show' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at' -a 'open' -d 'read items in the browser'
complete -c winnow -n '__winnow_in open' -l peek -d 'leave it unread'
complete -c winnow -n '__winnow_at' -a 'why' -d 'how an item'\''s score came about'
complete -c winnow -n '__winnow_in why' -l all -d 'the parts of every topic'
complete -c winnow -n '__winnow_in why' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at' -a 'why-not' -d 'what keeps an item out of the digest'
complete -c winnow -n '__winnow_in why-not' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at' -a 'keep' -d 'more like these: teaches the topic'
complete -c winnow -n '__winnow_in keep' -l topic -x -d 'teach this topic (else the one it scores best in)'
complete -c winnow -n '__winnow_in keep' -l undo -d 'take the verdict back'
complete -c winnow -n '__winnow_in keep' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at' -a 'skip' -d 'fewer like these: teaches the topic'
complete -c winnow -n '__winnow_in skip' -l topic -x -d 'teach this topic (else the one it scores best in)'
complete -c winnow -n '__winnow_in skip' -l undo -d 'take the verdict back'
complete -c winnow -n '__winnow_in skip' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at' -a 'star' -d 'put items by'
complete -c winnow -n '__winnow_in star' -l remove -d 'take it away'
complete -c winnow -n '__winnow_in star' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at' -a 'note' -d 'write to an item; without TEXT in $EDITOR'
complete -c winnow -n '__winnow_in note' -l remove -d 'take it away'
complete -c winnow -n '__winnow_in note' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at' -a 'split' -d 'this is no copy: undo a wrong fold, for good'
complete -c winnow -n '__winnow_in split' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at' -a 'fold' -d 'the second is a copy of the first, for good'
complete -c winnow -n '__winnow_in fold' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at' -a 'mail' -d 'send the next issue of a digest, once'
complete -c winnow -n '__winnow_in mail' -l to -x -d 'who gets it; may be repeated'
complete -c winnow -n '__winnow_in mail' -l bcc -x -d 'the same, and nobody sees it; may be repeated'
complete -c winnow -n '__winnow_in mail' -l from -x -d 'who it is from (else from= in winnow.conf)'
complete -c winnow -n '__winnow_in mail' -l smtp -x -d 'smtp://host:port or smtps://host:port (else smtp=)'
complete -c winnow -n '__winnow_in mail' -l sendmail -d 'by a program of this machine (/usr/sbin/sendmail)'
complete -c winnow -n '__winnow_in mail' -l even-if-empty -d 'also when there is nothing new'
complete -c winnow -n '__winnow_in mail' -l timeout -x -d 'how long to wait for each answer (2m)'
complete -c winnow -n '__winnow_in mail' -l config -x -d 'the winnow.conf to read [mail] of'
complete -c winnow -n '__winnow_at feed' -a 'add' -d 'follow a feed, or the one a page names'
complete -c winnow -n '__winnow_in feed add' -l title -x -d 'call it so'
complete -c winnow -n '__winnow_in feed add' -l tag -x -d 'file it under; may be repeated'
complete -c winnow -n '__winnow_in feed add' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at feed' -a 'list' -d 'the feeds and how they are'
complete -c winnow -n '__winnow_in feed list' -l failing -d 'those that fail: why, and when they are tried again'
complete -c winnow -n '__winnow_in feed list' -l state -x -d 'ok, failing, gone or paused'
complete -c winnow -n '__winnow_in feed list' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at feed' -a 'show' -d 'all there is to know of a feed'
complete -c winnow -n '__winnow_in feed show' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at feed' -a 'rename' -d 'call a feed so, or as it calls itself'
complete -c winnow -n '__winnow_in feed rename' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at feed' -a 'remove' -d 'stop following; what was kept stays'
complete -c winnow -n '__winnow_at feed' -a 'weigh' -d 'like or dislike a source: part of its scores'
complete -c winnow -n '__winnow_in feed weigh' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at feed' -a 'prefer' -d 'of several copies, this feed'\''s stands for all'
complete -c winnow -n '__winnow_in feed prefer' -l undo -d 'the first seen stands for all again'
complete -c winnow -n '__winnow_in feed prefer' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at feed' -a 'keep' -d 'how long, how many items stay: 90d, 500'
complete -c winnow -n '__winnow_in feed keep' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at feed' -a 'pause' -d 'no polls for now'
complete -c winnow -n '__winnow_in feed pause' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at feed' -a 'resume' -d 'poll again'
complete -c winnow -n '__winnow_in feed resume' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at feed' -a 'yield' -d 'what each feed brought and was worth'
complete -c winnow -n '__winnow_in feed yield' -l since -x -d 'of items from then on (else 30d)'
complete -c winnow -n '__winnow_in feed yield' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at feed' -a 'refresh' -d 'poll now: all feeds, or these'
complete -c winnow -n '__winnow_in feed refresh' -l wait -d 'until all is stored and scored, and say what came'
complete -c winnow -n '__winnow_in feed refresh' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at feed' -a 'preview' -d 'what a feed holds, without following it'
complete -c winnow -n '__winnow_in feed preview' -l base -x -d 'where the file was found: relative links start there'
complete -c winnow -n '__winnow_in feed preview' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at topic' -a 'list' -d 'the topics'
complete -c winnow -n '__winnow_in topic list' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at topic' -a 'show' -d 'a topic'\''s terms, and what it learnt'
complete -c winnow -n '__winnow_in topic show' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at topic' -a 'edit' -d 'make or change a topic in $EDITOR'
complete -c winnow -n '__winnow_in topic edit' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at topic' -a 'import' -d 'take topics from a file'
complete -c winnow -n '__winnow_in topic import' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at topic' -a 'export' -d 'topics as a file: all, or one'
complete -c winnow -n '__winnow_in topic export' -l learnt -d 'with what taught them: examples, kept and skipped items'
complete -c winnow -n '__winnow_at topic' -a 'test' -d 'what a change would move in and out'
complete -c winnow -n '__winnow_in topic test' -l since -x -d 'items from then on (else 30d)'
complete -c winnow -n '__winnow_in topic test' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at topic' -a 'forget' -d 'a word weighs no more; else all verdicts'
complete -c winnow -n '__winnow_in topic forget' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at topic' -a 'example' -d 'documents that show what is wanted'
complete -c winnow -n '__winnow_in topic example' -l remove -d 'take it away'
complete -c winnow -n '__winnow_in topic example' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at topic' -a 'suggest' -d 'terms to add or drop; without NAME, topics'
complete -c winnow -n '__winnow_in topic suggest' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at topic' -a 'remove' -d 'forget topics'
complete -c winnow -n '__winnow_at' -a 'import' -d 'the feeds of an OPML file, or all of an export'
complete -c winnow -n '__winnow_in import' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at' -a 'export' -d 'the feeds as OPML, or all as text files'
complete -c winnow -n '__winnow_in export' -l all -d 'feeds, topics, marks, digests, issues, into a folder'
complete -c winnow -n '__winnow_in export' -l credentials -d 'with the users and passwords that addresses hold'
complete -c winnow -n '__winnow_at' -a 'backup' -d 'a copy of the whole store, verified'
complete -c winnow -n '__winnow_at' -a 'status' -d 'how the daemon is'
complete -c winnow -n '__winnow_in status' -l timeout -x -d 'how long to wait for the answer (10s)'
complete -c winnow -n '__winnow_in status' -l json -d 'print exactly what the daemon answered'
complete -c winnow -n '__winnow_at' -a 'watch' -d 'new items as they come, one line each'
complete -c winnow -n '__winnow_in watch' -l topic -x -d 'only items of this topic'
complete -c winnow -n '__winnow_in watch' -l feed -x -d 'only items of this feed'
complete -c winnow -n '__winnow_in watch' -l min-score -x -d 'from this score on (else the topic'\''s threshold); 0: all'
complete -c winnow -n '__winnow_in watch' -l exec -x -d 'run it for each item, its fields in the environment'
complete -c winnow -n '__winnow_in watch' -l count -x -d 'end after so many items'
complete -c winnow -n '__winnow_in watch' -l url -d 'print the address, too'
complete -c winnow -n '__winnow_in watch' -l json -d 'print exactly what the daemon answered'
complete -c winnow -l socket -x -d 'where the daemon listens; -s for short'
complete -c winnow -l color -x -d 'auto, always or never'
complete -c winnow -l help -d 'say how it is used'
# End of the table.

complete -c winnow -s s -r -d 'where the daemon listens'
complete -c winnow -l color -x -a 'auto always never'
complete -c winnow -n '__winnow_in digest' -l topic -x -a '(__winnow_topics)'
complete -c winnow -n '__winnow_in digest' -l format -x -a 'text markdown html mail atom json'
complete -c winnow -n '__winnow_in digest' -l output -r -F
for command in digest issues 'digests show' 'digests edit' 'digests remove'
	complete -c winnow -n "__winnow_in $command" -a '(__winnow_digests)'
end
complete -c winnow -n '__winnow_in items' -l topic -x -a '(__winnow_topics)'
complete -c winnow -n '__winnow_in items' -l state -x -a 'unread read starred kept skipped'
complete -c winnow -n '__winnow_in items' -l duplicates -x -a 'fold show'
complete -c winnow -n '__winnow_in items' -l sort -x -a 'score date'
complete -c winnow -n '__winnow_in feed list' -l state -x -a 'ok failing gone paused'
complete -c winnow -n '__winnow_in keep' -l topic -x -a '(__winnow_topics)'
complete -c winnow -n '__winnow_in skip' -l topic -x -a '(__winnow_topics)'
for command in show edit export test forget example suggest remove
	complete -c winnow -n "__winnow_in topic $command" -a '(__winnow_topics)'
end
complete -c winnow -n '__winnow_in import' -F
complete -c winnow -n '__winnow_in export' -F
complete -c winnow -n '__winnow_in backup' -F
complete -c winnow -n '__winnow_in mail' -l config -r -F
complete -c winnow -n '__winnow_in topic import' -F
complete -c winnow -n '__winnow_in topic example' -F
complete -c winnow -n '__winnow_in feed preview' -F
