#!/usr/bin/env bash
# Fuzzes parsers guided by coverage: Heed.dll is instrumented by SharpFuzz and its parsers run under afl-fuzz.
#   tests/Heed.Fuzz/fuzz.sh SECONDS [NAME...]      all parsers without names, each for SECONDS
# Needs afl-fuzz (Debian: apt-get install afl++); the instrumenting tool is fetched by the NuGet client.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
seconds=${1:?"usage: fuzz.sh SECONDS [NAME...]"}
shift
command -v afl-fuzz >/dev/null || { echo "fuzz.sh: there is no afl-fuzz; on Debian: apt-get install afl++" >&2; exit 2; }

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_ROLL_FORWARD=LatestMajor
work=$PWD/artifacts/fuzz
program=$work/program
mkdir -p "$work"
[ -x "$work/tool/sharpfuzz" ] || dotnet tool install SharpFuzz.CommandLine --version 2.3.0 --tool-path "$work/tool" >/dev/null
rm -rf "$program"
dotnet publish tests/Heed.Fuzz -c Release -o "$program" -v:quiet -nologo
"$work/tool/sharpfuzz" "$program/Heed.dll"

# afl-fuzz: the program is .NET's and not instrumented itself; no settings of the machine are changed.
export AFL_SKIP_BIN_CHECK=1 AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_UI=1 AFL_NO_AFFINITY=1
# One JIT for all the run: code that is compiled again later would count as slow.
export DOTNET_TieredPGO=0

[ $# -gt 0 ] || mapfile -t names < <("$program/Heed.Fuzz" names)
[ $# -gt 0 ] && names=("$@")
broken=0
for name in "${names[@]}"; do
  folder=$work/$name
  rm -rf "$folder"
  "$program/Heed.Fuzz" seeds "$name" "$folder"
  afl-fuzz -V "$seconds" -i "$folder/in" -o "$folder/out" -x "$folder/words" -m none -t 20000 -- "$program/Heed.Fuzz" run "$name" >"$folder/log" 2>&1 \
    || { tail -n 20 "$folder/log"; echo "$name: afl-fuzz failed"; broken=1; continue; }
  value() { sed -n "s/^$1 *: *//p" "$folder/out/default/fuzzer_stats"; }
  echo "$name: $(value execs_done) cases in $(value run_time) s, $(value corpus_count) inputs of the corpus, $(value edges_found) places reached, $(value saved_crashes) crashes, $(value saved_hangs) hangs"
  [ "$(value saved_crashes)$(value saved_hangs)" = 00 ] || { broken=1; echo "  in $folder/out/default; again: $program/Heed.Fuzz parse $name FILE"; }
done
exit "$broken"
