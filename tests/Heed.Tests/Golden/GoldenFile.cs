using System.Globalization;
using Heed.Files;
using Heed.Layers;
using Heed.Tensors;

namespace Heed.Tests.Golden;

/// <summary>
/// One golden file while it is checked: gives its inputs and weights as tensors, and collects results and gradients to compare.
/// What the file holds and the check does not look at is noticed: an input that was never read means an operation Heed does not have (skipped),
/// a result or gradient that was never compared means a check that forgot something (failed).
/// </summary>
internal sealed class GoldenFile : IDisposable
{
    private const double Absolute = 1e-6, Relative = 1e-5;

    private readonly SafetensorsFile _file;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<(string Name, float[] Actual, Func<int, int> Place)> _compared = [];

    public GoldenFile(string name)
    {
        Name = name;
        _file = Fixtures.Open(name);
        Tape = new GradientTape(Workspace);
        Context = new ForwardContext(Workspace, Tape);
    }

    public string Name { get; }

    /// <summary>
    /// Whether an element is judged beside the largest of its tensor, |a − b| ≤ 1e-6 + 1e-5 max|b|, and not by itself alone. So it must be where terms of
    /// both signs are added: an element that nearly cancels keeps the rounding of its terms. Of 60 random files of additive attention (18 hidden units,
    /// 10 keys) one in five had such an element in float32, whether scores were computed by the formula or fused.
    /// </summary>
    public bool Sums { get; init; }

    public Workspace Workspace { get; } = new();

    public GradientTape Tape { get; private set; }

    public ForwardContext Context { get; private set; }

    /// <summary>The file's own words about how it was made.</summary>
    public string Setting(string name, string otherwise = "") => _file.Metadata.GetValueOrDefault(name, otherwise);

    public double Number(string setting, double otherwise = 0) =>
        _file.Metadata.TryGetValue(setting, out string? text) ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    public bool Has(string tensor) => _file.Contains(tensor);

    public int[] Sizes(string tensor) => _file.ShapeOf(tensor);

    public float[] Floats(string tensor)
    {
        _seen.Add(tensor);
        return _file.ReadFloats(tensor);
    }

    public int[] Ints(string tensor)
    {
        _seen.Add(tensor);
        return _file.ReadInts(tensor);
    }

    /// <summary>An input or weight as a tensor.</summary>
    public Tensor Tensor(string name) => new(new Shape(Sizes(name)), Floats(name));

    /// <summary>Lengths if the file has them, else the whole size for each sentence.</summary>
    public int[] Lengths(string name, int batch, int longest) => Has(name) ? Ints(name) : [.. Enumerable.Repeat(longest, batch)];

    /// <summary>Copies weights into a parameter.</summary>
    public void Set(Parameter parameter, string name)
    {
        float[] values = Floats(name);
        Assert.Equal(parameter.Shape.Count, values.Length);
        values.CopyTo(parameter.Value.Memory);
        parameter.Refresh();
    }

    /// <summary>Copies weights into the parameters of a module, and later compares their gradients.</summary>
    public (string Name, Tensor Tensor)[] Set(Module module, Func<string, string> nameInFile)
    {
        var set = new List<(string, Tensor)>();
        foreach ((string name, Parameter parameter) in module.Parameters)
        {
            Set(parameter, "w." + nameInFile(name));
            set.Add((nameInFile(name), parameter.Value));
        }
        return [.. set];
    }

    /// <summary>Compares a result with `out.name`, element i with the file's element place(i), and gives it the upstream gradient `dout.name` if there is one.</summary>
    public void Result(string name, Tensor result, Func<int, int>? place = null)
    {
        place ??= static i => i;
        Compare("out." + name, result.Values, place);
        if (!Has("dout." + name)) return;
        float[] upstream = Floats("dout." + name), own = new float[result.Shape.Count];
        for (int i = 0; i < own.Length; i++) own[i] = upstream[place(i)];
        result.Backend.AddTo(new Tensor(result.Shape, own), Tape.GradientOf(result));
    }

    /// <summary>Compares numbers with a tensor of the file.</summary>
    public void Compare(string name, ReadOnlySpan<float> actual, Func<int, int>? place = null)
    {
        _seen.Add(name);
        _compared.Add((name, actual.ToArray(), place ?? (static i => i)));
    }

    /// <summary>Runs the tape and compares the gradients of inputs and weights with `grad.name`. A second computation may follow on a new tape.</summary>
    public void Gradients(params (string Name, Tensor Tensor)[] tensors) => Gradients([.. tensors.Select(t => (t.Name, t.Tensor, 0))]);

    /// <summary>The same, where a tensor is a part of the file's that begins at an offset.</summary>
    public void Gradients((string Name, Tensor Tensor, int Offset)[] tensors)
    {
        Tape.Backward();
        foreach ((string name, Tensor tensor, int offset) in tensors) Compare("grad." + name, Tape.GradientOf(tensor).Values, i => offset + i);
        Again();
    }

    /// <summary>Forgets what was recorded, for another computation without gradients of this one.</summary>
    public void Again(bool byFormula = false)
    {
        Tape = new GradientTape(Workspace);
        Context = new ForwardContext(Workspace, Tape) { ByFormula = byFormula };
    }

    /// <summary>Copies weights into the parameters of a module from parts of the file's tensors, and later compares their gradients.</summary>
    public (string Name, Tensor Tensor, int Offset)[] SetParts(Module module, Func<string, (string Name, int Offset)> inFile)
    {
        var set = new List<(string, Tensor, int)>();
        foreach ((string name, Parameter parameter) in module.Parameters)
        {
            (string from, int offset) = inFile(name);
            Floats("w." + from).AsSpan(offset, parameter.Shape.Count).CopyTo(parameter.Value.Memory);
            parameter.Refresh();
            set.Add((from, parameter.Value, offset));
        }
        return [.. set];
    }

    /// <summary>Does the comparisons.</summary>
    public void Finish()
    {
        string[] Left(params string[] beginnings) => [.. _file.Tensors.Select(t => t.Name).Where(name => !_seen.Contains(name) && beginnings.Any(b => name.StartsWith(b, StringComparison.Ordinal)))];
        if (Left("in.", "w.") is { Length: > 0 } unread) Assert.Skip($"{Name}: no such operation yet, one that takes {string.Join(", ", unread)}");
        if (Left("out.", "dout.", "grad.") is { Length: > 0 } forgotten) Assert.Fail($"{Name}: {string.Join(", ", forgotten)} was not compared.");
        foreach ((string name, float[] actual, Func<int, int> place) in _compared)
        {
            float[] expected = _file.ReadFloats(name);
            double largest = Sums ? expected.Max(b => Math.Abs((double)b)) : 0;
            for (int i = 0; i < actual.Length; i++)
            {
                float golden = expected[place(i)];
                if (!(Math.Abs((double)actual[i] - golden) <= Absolute + Relative * Math.Max(largest, Math.Abs(golden))))
                    Assert.Fail($"{Name}: element {place(i)} of {name} is {actual[i]:R}, {golden:R} is expected.");
            }
        }
    }

    public void Dispose() => _file.Dispose();
}
