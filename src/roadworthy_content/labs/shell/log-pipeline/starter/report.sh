#!/usr/bin/env bash
# Report on the chat gateway's logs: report.sh FOLDER
# This first version was written in a hurry. It works on the logs of the author's laptop.

echo senders
cat $1/gateway*.log | awk '$2 == "send" { print $3 }' | sort | uniq -c | sort -r | head -5
