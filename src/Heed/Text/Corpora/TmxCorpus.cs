using Heed.Files;

namespace Heed.Text.Corpora;

/// <summary>
/// A translation memory in TMX, plain, gzip or in a zip: units (<c>tu</c>) that say the same in two or more languages (<c>tuv</c>). Markup of the program that a text is
/// from (<c>bpt ept ph it ut</c>) is dropped with its content, that around text (<c>hi</c>) only itself. A line's number is that of its unit's first tag.
/// </summary>
/// <param name="SourceLanguage">The language of the sentences. One with a region takes texts without, and the other way round, where there is no better.</param>
/// <param name="TargetLanguage">The language of the translations.</param>
/// <param name="File">The file.</param>
public sealed record TmxCorpus(string SourceLanguage, string TargetLanguage, string File) : CorpusSpec
{
    /// <inheritdoc/>
    public override string Name => $"tmx:{SourceLanguage}-{TargetLanguage}:{File}";

    internal static TmxCorpus FromName(string name)
    {
        (string source, string target, string file) = LanguageTag.Parse("tmx", name);
        return new TmxCorpus(source, target, file);
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
        bool hasUnits = false, hasPairs = false;
        xml.ReadRoot("tmx", "TMX");
        while (xml.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            if (xml.IsStart) Start(xml, unit, languages);
            if (xml.IsText) unit.Take(xml);
            if (!xml.IsEnd) continue;
            unit.End(xml);
            if (!unit.IsClosed) continue;
            hasUnits = true;
            var line = new CorpusLine { SourceFile = File, TargetFile = File, Number = unit.Line, Document = unit.Document };
            bool isPair = unit.SourceFit > 0 && unit.TargetFit > 0;
            hasPairs |= isPair;
            line = isPair ? Sides(line, unit.Source, unit.Target) : line with { Source = "", Target = "", Fault = LeftOut.NotTranslated, Found = (unit.SourceFit > 0 ? unit.Source : unit.Target).Beginning };
            unit.Clear();
            yield return line;
        }
        if (hasUnits && !hasPairs) throw new InvalidDataException($"{File}: no unit has both {SourceLanguage} and {TargetLanguage}; {languages}.");
    }

    private void Start(XmlFile xml, Unit unit, LanguagesSeen languages)
    {
        switch (xml.Name)
        {
            case "tu" when xml.Parent == "body": unit.Begin(xml); break;
            case "prop" when xml.Parent == "tu": unit.BeginProperty(xml); break;
            case "tuv" when xml.Parent == "tu":
                string? language = xml.Attribute("xml:lang") ?? xml.Attribute("lang");
                languages.Add(language);
                unit.BeginVariant(LanguageTag.Fit(SourceLanguage, language), LanguageTag.Fit(TargetLanguage, language));
                break;
            case "seg" when xml.Parent == "tuv": unit.BeginSegment(xml); break;
            case "bpt" or "ept" or "ph" or "it" or "ut": unit.BeginMarkup(xml); break;
        }
    }

    /// <summary>What is known of the unit being read.</summary>
    private sealed class Unit(int most)
    {
        // What names a text's document in the memories of OmegaT, Okapi, Trados and the European Union, without the x- of own properties.
        private static readonly string[] DocumentProperties = ["document", "file", "filename", "original", "txt::docno.", "doc"];

        private readonly char[] _piece = new char[1 << 12];
        private readonly GatheredText _document = new(200);
        private GatheredText? _gathering;
        private int _gatheringDepth, _markupDepth = -1, _sourceOffer, _targetOffer;
        private bool _isOpen;

        public long Line { get; private set; }
        public int SourceFit { get; private set; }
        public int TargetFit { get; private set; }
        public bool IsClosed { get; private set; }
        public GatheredText Source { get; } = new(most);
        public GatheredText Target { get; } = new(most);
        public string? Document => _document.IsEmpty ? null : _document.ToString();

        public void Begin(XmlFile xml)
        {
            Clear();
            Line = xml.Line;
            _isOpen = true;
        }

        public void BeginVariant(int sourceFit, int targetFit) => (_sourceOffer, _targetOffer) = (sourceFit, targetFit);

        // The first of the texts that fit best is taken.
        public void BeginSegment(XmlFile xml)
        {
            if (_gathering is not null) return;
            if (_sourceOffer > SourceFit && _sourceOffer >= _targetOffer)
            {
                SourceFit = _sourceOffer;
                Gather(Source, xml);
            }
            else if (_targetOffer > TargetFit)
            {
                TargetFit = _targetOffer;
                Gather(Target, xml);
            }
        }

        public void BeginProperty(XmlFile xml)
        {
            string type = (xml.Attribute("type") ?? "").ToLowerInvariant();
            if (_document.IsEmpty && Array.IndexOf(DocumentProperties, type.StartsWith("x-", StringComparison.Ordinal) ? type[2..] : type) >= 0) Gather(_document, xml);
        }

        public void BeginMarkup(XmlFile xml)
        {
            if (_gathering is not null && _markupDepth < 0) _markupDepth = xml.Depth;
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
            else if (_isOpen && xml.Name == "tu" && xml.Parent == "body") (_isOpen, IsClosed) = (false, true);
        }

        public void Clear()
        {
            Source.Clear();
            Target.Clear();
            _document.Clear();
            (SourceFit, TargetFit, IsClosed, _gathering, _markupDepth) = (0, 0, false, null, -1);
        }

        private void Gather(GatheredText text, XmlFile xml)
        {
            text.Clear();
            _gathering = text;
            _gatheringDepth = xml.Depth;
        }
    }
}
