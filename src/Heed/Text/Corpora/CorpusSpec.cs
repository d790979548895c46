using Heed.Files;

namespace Heed.Text.Corpora;

/// <summary>Where sentence pairs come from. Each kind of corpus is a type of its own, listed in <see cref="CorpusFormats.All"/>.</summary>
public abstract record CorpusSpec
{
    /// <summary>What the corpus may ask for.</summary>
    public CorpusLimits Limits { get; init; } = CorpusLimits.Default;

    /// <summary>The corpus as it is written after <c>--corpus</c>, for example <c>sdk:fr-en</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Reads a corpus's name, for example <c>sdk:fr-en</c> or <c>tsv:2,1:fra.txt</c>.</summary>
    /// <exception cref="ArgumentException">There is no such kind of corpus, or what follows the colon is not right.</exception>
    public static CorpusSpec Parse(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        int colon = name.IndexOf(':', StringComparison.Ordinal);
        CorpusFormat? format = colon < 0 ? null : CorpusFormats.All.FirstOrDefault(f => f.Name == name[..colon]);
        if (format is null)
            throw new ArgumentException($"\"{name}\" names no corpus; write one of {string.Join(", ", CorpusFormats.All.Select(f => f.Example))}.", nameof(name));
        return format.Parse(name[(colon + 1)..]);
    }

    /// <summary>Reads the pairs one by one, counting what is kept and what is left out.</summary>
    internal abstract IEnumerable<SentencePair> Read(CorpusReport report, CancellationToken cancellation);

    /// <summary>The corpus's name.</summary>
    public sealed override string ToString() => Name;

    private protected BoundedReader Open(string path) => new(path, Limits.MostBytes, Limits.MostLineBytes);

    /// <summary>Counts a pair, and says whether it is kept; its sides lose the white space around them.</summary>
    private protected bool Take(CorpusReport report, string source, string target, long line, out SentencePair pair)
    {
        pair = new SentencePair(source.Trim(), target.Trim(), line);
        LeftOut? fault =
            pair.Source.Length == 0 || pair.Target.Length == 0 ? LeftOut.EmptySide
            : pair.Source.Contains('\0', StringComparison.Ordinal) || pair.Target.Contains('\0', StringComparison.Ordinal) ? LeftOut.Nul
            : Math.Max(pair.Source.Length, pair.Target.Length) > Limits.MostCharacters ? LeftOut.TooLong
            : null;
        if (fault is LeftOut reason) report.Leave(reason, line);
        else report.Keep();
        return fault is null;
    }

    private protected static LeftOut ReasonFor(LineFault fault) => fault switch
    {
        LineFault.TooManyBytes => LeftOut.TooManyBytes,
        LineFault.InvalidUtf8 => LeftOut.InvalidUtf8,
        _ => LeftOut.Nul,
    };
}
