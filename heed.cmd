@echo off
rem Runs the heed tool from a clone; builds it first when a source file is newer than the last build.
setlocal
set "ROOT=%~dp0"
set "TOOL=%ROOT%artifacts\bin\Heed.Cli\release\Heed.Cli.dll"
set "STAMP=%ROOT%artifacts\heed.stamp"
set "LOG=%ROOT%artifacts\heed.build.log"

where dotnet >nul 2>nul
if errorlevel 1 (
  echo heed: the .NET 10 SDK is needed and 'dotnet' was not found; get it from https://dotnet.microsoft.com/download 1>&2
  exit /b 1
)

if not exist "%STAMP%" goto build
if not exist "%TOOL%" goto build
rem Exit code 3 says that a source, or a folder of them, is newer than the stamp.
set "HEED_ROOT=%ROOT%"
powershell -NoProfile -ExecutionPolicy Bypass -Command "$r = $env:HEED_ROOT; $t = (Get-Item -LiteralPath ($r + 'artifacts\heed.stamp')).LastWriteTimeUtc; $files = @(Get-Item -LiteralPath ($r + 'heed.cmd'), ($r + 'global.json')) + @(Get-Item ($r + 'Directory.*.props')) + @(Get-ChildItem -LiteralPath ($r + 'src') -Recurse); foreach ($f in $files) { if ($f.LastWriteTimeUtc -gt $t) { exit 3 } }; exit 0"
if errorlevel 3 goto build
goto run

:build
if exist "%TOOL%" (
  echo heed: building, the sources changed... 1>&2
) else (
  echo heed: building ^(the first time, less than a minute^)... 1>&2
)
if not exist "%ROOT%artifacts" mkdir "%ROOT%artifacts"
pushd "%ROOT%"
dotnet --version >nul 2>nul
if errorlevel 1 (
  popd
  echo heed: the .NET 10 SDK is needed; get it from https://dotnet.microsoft.com/download 1>&2
  exit /b 1
)
rem The stamp gets the time before the build: what is edited meanwhile is built next time.
type nul > "%STAMP%.next"
dotnet build src\Heed.Cli -c Release -m:1 -nodeReuse:false -p:UseSharedCompilation=false -p:RunAnalyzers=false -v:minimal -nologo <nul >"%LOG%" 2>&1
if errorlevel 1 (
  popd
  findstr /r /c:"error [A-Z]*[0-9]" "%LOG%" 1>&2
  echo heed: the build failed; the whole output is in "%LOG%" 1>&2
  exit /b 1
)
popd
move /y "%STAMP%.next" "%STAMP%" >nul

:run
dotnet "%TOOL%" %*
exit /b %errorlevel%
