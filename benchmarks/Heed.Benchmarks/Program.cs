using BenchmarkDotNet.Running;
using Heed.Benchmarks.Quick;

if (args is ["quick", ..]) return QuickSubjects.Run(args[1..]);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
