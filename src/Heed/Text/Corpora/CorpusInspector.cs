using System.Text;

namespace Heed.Text.Corpora;

/// <summary>Finds everything that is wrong with the lines of one or more corpora, which it sees in their order.</summary>
internal sealed class CorpusInspector(CorpusRules rules)
{
    private readonly Dictionary<UInt128, (string File, long Line)> _seen = [];
    private LanguagesOfCorpus? _languages;

    /// <summary>Whatever is asked of a line later belongs to this corpus.</summary>
    /// <returns>The languages that its sides look like.</returns>
    public LanguagesOfCorpus Begin(CorpusSpec corpus, CancellationToken cancellation) =>
        _languages = LanguagesOfCorpus.Of(corpus, rules.From, rules.To, cancellation);

    /// <summary>Adds what is wrong with a line.</summary>
    public void Inspect(in CorpusLine line, List<CorpusFinding> findings)
    {
        string source = line.Fault is null or LeftOut.EmptySide ? line.Source : line.Found;
        string target = line.Fault is null or LeftOut.EmptySide ? line.Target : line.Found;
        foreach ((LineMarks mark, CorpusFault fault, string file, string text) in (ReadOnlySpan<(LineMarks, CorpusFault, string, string)>)
            [
                (LineMarks.SourceMark, CorpusFault.ByteOrderMark, line.SourceFile, source),
                (LineMarks.TargetMark, CorpusFault.ByteOrderMark, line.TargetFile, target),
                (LineMarks.SourceReturn, CorpusFault.CarriageReturn, line.SourceFile, source + "\r"),
                (LineMarks.TargetReturn, CorpusFault.CarriageReturn, line.TargetFile, target + "\r"),
            ])
            if ((line.Marks & mark) != 0) findings.Add(new CorpusFinding(fault, file, line.Number, VisibleText.Of(text, fault == CorpusFault.CarriageReturn ? text.Length - 1 : 0)));

        if (line.Fault is LeftOut reason)
        {
            if (CorpusFaults.Of(reason) is CorpusFault fault) findings.Add(new CorpusFinding(fault, line.FaultyFile, line.Number, TextOf(fault, line)));
            return;
        }
        InspectPair(line, findings);
    }

