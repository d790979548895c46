#!/usr/bin/env bash
# Builds everything and runs the tests; the last line is "N passed, N failed, N skipped".
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1

# No build server is left behind: it would keep the caller's pipes open.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
# Pages are opened in a Chromium where HEED_BROWSER names one, as .ci/run does: they take as long as all else together. Without it those tests are skipped by name.
# Where tests leave what people may want to look at: screenshots of pages.
export HEED_SCREENS="${HEED_SCREENS:-$PWD/artifacts/test/screens}"
# Files that software is localised with, 2 MB of two Debian packages, where they can be had; without them their tests are skipped by name.
if [ -z "${HEED_DEBIAN:-}" ] && command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null; then
  HEED_DEBIAN="$PWD/artifacts/test/debian"
  if [ ! -d "$HEED_DEBIAN/usr" ]; then
    mkdir -p "$HEED_DEBIAN/packages"
    (cd "$HEED_DEBIAN/packages" && timeout 60 apt-get download gettext-doc php-symfony-validator && for package in *.deb; do dpkg-deb -x "$package" ..; done) </dev/null >/dev/null 2>&1 || true
  fi
  export HEED_DEBIAN
  [ -d "$HEED_DEBIAN/usr" ] || unset HEED_DEBIAN
fi
passed=0 failed=0 skipped=0
logs=artifacts/test
mkdir -p "$logs"

finish() {
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" -eq 0 ]
  exit
}

echo "== build"
if ! dotnet build Heed.slnx -c Release -v:minimal -nologo -p:UseSharedCompilation=false </dev/null >"$logs/build.log" 2>&1; then
  grep -E '(error|warning) [A-Z]+[0-9]+' "$logs/build.log" | sort -u | head -n 50
  echo "the build failed; the whole output is in $logs/build.log"
  failed=1
  finish
fi

# suite NAME PROJECT [ARGUMENT...]: runs a test program and adds its counts. A program that ends without a summary,
# or finds no test, counts as one failure.
suite() {
  local name=$1 project=$2 log summary total errors fails skips
  shift 2
  log=$logs/${name// /-}.log
  echo "== $name"
  dotnet "artifacts/bin/$project/release/$project.dll" -noColor -noLogo -noAutoReporters "$@" </dev/null >"$log" 2>&1
  local code=$?
  summary=$(grep -E 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+' "$log" | tail -n 1)
  if [ -z "$summary" ]; then
    tail -n 40 "$log"
    echo "$name: ended with code $code and no summary"
    failed=$((failed + 1))
    return
  fi
  total=$(sed -E 's/.*Total: ([0-9]+).*/\1/' <<<"$summary")
  errors=$(sed -E 's/.*Errors: ([0-9]+).*/\1/' <<<"$summary")
  fails=$(sed -E 's/.*Failed: ([0-9]+).*/\1/' <<<"$summary")
  skips=$(sed -E 's/.*Skipped: ([0-9]+).*/\1/' <<<"$summary")
  # Failures and skips with their reasons; the rest of the output is progress.
  grep -vE '^ +(Discovering|Discovered|Starting|Finished):|^=== TEST EXECUTION SUMMARY|^Ok, passed [0-9]+ tests' "$log" | sed '$d'
  echo "$summary" | sed -E 's/^ +//'
  if [ "$total" -eq 0 ] || { [ "$code" -ne 0 ] && [ $((errors + fails)) -eq 0 ]; }; then
    echo "$name: $total tests, exit code $code"
    failed=$((failed + 1))
  fi
  passed=$((passed + total - fails - skips))
  failed=$((failed + fails + errors))
  skipped=$((skipped + skips))
}

# Every sample runs but those that train for minutes or serve until they are stopped, which are built.
echo "== samples"
for sample in samples/*.cs; do
  verb=run
  case $(basename "$sample") in 09-train.cs | 11-web-api.cs | 12-worker.cs) verb=build ;; esac
  if dotnet "$verb" -c Release "$sample" </dev/null >"$logs/sample.log" 2>&1; then
    passed=$((passed + 1))
  else
    echo "$sample"
    grep -E '(error|warning) [A-Z]+[0-9]+|Unhandled|   at ' "$logs/sample.log" | sort -u | head -n 10
    failed=$((failed + 1))
  fi
done

suite "library" Heed.Tests
suite "command line" Heed.Apps.Tests

# The kernels again for every vector width, and without vectors.
kernels=(-namespace "Heed.Tests.Kernels")
DOTNET_EnableAVX512=0 suite "kernels, 256-bit vectors" Heed.Tests "${kernels[@]}"
DOTNET_EnableAVX2=0 suite "kernels, 128-bit vectors" Heed.Tests "${kernels[@]}"
DOTNET_EnableHWIntrinsic=0 suite "kernels, no vectors" Heed.Tests "${kernels[@]}"

finish
