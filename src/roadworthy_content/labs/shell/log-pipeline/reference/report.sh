#!/usr/bin/env bash
# Report on the chat gateway's logs: report.sh FOLDER
set -euo pipefail
export LC_ALL=C # bytes, not characters: names come out as they went in, and sort has one order everywhere

fail() {
  printf 'report.sh: %s\n' "$2" >&2
  exit "$1"
}

[[ $# -eq 1 && -d $1 ]] || fail 2 'usage: report.sh FOLDER'

shopt -s nullglob
logs=("$1"/gateway*.log "$1"/gateway*.log.gz)
((${#logs[@]})) || fail 1 "no gateway*.log or gateway*.log.gz in $1"

read_logs() {
  local log
  for log in "${logs[@]}"; do
    case $log in
      *.gz) gzip -dc <"$log" ;;
      *) cat <"$log" ;;
    esac || fail 1 "cannot read $log"
    echo # a file may end in the middle of a line; the next one must not continue it
  done
}

# Only counts are kept: as many as there are users, minutes and different latencies, however long the logs are.
# Each row is tagged with the section it belongs to.
count() {
  awk -F '\t' '
    NF != 6          { next }
    $6 == "error"    { errors[substr($1, 1, 16)]++ }
    $2 == "send" && $6 == "ok" { senders[$3]++; latencies[$5]++ }
    END {
      for (user in senders) print "sender\t" senders[user] "\t" user
      for (minute in errors) print "error\t" minute "\t" errors[minute]
      for (ms in latencies) print "latency\t" ms "\t" latencies[ms]
    }'
}

# Kept until everything was read, so that half a report never looks like a whole one.
counts=$(read_logs | count)

section() {
  awk -F '\t' -v section="$1" '$1 == section { print $2 "\t" $3 }' <<<"$counts"
}

echo senders
section sender | sort -t $'\t' -k1,1nr -k2,2 | awk 'NR <= 5'
echo errors
section error | sort
echo p95
section latency | sort -n | awk -F '\t' '
  { value[NR] = $1; upto[NR] = total += $2 }
  END {
    rank = int((total * 95 + 99) / 100)
    for (row = 1; row <= NR; row++) if (upto[row] >= rank) { print value[row]; exit }
    print "-"
  }'