    /// <summary>A text as it can stand on a line of a file or in a column: line breaks, tabs and other control characters become spaces.</summary>
    public static string Mend(string text)
    {
        if (!text.Any(Breaks)) return text;
        return string.Create(text.Length, text, static (line, text) =>
        {
            for (int i = 0; i < line.Length; i++) line[i] = Breaks(text[i]) ? ' ' : text[i];
        });

        static bool Breaks(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';
    }

    private void InspectPair(in CorpusLine line, List<CorpusFinding> findings)
    {
        long number = line.Number;
        int inSource = line.Source.IndexOf('\r', StringComparison.Ordinal), inTarget = line.Target.IndexOf('\r', StringComparison.Ordinal);
        // Messages of assemblies have lines of their own, which Windows ends with a carriage return: no fault of a file.
        if (line.Number > 0 && inSource >= 0) Add(CorpusFault.CarriageReturn, line.SourceFile, VisibleText.Of(line.Source, inSource));
        if (line.Number > 0 && inTarget >= 0) Add(CorpusFault.CarriageReturn, line.TargetFile, VisibleText.Of(line.Target, inTarget));

        if (Ratio(line.Source, line.Target, rules.ShortLength) is var ratio && ratio > rules.MostRatio)
            Add(CorpusFault.LengthRatio, Letters(line.Source) > Letters(line.Target) ? line.SourceFile : line.TargetFile, Both(line, $"{ratio:F1} times longer: "));

        if (IsCopy(line.Source, line.Target)) Add(CorpusFault.Copy, line.SourceFile, Both(line, ""));
        if (rules.Languages is LanguageGuess guess)
        {
            if ((rules.From ?? _languages?.Source) is string from && guess.IsOther(line.Source, from, out string? found)) Add(CorpusFault.WrongLanguage, line.SourceFile, $"source in {found}: {VisibleText.Of(line.Source)}");
            else if ((rules.To ?? _languages?.Target) is string to && guess.IsOther(line.Target, to, out found)) Add(CorpusFault.WrongLanguage, line.TargetFile, $"target in {found}: {VisibleText.Of(line.Target)}");
        }

        UInt128 key = KnownTexts.Digest(Mend(line.Source), Mend(line.Target));
        if (!_seen.TryAdd(key, (line.SourceFile, number)))
        {
            (string file, long first) = _seen[key];
            Add(CorpusFault.Duplicate, line.SourceFile, Both(line, first == 0 ? "" : file == line.SourceFile ? $"as line {first}: " : $"as {file}, line {first}: "));
        }

        if (rules.Against is KnownTexts known)
        {
            bool isSourceKnown = known.Contains(line.Source), isTargetKnown = known.Contains(line.Target);
            if (isSourceKnown) Add(CorpusFault.Leakage, line.SourceFile, $"source: {VisibleText.Of(line.Source)}");
            else if (isTargetKnown) Add(CorpusFault.Leakage, line.TargetFile, $"target: {VisibleText.Of(line.Target)}");
        }

        if (_languages is not null && _languages.IsSwapped(line.Source, line.Target)) Add(CorpusFault.Swapped, line.SourceFile, Both(line, ""));

        void Add(CorpusFault fault, string file, string text) => findings.Add(new CorpusFinding(fault, file, number, text));
    }

    /// <summary>How many times longer one text is than the other, or 1 where neither is longer than <paramref name="shortLength"/> letters.</summary>
    internal static double Ratio(string source, string target, int shortLength)
    {
        double longer = Math.Max(Letters(source), Letters(target)), shorter = Math.Min(Letters(source), Letters(target));
        return longer > shortLength ? longer / shorter : 1;
    }

    // Names and numbers are the same in many languages: "Linux 6.1" is no copy.
    internal static bool IsCopy(string source, string target)
    {
        const int Words = 3, MostLetters = 20;
        if (source.Length != target.Length && Math.Abs(source.Length - target.Length) > Math.Min(source.Length, target.Length)) return false;
        string essence = CorpusSplit.Essence(source);
        return essence.Length > 0 && (essence.AsSpan().Count(' ') >= Words - 1 || Letters(essence) >= MostLetters) && essence == CorpusSplit.Essence(target);
    }

    private static string TextOf(CorpusFault fault, in CorpusLine line) => fault switch
    {
        CorpusFault.UnequalLines => line.Found,
        CorpusFault.EmptySide => line.Source.Length == 0 && line.Target.Length == 0 ? "both sides"
            : line.Source.Length == 0 ? $"no source for: {VisibleText.Of(line.Target)}" : $"no target for: {VisibleText.Of(line.Source)}",
        CorpusFault.Nul => VisibleText.Of(line.Found, Math.Max(0, line.Found.IndexOf('\0', StringComparison.Ordinal))),
        CorpusFault.InvalidUtf8 => VisibleText.Of(line.Found, Math.Max(0, line.Found.IndexOf('\uFFFD', StringComparison.Ordinal))),
        CorpusFault.OverLong when line.Fault == LeftOut.TooLong => $"{line.Found.Length:N0} characters: {VisibleText.Of(line.Found)}",
        _ => VisibleText.Of(line.Found),
    };

    private static string Both(in CorpusLine line, string before) => $"{before}{VisibleText.Of(line.Source)} | {VisibleText.Of(line.Target)}";

    /// <summary>The length in letters of an alphabet: a sign that stands for a syllable or a word counts as three.</summary>
    private static int Letters(string text)
    {
        int letters = 0;
        foreach (char c in text) letters += c is (>= '\u2E80' and < '\uA000') or (>= '\uAC00' and < '\uD7B0') or (>= '\uF900' and < '\uFB00') or (>= '\uFF00' and < '\uFFF0') ? 3 : 1;
        return letters;
    }
}
