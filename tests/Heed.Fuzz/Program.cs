using System.Runtime.InteropServices;
using Heed.Campaign.Parsers;
using Heed.Fuzz;
using SharpFuzz;
using SharpFuzz.Common;

// Instrumented code counts the places it reaches, and does so before afl-fuzz has given its memory for that.
unsafe
{
    Trace.SharedMem = (byte*)NativeMemory.AllocZeroed(1 << 16);
}
// fuzz.sh runs it: with an instrumented Heed.dll beside it, under afl-fuzz.
switch (args)
{
    case ["names"]:
        foreach (ParserSubject subject in Subjects.All) Console.WriteLine(subject.Name);
        return 0;
    case ["seeds", string name, string folder] when FuzzSubject.Of(name) is { } subject:
        subject.WriteSeeds(folder);
        return 0;
    case ["parse", string name, string file] when FuzzSubject.Of(name) is { } subject:
        subject.Parse(File.ReadAllBytes(file));
        return 0;
    case ["run", string name] when FuzzSubject.Of(name) is { } subject:
        Fuzzer.Run(subject.Parse);
        return 0;
}
Console.Error.WriteLine($"""
    usage: names | seeds NAME DIR | parse NAME FILE | run NAME     (run by fuzz.sh)
    names: {string.Join(", ", Subjects.All.Select(static s => s.Name))}
    """);
return 2;
