using Heed.Decoding;

namespace Heed.Documents;

/// <summary>
/// Translates the texts of documents and leaves everything else as it is, byte for byte. Placeholders, tags, access keys and escapes are carried over; what the model loses of them is placed by its attention, and a text
/// in whose translation one is missing or doubled stays in its language.
/// </summary>
/// <param name="translator">What translates.</param>
/// <param name="options">How.</param>
public sealed class Localizer(ITranslator translator, LocalizerOptions? options = null)
{
    private const int TextsTogether = 64;

    // More is no text that somebody wrote, and would take time that grows with its square.
    private const int MostCharacters = 100_000, MostMarks = 1000;

    private readonly LocalizerOptions _options = options ?? new LocalizerOptions();
    private readonly DocumentLanguages _languages = new(options?.From ?? translator.From, options?.To ?? translator.To);

    /// <summary>Localises a document.</summary>
    /// <param name="path">The document.</param>
    /// <param name="output">Where the result goes, whole or not at all; <see cref="DocumentFormats.OutputOf"/> names one. What it has of translations is kept.</param>
    /// <param name="progress">Is told how many texts are done, and of how many.</param>
    /// <param name="cancellation">Stops it; nothing is written then.</param>
    /// <exception cref="ArgumentException">The kind of document is not known, or the output is the document itself.</exception>
    /// <exception cref="FileNotFoundException">There is no such document.</exception>
    /// <exception cref="InvalidDataException">The document is refused; the message names file and line.</exception>
    /// <exception cref="IOException">The result cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public LocalizationReport Localize(string path, string output, IProgress<(int Done, int All)>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(output);
        DocumentFormat format = DocumentFormats.Of(path);
        LocalizableDocument document = format.Parse(DocumentText.Read(path), _languages);
        if (Path.GetFullPath(path) == Path.GetFullPath(output) && !document.HoldsTranslations) throw new ArgumentException($"{output}: this is the document itself; name another file to write.", nameof(output));
        LocalizableDocument? before = File.Exists(output) && !_options.Again ? format.Parse(DocumentText.Read(output), _languages) : null;
        var known = new KnownTranslations(document, before, before is null ? null : LocalizationState.Read(output));

