using System.Globalization;
using BenchmarkDotNet.Running;
using Heed.Benchmarks.Load;
using Heed.Benchmarks.Quick;

if (args is ["quick", ..]) return QuickSubjects.Run(args[1..]);
if (args is ["memory-of-length", string kind, string length]) return LengthsSubject.PrintMemory(int.Parse(kind, CultureInfo.InvariantCulture), int.Parse(length, CultureInfo.InvariantCulture));
if (args is ["load", ..]) return LoadSubject.Run(args[1..]);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
