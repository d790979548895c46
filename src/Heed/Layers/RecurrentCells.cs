namespace Heed.Layers;

/// <summary>The recurrent cells there are.</summary>
public static class RecurrentCells
{
    /// <summary>Every cell: its name in <c>config.json</c>, what it is, and how layers of it are built.</summary>
    public static IReadOnlyList<(string Name, string Description, Func<RecurrentOptions, RecurrentLayers> Create)> All { get; } =
    [
        ("gru", "gated recurrent units (Cho et al. 2014)", options => new Gru(options)),
        ("lstm", "long short-term memory (Hochreiter and Schmidhuber 1997)", options => new Lstm(options)),
        ("rnn", "plain units without gates (Elman 1990)", options => new Rnn(options)),
    ];

    /// <summary>Builds layers of the cell with this name.</summary>
    /// <exception cref="ArgumentException">There is no such cell.</exception>
    public static RecurrentLayers Create(string name, RecurrentOptions options)
    {
        (string, string, Func<RecurrentOptions, RecurrentLayers> Create) cell = All.FirstOrDefault(cell => cell.Name == name);
        return cell.Create is { } create ? create(options) : throw new ArgumentException($"cell: there is no '{name}'; choose one of {string.Join(", ", All.Select(c => c.Name))}.", nameof(name));
    }
}
