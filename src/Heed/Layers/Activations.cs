using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Layers;

/// <summary>The functions between two products of a feed-forward layer.</summary>
public static class Activations
{
    /// <summary>Every function: its name in <c>config.json</c>, its formula, and itself.</summary>
    public static IReadOnlyList<(string Name, string Description, Func<Tensor, GradientTape?, Tensor> Apply)> All { get; } =
    [
        ("relu", "max(x, 0)", (x, tape) => x.Relu(tape)),
        ("gelu", "x Φ(x) (Hendrycks and Gimpel 2016)", (x, tape) => x.Gelu(tape)),
        ("silu", "x / (1 + e⁻ˣ) (Elfwing et al. 2018)", (x, tape) => x.Silu(tape)),
        ("tanh", "tanh x", (x, tape) => x.Tanh(tape)),
    ];

    /// <summary>The function of this name.</summary>
    /// <exception cref="ArgumentException">There is no such function.</exception>
    public static Func<Tensor, GradientTape?, Tensor> Find(string name)
    {
        (string, string, Func<Tensor, GradientTape?, Tensor> Apply) found = All.FirstOrDefault(activation => activation.Name == name);
        return found.Apply ?? throw new ArgumentException($"activation: there is no '{name}'; choose one of {string.Join(", ", All.Select(a => a.Name))}.", nameof(name));
    }
}