        UnitWork[] works = Work(document, known, progress, cancellation);
        document.Text.Write(output, document.Text.With([.. document.LanguageEdits, .. works.SelectMany(static work => work.Edits)]));
        if (_options.KeepState && !document.HoldsTranslations)
            LocalizationState.Write(output, works.Select(static work => (work.Result!.Outcome is UnitOutcome.Failed or UnitOutcome.LeftAlone ? null : LocalizationState.SumOf(work.Result.Source), work.Unit.Id)));
        return new LocalizationReport(path, output, format.Name, [.. works.Select(static work => work.Result!)]);
    }

    /// <summary>Localises a document that is in memory. Nothing is read or written.</summary>
    /// <param name="name">Its name, which says of what kind it is.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="progress">Is told how many texts are done, and of how many.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ArgumentException">The kind of document is not known.</exception>
    /// <exception cref="InvalidDataException">The document is refused; the message names file and line.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public LocalizedDocument Localize(string name, ReadOnlySpan<byte> content, IProgress<(int Done, int All)>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        DocumentFormat format = DocumentFormats.Of(name);
        LocalizableDocument document = format.Parse(DocumentText.Of(name, content), _languages);
        UnitWork[] works = Work(document, new KnownTranslations(document, null, null), progress, cancellation);
        string text = document.Text.With([.. document.LanguageEdits, .. works.SelectMany(static work => work.Edits)]);
        var report = new LocalizationReport(name, DocumentFormats.OutputOf(name, _languages), format.Name, [.. works.Select(static work => work.Result!)]);
        return new LocalizedDocument(report, document.Text.BytesOf(text));
    }

    private UnitWork[] Work(LocalizableDocument document, KnownTranslations known, IProgress<(int Done, int All)>? progress, CancellationToken cancellation)
    {
        DocumentUnit[] units = [.. document.Units];
        var works = new UnitWork[units.Length];
        int done = 0;
        for (int first = 0; first < units.Length;)
        {
            cancellation.ThrowIfCancellationRequested();
            var together = new List<UnitWork>();
            int next = first;
            for (; next < units.Length && together.Count < TextsTogether; next++)
            {
                works[next] = Prepare(document, units[next], known);
                if (works[next].Result is null) together.Add(works[next]);
            }
            Translate(together, cancellation);
            done += next - first;
            first = next;
            progress?.Report((done, units.Length));
        }
        return works;
    }

    private UnitWork Prepare(LocalizableDocument document, DocumentUnit unit, KnownTranslations known)
    {
        string source = Inline.TextOf(unit.Source);
        var work = new UnitWork(unit, document.Text.LineOf(unit.At), source);
        if (unit.LeftAlone is string reason) return work.End(UnitOutcome.LeftAlone, reason);
        if (unit.Translation is { } own && !_options.Again) return work.Keep(own, isWritten: true);
        if (source.Length > MostCharacters || unit.Source.Count > 2 * MostMarks) return work.End(UnitOutcome.LeftAlone, $"it has more than {MostCharacters:N0} characters or {MostMarks:N0} tags");
        work.Protected = ProtectedText.Of(unit.Source, document.HasAccessKeys, unit.Locked);
        if (work.Protected.Marks.Count > MostMarks || work.Protected.StandIns.Count > MostMarks) return work.End(UnitOutcome.LeftAlone, $"it has more than {MostMarks:N0} tags or placeholders");
        if (!work.Protected.NeedsTranslation) return work.End(UnitOutcome.NothingToTranslate, null, document.HoldsTranslations ? unit.Source : null);
        if (Placeholders.HasChoice(source)) return work.End(UnitOutcome.LeftAlone, "it chooses between texts (plural, select)");
        if (known.Find(unit, source) is { } before) return work.Keep(before, isWritten: false);
        if (_options.Memory?.Find(source) is string remembered && unit.Source.All(static inline => inline.Kind == InlineKind.Text))
        {
            string around = source.Trim();
            int at = source.IndexOf(around, StringComparison.Ordinal);
            Inline[] whole = [new(InlineKind.Text, source[..at] + remembered + source[(at + around.Length)..])];
            if (IsSound(work.Protected, whole) is null) return work.End(UnitOutcome.FromMemory, null, whole);
        }
        return work;
    }

    private void Translate(List<UnitWork> works, CancellationToken cancellation)
    {
        (UnitWork Work, string Text)[] sentences = [.. works.SelectMany(static work => work.Protected!.Sentences.Where(work.Protected.HasWords).Select(span => (work, work.Protected.Plain[span.Start..span.End])))];
        if (sentences.Length == 0) return;
        // What the search finds no place for is written over the words that attended to it.
        SearchOptions search = _options.Search with { SplitSentences = false, Terms = _options.Search.Sampling is null ? _options.Search.Terms ?? _options.Glossary : null };
        Translation[] translations = [.. translator.Translate([.. sentences.Select(static s => s.Text)], search, cancellation)];
        // Where the best translation lost a placeholder, the next best may not have.
        int[] lost = [.. Enumerable.Range(0, sentences.Length).Where(i => search.Sampling is null && search.Beam > 1 && !Placeholders.Held(sentences[i].Text).SequenceEqual(Placeholders.Held(translations[i].Text)))];
        if (lost.Length > 0)
        {
            IReadOnlyList<Translation> more = translator.Translate([.. lost.Select(i => sentences[i].Text)], search with { NBest = search.Beam }, cancellation);
            for (int i = 0; i < lost.Length; i++) translations[lost[i]] = more[i];
        }
        int next = 0;
        foreach (UnitWork work in works)
        {
            int count = work.Protected!.Sentences.Count(work.Protected.HasWords);
            Finish(work, translations[next..(next + count)]);
            next += count;
        }
    }

    private void Finish(UnitWork work, Translation[] translations)
    {
        Restoration restored = Restoration.Of(work.Protected!, translations, _options.Glossary);
        string? fault = restored.Fault ?? IsSound(work.Protected!, restored.Inlines);
        double confidence = Math.Exp(translations.Sum(static t => t.LogProbability) / Math.Max(1, translations.Sum(static t => t.TargetTokens.Count)));
        if (fault is not null)
        {
            work.End(UnitOutcome.Failed, fault);
            return;
        }
        string? doubt = restored.IsRepaired ? "a placeholder or term was placed by attention"
            : confidence < _options.ReviewBelow ? "the model is not sure"
            : translations.SelectMany(static t => t.Warnings).FirstOrDefault();
        work.End(UnitOutcome.Translated, doubt, restored.Inlines, confidence);
    }

    /// <summary>What a translation lacks or has too much of; null where it holds what its source holds.</summary>
    private static string? IsSound(ProtectedText source, IReadOnlyList<Inline> translation)
    {
        string text = Inline.TextOf(source.Inlines), translated = Inline.TextOf(translation);
        List<string> missing = [.. Placeholders.Held(text)], surplus = [];
        foreach (string held in Placeholders.Held(translated))
            if (!missing.Remove(held)) surplus.Add(held);
        foreach (IGrouping<string, string> mark in source.Inlines.Where(static i => i.Kind != InlineKind.Text).Select(static i => i.Raw ?? i.Text).GroupBy(static raw => raw))
        {
            int count = translation.Count(i => i.Kind != InlineKind.Text && (i.Raw ?? i.Text) == mark.Key);
            if (count < mark.Count()) missing.Add(mark.Key);
        }
        if (missing.Count > 0) return $"{missing[0]} is lost in the translation";
        if (surplus.Count > 0) return $"{surplus[0]} is doubled in the translation, or made up";
        bool isKeyLost = source.Marks.Any(static mark => mark.Kind == InlineKind.AccessKey) && translation.Count(static i => i.Kind == InlineKind.AccessKey) != 1 && !Placeholders.Find(translated).Any(static p => p.Kind == InlineKind.AccessKey);
        return isKeyLost ? "the access key is lost in the translation" : string.IsNullOrWhiteSpace(translated) ? "the model gave no translation" : null;
    }

    /// <summary>A unit while it is worked on.</summary>
    private sealed class UnitWork(DocumentUnit unit, int line, string source)
    {
        private IReadOnlyList<Inline>? _written;

        public DocumentUnit Unit => unit;
        public ProtectedText? Protected { get; set; }
        public LocalizedUnit? Result { get; private set; }
        /// <summary>What its document gets, in the order of the units.</summary>
        public IEnumerable<TextEdit> Edits => _written is null ? [] : unit.Write(_written, Result!.NeedsReview);


        public UnitWork End(UnitOutcome outcome, string? reason, IReadOnlyList<Inline>? translation = null, double? confidence = null)
        {
            bool needsReview = outcome == UnitOutcome.Translated && reason is not null;
            _written = translation;
            Result = new LocalizedUnit(unit.Id, line, outcome, source, translation is null ? source : Inline.TextOf(translation)) { Reason = reason, NeedsReview = needsReview, Confidence = confidence };
            return this;
        }

        public UnitWork Keep(IReadOnlyList<Inline> translation, bool isWritten)
        {
            if (!isWritten) _written = translation;
            Result = new LocalizedUnit(unit.Id, line, UnitOutcome.Kept, source, Inline.TextOf(translation));
            return this;
        }
    }
}
