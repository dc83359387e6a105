#!/usr/bin/env bash
# The scan of action.yml. Inputs come as INPUT_* variables, never as text of the script. Writes outputs for the steps
# after it, and ends with 0: the last step of the action fails the job, after the reports have been kept.
set -euo pipefail

folder="$RUNNER_TEMP/daicho-$$"
mkdir -m 700 "$folder"
words=(-o github -o "html:$folder/report.html" -o "sarif:$folder/daicho.sarif" -o "json:$folder/run.json" --no-progress --no-notify)

add() { # FLAG VALUE
  if [ -n "$2" ]; then words+=("$1" "$2"); fi
}
add --source "${INPUT_SOURCE:-}"
add --migrations "${INPUT_MIGRATIONS:-}"
add --dump "${INPUT_DUMP:-}"
add --engine "${INPUT_ENGINE:-}"
add --config "${INPUT_CONFIG:-}"
add --policy "${INPUT_POLICY:-}"
add --baseline "${INPUT_BASELINE:-}"
add --fail-on "${INPUT_FAIL_ON:-}"
add --lang "${INPUT_LANG:-}"
targets=()
while IFS= read -r target; do
  if [ -n "$target" ]; then targets+=("$target"); fi
done <<<"${INPUT_TARGETS:-}"

code=0
daicho scan "${words[@]}" ${targets[@]+-- "${targets[@]}"} || code=$?
echo "exit-code=$code" >>"$GITHUB_OUTPUT"
if [ -f "$folder/run.json" ]; then
  python3 - "$folder/run.json" <<'PYTHON' >>"$GITHUB_OUTPUT"
import json
import sys

with open(sys.argv[1], encoding="utf-8") as stream:
    findings = json.load(stream)["findings"]
counted = [one for one in findings if one["severity"] in ("critical", "high") and one["state"] != "existing"]
print(f"new-high={sum(not one.get('acceptance') or one.get('lapsed', False) for one in counted)}")
PYTHON
  echo "report-path=$folder/report.html" >>"$GITHUB_OUTPUT"
  echo "sarif-path=$folder/daicho.sarif" >>"$GITHUB_OUTPUT"
fi
