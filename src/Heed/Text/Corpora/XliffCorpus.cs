using Heed.Files;

namespace Heed.Text.Corpora;

/// <summary>
/// An XLIFF file, version 1.2 or 2.x, plain, gzip or in a zip. Each <c>trans-unit</c> of 1.2, and each <c>segment</c> of 2.x, is a pair; proposals (<c>alt-trans</c>,
/// <c>matches</c>) are none. A file whose originals are in the target language is read with its sides changed. Inline markup is dropped; of <c>g pc mrk</c> the content stays.
/// </summary>
/// <param name="SourceLanguage">The language of the sentences.</param>
/// <param name="TargetLanguage">The language of the translations.</param>
/// <param name="File">The file.</param>
public sealed record XliffCorpus(string SourceLanguage, string TargetLanguage, string File) : CorpusSpec
{
    /// <inheritdoc/>
    public override string Name => $"xliff:{SourceLanguage}-{TargetLanguage}:{File}";

    internal static XliffCorpus FromName(string name)
    {
        (string source, string target, string file) = LanguageTag.Parse("xliff", name);
        return new XliffCorpus(source, target, file);
    }

    internal override IReadOnlyList<string> Files => [File];

    internal override (string? Source, string? Target) Claimed => (SourceLanguage, TargetLanguage);

    internal override IEnumerable<CorpusLine> Lines(CorpusReport report, CancellationToken cancellation)
    {
        using XmlFile xml = OpenXml(File);
        foreach (CorpusLine line in Lines(xml, cancellation)) yield return line;
    }

    internal IEnumerable<CorpusLine> Lines(XmlFile xml, CancellationToken cancellation)
    {
        var languages = new LanguagesSeen();
        var unit = new Unit(Limits.MostLineBytes);
        xml.ReadRoot("xliff", "XLIFF");
        bool isSecond = xml.Attribute("srcLang") is not null;
        bool? isStraight = isSecond ? Direction(xml.Attribute("srcLang"), xml.Attribute("trgLang"), languages) : null;
        bool hasFiles = false, hasDirection = isStraight is not null;
        string? document = null;
        while (xml.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            if (xml.IsStart && xml.Name == "file" && xml.Parent == "xliff")
            {
                hasFiles = true;
                document = xml.Attribute("original") ?? xml.Attribute("id");
                if (!isSecond) isStraight = Direction(xml.Attribute("source-language"), xml.Attribute("target-language"), languages);
                hasDirection |= isStraight is not null;
            }
            else if (xml.IsStart && isStraight is not null) unit.Start(xml);
            if (xml.IsText) unit.Take(xml);
            if (!xml.IsEnd) continue;
            unit.End(xml);
            if (!unit.IsClosed) continue;
            var line = new CorpusLine { SourceFile = File, TargetFile = File, Number = unit.Line, Document = document };
            line = unit.IsLeftAlone
                ? line with { Source = "", Target = "", Fault = LeftOut.NotTranslated, Found = unit.Original.Beginning }
                : isStraight == true ? Message(line, unit.Original, unit.Translation, unit.IsUnsure) : Swapped(Message(line, unit.Original, unit.Translation, unit.IsUnsure));
            unit.Clear();
            yield return line;
        }
        if (hasFiles && !hasDirection) throw new InvalidDataException($"{File}: it is not between {SourceLanguage} and {TargetLanguage}; {languages}.");
    }

    private bool? Direction(string? source, string? target, LanguagesSeen languages)
    {
        languages.Add(source);
        languages.Add(target);
        return LanguageTag.IsStraight((SourceLanguage, TargetLanguage), source, target);
    }

    /// <summary>What is known of the unit being read.</summary>
    private sealed class Unit(int most)
    {
        private readonly char[] _piece = new char[1 << 12];
        private GatheredText? _gathering;
        private int _gatheringDepth, _markupDepth = -1;
        private bool _isUnitLeftAlone, _isOpen;

        public long Line { get; private set; }
        public bool IsUnsure { get; private set; }
        public bool IsLeftAlone { get; private set; }
        public bool IsClosed { get; private set; }
        public GatheredText Original { get; } = new(most);
        public GatheredText Translation { get; } = new(most);

        public void Start(XmlFile xml)
        {
            switch (xml.Name)
            {
                case "unit":
                    _isUnitLeftAlone = xml.Attribute("translate") == "no";
                    break;
                case "trans-unit":
                    Begin(xml, xml.Attribute("translate") == "no");
                    IsUnsure = xml.Attribute("approved") == "no";
                    break;
                case "segment" when xml.Parent == "unit":
                    Begin(xml, _isUnitLeftAlone || xml.Attribute("state") == "initial");
                    break;
                case "source" when IsOfUnit(xml):
                    Gather(Original, xml);
                    break;
                case "target" when IsOfUnit(xml):
                    if (xml.Attribute("state") is string state)
                    {
                        IsLeftAlone |= state is "new" or "needs-translation";
                        IsUnsure = state.StartsWith("needs-", StringComparison.Ordinal);
                    }
                    Gather(Translation, xml);
                    break;
                case "bpt" or "ept" or "ph" or "it" or "ut" when _gathering is not null && _markupDepth < 0:
                    _markupDepth = xml.Depth;
                    break;
            }
        }

        public void Take(XmlFile xml)
        {
            if (_gathering is null || _markupDepth >= 0) return;
            for (int read; (read = xml.ReadText(_piece)) > 0;) _gathering.Add(_piece.AsSpan(0, read));
        }

        public void End(XmlFile xml)
        {
            if (xml.Depth == _markupDepth) _markupDepth = -1;
            else if (_gathering is not null && xml.Depth == _gatheringDepth) _gathering = null;
            else if (_isOpen && _gathering is null && xml.Name is "trans-unit" or "segment") (_isOpen, IsClosed) = (false, _isOpen);
        }

        public void Clear()
        {
            Original.Clear();
            Translation.Clear();
            (IsUnsure, IsLeftAlone, IsClosed, _isOpen, _gathering, _markupDepth) = (false, false, false, false, null, -1);
        }

        private bool IsOfUnit(XmlFile xml) => _isOpen && _gathering is null && xml.Parent is "trans-unit" or "segment";

        private void Begin(XmlFile xml, bool isLeftAlone)
        {
            Clear();
            (Line, _isOpen, IsLeftAlone) = (xml.Line, true, isLeftAlone);
        }

        private void Gather(GatheredText text, XmlFile xml)
        {
            text.Clear();
            (_gathering, _gatheringDepth) = (text, xml.Depth);
        }
    }
}
