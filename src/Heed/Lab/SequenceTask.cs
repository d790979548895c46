using Heed.Kernels;

namespace Heed.Lab;

/// <summary>A sequence with what is asked at each of its places: a symbol, or nothing (−1).</summary>
internal readonly record struct SequenceExample(int[] Tokens, int[] Targets);

/// <summary>A task on sequences of symbols that cannot be solved without knowing how far apart, or in which order, they stand.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What is asked.</param>
/// <param name="Draw">An example of a size (a distance or a length), from random numbers below a bound.</param>
internal sealed record SequenceTask(string Name, string Description, Func<int, Func<int, int>, SequenceExample> Draw)
{
    /// <summary>Symbols that can be asked for.</summary>
    public const int Symbols = 8;

    /// <summary>Tokens there are: symbols, the same marked, a blank, and places that ask.</summary>
    public const int Tokens = Blank + 1 + Asks;

    private const int Marked = Symbols, Blank = 2 * Symbols, Ask = Blank + 1, Asks = 4;

    /// <summary>The symbols of the beginning are asked for after a distance: the same number of them at every distance, with blanks between.</summary>
    public static SequenceTask Copy { get; } = new("copy", "repeat the first symbols after a distance", (distance, below) =>
    {
        int many = Math.Min(Asks, distance);
        int[] tokens = [.. Enumerable.Range(0, many).Select(_ => below(Symbols)), .. Enumerable.Repeat(Blank, distance - many), .. Enumerable.Repeat(Ask, many)];
        return new SequenceExample(tokens, [.. Enumerable.Range(0, tokens.Length).Select(i => i < distance ? -1 : tokens[i - distance])]);
    });

    /// <summary>One marked symbol is asked for after a distance filled with other symbols.</summary>
    public static SequenceTask Recall { get; } = new("recall", "name the marked symbol after a distance of others", (distance, below) =>
    {
        int symbol = below(Symbols);
        int[] tokens = [Marked + symbol, .. Enumerable.Range(1, distance - 1).Select(_ => below(Symbols)), Ask];
        return new SequenceExample(tokens, [.. Enumerable.Repeat(-1, distance), symbol]);
    });

    /// <summary>At each place the symbol at the place as far from the other end is asked for.</summary>
    public static SequenceTask Reversal { get; } = new("reversal", "at each place the symbol as far from the other end", (length, below) =>
    {
        int[] tokens = [.. Enumerable.Range(0, length).Select(_ => below(Symbols))];
        return new SequenceExample(tokens, [.. tokens.Reverse()]);
    });

    /// <summary>Three different marked symbols among others; the first, the second and the third are asked for.</summary>
    public static SequenceTask Sorting { get; } = new("sorting", "three marked symbols in the order of their positions", (length, below) =>
    {
        const int Many = 3;
        int[] symbols = Distinct(Many, Symbols), places = [.. Distinct(Many, length).Order()];
        int[] tokens = [.. Enumerable.Range(0, length).Select(_ => below(Symbols)), .. Enumerable.Range(0, Many).Select(i => Ask + 1 + i)];
        for (int i = 0; i < Many; i++) tokens[places[i]] = Marked + symbols[i];
        return new SequenceExample(tokens, [.. Enumerable.Repeat(-1, length), .. symbols]);

        int[] Distinct(int count, int bound)
        {
            List<int> drawn = [];
            while (drawn.Count < count)
                if (below(bound) is var number && !drawn.Contains(number)) drawn.Add(number);
            return [.. drawn];
        }
    });

    /// <summary>Examples of one batch: a function of seed, batch and the sizes.</summary>
    public SequenceExample[] Batch(ulong seed, ulong batch, int count, Func<int, Func<int, int>, int> sizeOf)
    {
        ulong place = 0;
        int Below(int bound) => (int)Philox.Below((uint)bound, seed, batch, place++);
        return [.. Enumerable.Range(0, count).Select(i => Draw(sizeOf(i, Below), Below))];
    }
}
