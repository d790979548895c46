using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Heed.Tests.Architecture;

/// <summary>Rules that a reader relies on and no compiler checks.</summary>
public sealed class HouseRuleTests
{
    // A counter that names temporaries; no result depends on it. Neither does one on a thread's own scratch.
    private static readonly string[] AllowedStatics = ["AtomicFile.s_count"];

    [Fact]
    public void Unsafe_code_stays_in_the_kernels()
    {
        string kernels = Path.Combine(Sources.Library, "Kernels") + Path.DirectorySeparatorChar;
        Assert.Empty(Sources.Of("src")
            .Where(path => !path.StartsWith(kernels, StringComparison.Ordinal))
            .Where(static path => Regex.IsMatch(Sources.CodeOf(File.ReadAllText(path)), @"\bunsafe\b"))
            .Select(Sources.Relative));
    }

    [Fact]
    public void Nothing_is_left_for_later()
    {
        string[] marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"];
        Assert.Empty(Sources.Of("src", "tests", "benchmarks")
            .Where(path => marks.Any(mark => Regex.IsMatch(File.ReadAllText(path), $@"\b{mark}\b")))
            .Select(Sources.Relative));
    }

    [Fact]
    public void The_library_keeps_no_state_that_changes()
    {
        IEnumerable<string> fields =
            from type in typeof(Heed.Kernels.Workers).Assembly.GetTypes()
            where !Generated(type)
            from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            where !field.IsInitOnly && !field.IsLiteral && !field.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
                && !field.IsDefined(typeof(ThreadStaticAttribute), inherit: false)
            select $"{type.Name}.{field.Name}";
        Assert.Empty(fields.Except(AllowedStatics));
    }

    private static bool Generated(Type type) =>
        type.Name.Contains('<') || type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
        || (type.DeclaringType is { } outer && Generated(outer));
}
