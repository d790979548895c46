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

    /// <summary>The files that the pairs are read from; none where they come from elsewhere.</summary>
    internal virtual IReadOnlyList<string> Files => [];

    /// <summary>The languages that the corpus's name, or the names of its files, say it is in; null where they say nothing.</summary>
    internal virtual (string? Source, string? Target) Claimed => (null, null);

    /// <summary>Every line of the corpus in its order, also those that are left out and why. Only what belongs to no line is reported.</summary>
    internal abstract IEnumerable<CorpusLine> Lines(CorpusReport report, CancellationToken cancellation);

    /// <summary>Reads the pairs one by one, counting what is kept and what is left out.</summary>
    internal IEnumerable<SentencePair> Read(CorpusReport report, CancellationToken cancellation)
    {
        foreach (CorpusLine line in Lines(report, cancellation))
        {
            if (line.Fault == LeftOut.NoCounterpart) throw new InvalidDataException(line.Found);
            if (line.Fault is LeftOut reason)
            {
                report.Leave(reason, line.Number);
                continue;
            }
            report.Keep();
            yield return line.Pair;
        }
    }

    /// <summary>The corpus's name.</summary>
    public sealed override string ToString() => Name;

    private protected BoundedReader Open(string path) => new(path, Limits.MostBytes, Limits.MostLineBytes);

    private protected XmlFile OpenXml(string path) => new(path, ContentFile.Open(path, Limits.MostBytes), Limits.MostBytes, Limits.MostLineBytes);

    /// <summary>A line whose sides were gathered from the text of elements or from several lines.</summary>
    private protected CorpusLine Sides(CorpusLine line, GatheredText source, GatheredText target) => source.IsTooLong || target.IsTooLong
        ? line with { Source = "", Target = "", Fault = LeftOut.TooManyBytes, IsFaultInTarget = !source.IsTooLong, Found = source.IsTooLong ? source.Beginning : target.Beginning }
        : Sides(line, source.ToString(), target.ToString());

    /// <summary>A message of a program with its translation: one that has none, or the same text in both languages, is no pair.</summary>
    private protected CorpusLine Message(CorpusLine line, GatheredText source, GatheredText target, bool isUnsure)
    {
        CorpusLine sides = Sides(line, source, target);
        bool isTranslated = sides.Source != sides.Target && (sides.Fault != LeftOut.EmptySide || sides.Source.Length == 0);
        return sides.Fault is not (null or LeftOut.EmptySide) ? sides
            : !isTranslated ? sides with { Fault = LeftOut.NotTranslated, Found = sides.Source }
            : isUnsure && sides.Fault is null ? sides with { Fault = LeftOut.Unsure, Found = sides.Source }
            : sides;
    }

    /// <summary>A line with its sides changed, where a file goes the other way.</summary>
    private protected static CorpusLine Swapped(CorpusLine line) => line with { Source = line.Target, Target = line.Source, IsFaultInTarget = !line.IsFaultInTarget };

    /// <summary>A line whose sides were found: they lose the white space around them, and are looked at.</summary>
    private protected CorpusLine Sides(CorpusLine line, string source, string target)
    {
        source = source.Trim();
        target = target.Trim();
        LeftOut? fault =
            source.Length == 0 || target.Length == 0 ? LeftOut.EmptySide
            : source.Contains('\0', StringComparison.Ordinal) || target.Contains('\0', StringComparison.Ordinal) ? LeftOut.Nul
            : Math.Max(source.Length, target.Length) > Limits.MostCharacters ? LeftOut.TooLong
            : null;
        bool inSource = fault switch
        {
            LeftOut.EmptySide => source.Length == 0,
            LeftOut.Nul => source.Contains('\0', StringComparison.Ordinal),
            _ => source.Length >= target.Length,
        };
        return line with { Source = source, Target = target, Fault = fault, IsFaultInTarget = !inSource, Found = fault is null or LeftOut.EmptySide ? "" : inSource ? source : target };
    }

    private protected static LeftOut ReasonFor(LineFault fault) => fault switch
    {
        LineFault.TooManyBytes => LeftOut.TooManyBytes,
        LineFault.InvalidUtf8 => LeftOut.InvalidUtf8,
        _ => LeftOut.Nul,
    };
}
